package decider

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wirefold/wirefold/pkg/subject"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// arrive judges copy: by what its publisher says of it, then by what is known of the article.
func (t *transaction) arrive() (Verdict, error) {
	t.closeSilent()
	if verdict, settled, err := t.readVersion(); settled || err != nil {
		return verdict, err
	}
	f := t.in.Facts.GetArticle()
	a := t.article(f.GetOrigin().GetId())
	switch {
	case t.covered(a):
		return t.arriveKilled()
	case t.stale(a):
		return Stale, nil
	}
	switch status(f) {
	case canceled:
		return t.kill()
	case withheld:
		return t.hold()
	}
	if f.GetStatus() == released {
		if err := t.readHeld(a); err != nil {
			return "", err
		}
	}
	switch {
	case a.GetRevision() == 0 || a.GetStatus() == canceled:
		return t.publish()
	case a.GetStatus() == withheld:
		return t.release()
	case a.GetContent() == contentHash(f):
		t.noteVersion()
		return Repeat, nil
	case a.GetJoin() != nil:
		return t.reviseCopy()
	}
	return t.revise()
}

// stale tells a version older than one that is known.
func (t *transaction) stale(a *wirefoldv1.ArticleMemory) bool {
	v := t.in.Facts.GetArticle().GetOrigin().GetVersion()
	return v > 0 && v < a.GetVersion()
}

// noteVersion remembers the version of an input that changes nothing else.
func (t *transaction) noteVersion() {
	origin := t.in.Facts.GetArticle().GetOrigin()
	if a := t.article(origin.GetId()); origin.GetVersion() > a.GetVersion() {
		t.edit(origin.GetId()).Version = origin.GetVersion()
	}
}

// takeIn makes the input the article's current revision.
func (t *transaction) takeIn() *wirefoldv1.ArticleMemory {
	f := t.in.Facts.GetArticle()
	a := t.edit(f.GetOrigin().GetId())
	if a.GetRevision() == 0 {
		a.Source, a.FirstWireSeq = f.GetOrigin().GetSource(), t.in.WireSeq
		t.name(a)
	}
	a.Revision++
	a.Version = max(a.GetVersion(), f.GetOrigin().GetVersion())
	a.Status = status(f)
	a.FactsSeq = t.in.FactsSeq
	if f.GetText() != "" {
		a.TextFactsSeq, a.Content, a.Substance, a.Credits = t.in.FactsSeq, contentHash(f), substanceHash(f), f.GetCredits()
	}
	return a
}

// name fixes the tokens of an article's subjects.
func (t *transaction) name(a *wirefoldv1.ArticleMemory) {
	a.Topic, a.Language = subject.None, subject.None
	if topics := t.in.Facts.GetTopics(); len(topics) > 0 {
		a.Topic = subject.Token(topics[0])
	}
	if l := t.in.Facts.GetArticle().GetLanguage(); l != "" {
		a.Language = subject.Token(l)
	}
}

// status is what the publisher makes of its article; copy that says nothing is usable.
func status(f *wirefoldv1.CleanArticle) string {
	switch s := f.GetStatus(); s {
	case withheld, canceled:
		return s
	}
	return usable
}

// contentHash tells one clean title and text from another.
func contentHash(f *wirefoldv1.CleanArticle) uint64 {
	b := append(make([]byte, 0, len(f.GetTitle())+1+len(f.GetText())), f.GetTitle()...)
	return hash(append(append(b, '\n'), f.GetText()...))
}

// substanceHash tells them without space, case and punctuation.
func substanceHash(f *wirefoldv1.CleanArticle) uint64 {
	b := appendSqueezed(make([]byte, 0, len(f.GetTitle())+1+len(f.GetText())), f.GetTitle())
	return hash(appendSqueezed(append(b, '\n'), f.GetText()))
}

func hash(b []byte) uint64 {
	h := sha256.Sum256(b)
	return binary.BigEndian.Uint64(h[:])
}

// squeeze leaves letters, digits and the symbols that change a sum, lower-cased.
func squeeze(s string) string { return string(appendSqueezed(nil, s)) }

func appendSqueezed(to []byte, s string) []byte {
	for i, r := range s {
		switch {
		case r >= utf8.RuneSelf:
			if r = squeezed(r); r >= 0 {
				to = utf8.AppendRune(to, r)
			}
		case asciiSqueezed[s[i]] != 0:
			to = append(to, asciiSqueezed[s[i]])
		}
	}
	return to
}

// squeezed is what squeeze makes of one character; -1 for nothing.
func squeezed(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || unicode.IsSymbol(r) {
		return unicode.ToLower(r)
	}
	return -1
}

// asciiSqueezed has the answers for ASCII, 0 for nothing: nearly all of most texts.
var asciiSqueezed = func() (table [utf8.RuneSelf]byte) {
	for r := range rune(utf8.RuneSelf) {
		table[r] = byte(max(squeezed(r), 0))
	}
	return table
}()

// publishedAt is the time an article gives for itself.
func publishedAt(f *wirefoldv1.CleanArticle) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, f.GetPublishedAt()); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
