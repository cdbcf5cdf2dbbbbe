package pollstate

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/topology"
)

func open(t *testing.T) Store {
	t.Helper()
	broker := natstest.Start(t)
	js := broker.Connect()
	broker.Setup(js, topology.IngestPart)
	s, err := Open(natstest.Context(t), js)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// at is some time, in the form that it has after it was written and read.
var at = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

// full has a value in every field.
func full() State {
	return State{
		Source: "north_example", Address: "https://north.example/news.xml", Sitemap: true,
		Next: at, Interval: Duration(90 * time.Second), Polled: at, LastItem: at,
		ETag: `"e"`, LastModified: "Wed, 04 Mar 2026 05:06:07 GMT", Body: "b", Whole: at, Unconditional: true,
		Errors: 3, Reason: NotFeed, Error: "no feed", Gone: at, Note: "n", MovedTo: "https://north.example/2.xml",
		Hub: "https://hub.example/", Self: "https://north.example/self", Pushed: at,
		Claim:    &Claim{Instance: "i", Until: at, After: 7, Epoch: "e"},
		Waiting:  []Item{{Key: strings.Repeat("a", 16), Digest: strings.Repeat("b", 16), Again: 1, Article: []byte(`{"title":"<&>"}`), Page: "https://north.example/1", Attempts: 2, Due: at, Reason: "timeout"}},
		Children: []Child{{Address: "https://north.example/s.xml", LastMod: "2026-03-04", Read: at}},
		Shared:   []string{strings.Repeat("a", 16)},
		Seen:     []Seen{{Key: strings.Repeat("c", 16), Digest: strings.Repeat("d", 16), Former: []string{strings.Repeat("e", 16), strings.Repeat("f", 16)}}},
	}
}

func TestAStateIsReadAsItWasWritten(t *testing.T) {
	s, ctx := open(t), natstest.Context(t)
	want := full()
	for fields, i := reflect.ValueOf(want), 0; i < fields.NumField(); i++ {
		if fields.Field(i).IsZero() {
			t.Fatalf("%s is not tried here", fields.Type().Field(i).Name)
		}
	}
	e, err := s.Get(ctx, want.Source, want.Address)
	if err != nil || !reflect.DeepEqual(e.State, State{Source: want.Source, Address: want.Address}) {
		t.Fatalf("a feed never polled has %+v, %v", e, err)
	}
	e.State = want
	if err := s.Put(ctx, e); err != nil {
		t.Fatal(err)
	}
	again, err := s.Get(ctx, want.Source, want.Address)
	if err != nil || !reflect.DeepEqual(again.State, want) {
		t.Errorf("it reads as %+v, %v, want %+v", again.State, err, want)
	}
	if all, err := s.List(ctx); err != nil || len(all) != 1 || !reflect.DeepEqual(all[0], want) {
		t.Errorf("the list is %+v, %v", all, err)
	}
	if err := s.Forget(ctx, want.Source, want.Address); err != nil {
		t.Fatal(err)
	}
	if all, err := s.List(ctx); err != nil || len(all) != 0 {
		t.Errorf("forgotten, the list is %+v, %v", all, err)
	}
}

func TestOfTwoWritersOneGoesOn(t *testing.T) {
	s, ctx := open(t), natstest.Context(t)
	read := func() *Entry {
		e, err := s.Get(ctx, "a", "https://a.example/")
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	for _, why := range []string{"of a feed never polled", "of one polled before"} {
		one, other := read(), read()
		if err := s.Put(ctx, one); err != nil {
			t.Fatal(err)
		}
		if err := s.Put(ctx, other); !errors.Is(err, ErrTaken) {
			t.Errorf("%s: the second writer gets %v, want %v", why, err, ErrTaken)
		}
		if err := s.Put(ctx, one); err != nil {
			t.Errorf("%s: the first writes on: %v", why, err)
		}
	}
	if err := s.Forget(ctx, "a", "https://a.example/"); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(ctx, read()); err != nil {
		t.Errorf("a forgotten feed begins anew: %v", err)
	}
}

func TestMsgID(t *testing.T) {
	i := Item{Key: "1111222233334444", Digest: "5555666677778888"}
	if got := i.MsgID("a_com"); got != "a_com/1111222233334444/5555666677778888" {
		t.Error(got)
	}
	i.Again = 2
	if got := i.MsgID("a_com"); got != "a_com/1111222233334444/5555666677778888/2" {
		t.Error(got)
	}
}

func TestSeenRefusesWhatIsNoneOfIts(t *testing.T) {
	for _, text := range []string{"", "0123456789abcdef", "0123456789abcdef0123456789abcdef0"} {
		if err := new(Seen).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}
