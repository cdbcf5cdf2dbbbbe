package news

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Flat is one CloudEvent as one flat object on a line: event ("article.new"), eventId and eventTime, then the fields of
// its data as they are.
func Flat(data []byte) ([]byte, error) {
	var envelope struct {
		ID   string          `json:"id"`
		Type string          `json:"type"`
		Time string          `json:"time"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		return nil, fmt.Errorf("read event: %w", err)
	}
	parts := strings.Split(envelope.Type, ".")
	if len(parts) != 4 || parts[0] != "wirefold" || len(envelope.Data) < 2 || envelope.Data[0] != '{' || envelope.Time == "" {
		return nil, fmt.Errorf("read event %s: type %q is not wirefold.<kind>.<action>.v1, or time or data is missing", envelope.ID, envelope.Type)
	}
	head, err := json.Marshal(struct {
		Event string `json:"event"`
		ID    string `json:"eventId"`
		Time  string `json:"eventTime"`
	}{parts[1] + "." + parts[2], envelope.ID, envelope.Time})
	if err != nil {
		return nil, fmt.Errorf("read event %s: %w", envelope.ID, err)
	}
	out := bytes.NewBuffer(bytes.TrimSuffix(head, []byte("}")))
	var fields bytes.Buffer
	if err := json.Compact(&fields, envelope.Data); err != nil {
		return nil, fmt.Errorf("read event %s: data: %w", envelope.ID, err)
	}
	if fields.Len() > len("{}") {
		out.WriteByte(',')
	}
	out.Write(fields.Bytes()[1:])
	return out.Bytes(), nil
}
