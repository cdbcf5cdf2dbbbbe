package images

import (
	"fmt"
	"strings"
	"testing"
)

// doorFile is laid over the compose file by who opens the door.
const doorFile = top + "/deploy/compose.door.yaml"

func TestTheDoorIsClosedUnlessItHasTokens(t *testing.T) {
	section := documented(t, "wirefold-ingest")
	if door, ok := stack(t).Services["ingest"].Environment["WIREFOLD_DOOR"]; !ok || *door != "" {
		t.Errorf("the stack's ingest has a door")
	}
	s := load(t, nil, composeFile, doorFile).Services["ingest"]
	_, port, _ := strings.Cut(*s.Environment["WIREFOLD_DOOR"], ":")
	if len(s.Ports) != 1 || s.Ports[0].HostIP != "127.0.0.1" || s.Ports[0].Published != port || fmt.Sprint(s.Ports[0].Target) != port {
		t.Errorf("the door is at %s, and ports are %v: want one, on this machine only", *s.Environment["WIREFOLD_DOOR"], s.Ports)
	}
	tokens := *s.Environment["WIREFOLD_DOOR_TOKENS"]
	for _, v := range s.Volumes {
		if v.Target == tokens && (!v.ReadOnly || v.Bind == nil || bool(v.Bind.CreateHostPath)) {
			t.Errorf("the tokens are mounted as %+v: want a file that is there, read-only", v)
		}
	}
	if tokens == "" || mounted(s, tokens) == "" {
		t.Errorf("tokens are looked for at %q, where nothing is mounted", tokens)
	}
	for _, variable := range []string{"WIREFOLD_DOOR", "WIREFOLD_DOOR_TOKENS"} {
		if !strings.Contains(section, "`"+variable+"`") {
			t.Errorf("ingest knows no %s", variable)
		}
	}
}
