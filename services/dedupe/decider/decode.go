package decider

import (
	"errors"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// errDecision is of bytes that are no decision.
var errDecision = errors.New("decode decision: it is no protobuf message")

// Fields of the messages that DecodeToApply looks into.
const (
	fieldAnnouncements = 7  // of Decision
	fieldStory         = 17 // of Announcement
)

// DecodeToApply decodes as much of a stored decision as Memory.Apply takes in. The news of articles and copies, a third of
// a decision, is left out: a memory takes only the stories from what was announced.
func DecodeToApply(data []byte) (*wirefoldv1.Decision, error) {
	d := new(wirefoldv1.Decision)
	merge := proto.UnmarshalOptions{Merge: true}
	begin := 0 // of what is still to be decoded
	for at := 0; at < len(data); {
		number, kind, n := protowire.ConsumeTag(data[at:])
		if n < 0 {
			return nil, errDecision
		}
		size := protowire.ConsumeFieldValue(number, kind, data[at+n:])
		if size < 0 {
			return nil, errDecision
		}
		end := at + n + size
		if number == fieldAnnouncements && kind == protowire.BytesType {
			announcement, _ := protowire.ConsumeBytes(data[at+n:])
			if !tellsStory(announcement) {
				if err := merge.Unmarshal(data[begin:at], d); err != nil {
					return nil, err
				}
				begin = end
			}
		}
		at = end
	}
	return d, merge.Unmarshal(data[begin:], d)
}

// tellsStory tells whether an announcement has a story, or is no message and left to the decoder to refuse.
func tellsStory(announcement []byte) bool {
	for len(announcement) > 0 {
		number, _, n := protowire.ConsumeField(announcement)
		if n < 0 || number == fieldStory {
			return true
		}
		announcement = announcement[n:]
	}
	return false
}
