package decider_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// TestEveryFieldIsRemembered sets the fields of the records, alone and together, whatever fields there are: one that is
// added to the messages must be packed too.
func TestEveryFieldIsRemembered(t *testing.T) {
	for _, kind := range []proto.Message{&wirefoldv1.ArticleMemory{}, &wirefoldv1.StoryMemory{}} {
		r := rand.New(rand.NewPCG(1, 3))
		m := kind.ProtoReflect()
		for i := range m.Descriptor().Fields().Len() {
			for range 200 {
				alone := m.New()
				fill(r, alone, m.Descriptor().Fields().Get(i))
				comesBack(t, alone.Interface())
			}
		}
		for range 2000 {
			some := m.New()
			for i := range m.Descriptor().Fields().Len() {
				if r.IntN(3) > 0 {
					fill(r, some, m.Descriptor().Fields().Get(i))
				}
			}
			comesBack(t, some.Interface())
		}
	}
}

func comesBack(t *testing.T, m proto.Message) {
	t.Helper()
	got, _, err := decider.Repacked(m)
	if err != nil || !proto.Equal(got, m) {
		t.Fatalf("%v\ncomes back as\n%v, %v", m, got, err)
	}
}

// fill sets a field to anything it could be.
func fill(r *rand.Rand, m protoreflect.Message, f protoreflect.FieldDescriptor) {
	if f.FullName() == "wirefold.v1.Join.spans" {
		return // only in announcements
	}
	switch {
	case f.IsList():
		l := m.Mutable(f).List()
		for range 1 + r.IntN(3) {
			if f.Message() != nil {
				fillAll(r, l.AppendMutable().Message())
			} else {
				l.Append(anyValue(r, f))
			}
		}
	case f.Message() != nil:
		fillAll(r, m.Mutable(f).Message())
	default:
		m.Set(f, anyValue(r, f))
	}
}

func fillAll(r *rand.Rand, m protoreflect.Message) {
	for i := range m.Descriptor().Fields().Len() {
		if r.IntN(4) > 0 {
			fill(r, m, m.Descriptor().Fields().Get(i))
		}
	}
}

func anyValue(r *rand.Rand, f protoreflect.FieldDescriptor) protoreflect.Value {
	n := r.Uint64() >> r.IntN(64)
	switch f.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(true)
	case protoreflect.Int32Kind:
		return protoreflect.ValueOfInt32(int32(n))
	case protoreflect.Int64Kind:
		return protoreflect.ValueOfInt64(int64(n))
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64(r.NormFloat64())
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(anyString(r, n))
	}
	return protoreflect.ValueOfUint64(n)
}

// anyString gives strings of the forms that are packed shorter, those that only look like them, and others.
func anyString(r *rand.Rand, n uint64) string {
	switch r.IntN(12) {
	case 0:
		return fmt.Sprintf("a-%016x", n)
	case 1:
		return fmt.Sprintf("s-%016x", n)
	case 2:
		return fmt.Sprintf("a-%x", n)
	case 3:
		return fmt.Sprintf("%d-%d", n, r.IntN(20))
	case 4:
		return fmt.Sprintf("0%d-%d", n, r.IntN(20))
	case 5:
		return fmt.Sprintf("%d-+%d", n, r.IntN(20))
	case 6:
		return fmt.Sprintf("%d9999999999999999999-1", n)
	case 7:
		return strings.Repeat("\x00", r.IntN(5))
	case 8:
		return strings.Repeat("word ", r.IntN(100))
	case 9:
		return fmt.Sprintf("S-%016x", n)
	case 10:
		return ""
	}
	return fmt.Sprintf("paper%d_example", n%100)
}

// TestPackedRecordsAreSmall states what an article of each sort takes, beside its id.
func TestPackedRecordsAreSmall(t *testing.T) {
	original := &wirefoldv1.ArticleMemory{
		Id: "a-0123456789abcdef", Source: "north_example", Revision: 1, Status: "usable", Announced: true, FactsSeq: 1_000_017, TextFactsSeq: 1_000_017,
		Content: 0x0123456789abcdef, Substance: 0xfedcba9876543210, Topic: "shipping", Language: "en", StoryId: "s-0123456789abcdef", LastEvent: "1000000-1",
		FirstWireSeq: 1_000_000, AnnouncedFactsSeq: 1_000_017, AnnouncedRevision: 1,
	}
	copied := proto.CloneOf(original)
	copied.Announced, copied.AnnouncedFactsSeq, copied.AnnouncedRevision = false, 0, 0
	copied.Credits = []string{"northexample"}
	copied.Join = &wirefoldv1.Join{
		OriginalId: "a-fedcba9876543210", OriginalRevision: 1, Relation: "edited", Score: .987, Rule: "same_text",
		Coverage: &wirefoldv1.Coverage{OfCopy: .99, OfOriginal: .98},
	}
	for _, c := range []struct {
		name string
		a    *wirefoldv1.ArticleMemory
		most int
	}{{"an original", original, 50}, {"a copy", copied, 90}} {
		if _, n, err := decider.Repacked(c.a); err != nil || n > c.most {
			t.Errorf("%s takes %d bytes, %v; want at most %d", c.name, n, err, c.most)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte{0xff, 0xff, 0x7f, 5, 2, 2, 5})
	f.Add([]byte{0xff, 1, 5, 2, 5, 1, 5})
	f.Fuzz(func(t *testing.T, record []byte) {
		a, s, err := decider.Unpack(record)
		if article, story := decider.Sound(record); article != (a != nil) || story != (s != nil) {
			t.Fatalf("checked it is an article %v, a story %v; unpacked %v, %v", article, story, a != nil, s != nil)
		}
		if err != nil {
			return
		}
		for _, m := range []proto.Message{a, s} {
			if !m.ProtoReflect().IsValid() {
				continue
			}
			if got, _, err := decider.Repacked(m); err != nil || !proto.Equal(got, m) {
				t.Errorf("%v comes back as %v, %v", m, got, err)
			}
		}
	})
}
