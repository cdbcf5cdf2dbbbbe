package decider

import (
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// readVersion finds what article the input is a version of, where it comes under another identity: a wire that gives every
// item an id of its own says by marks ("UPDATE 2-", "CORRECTED-", "KILL") that it speaks of copy sent before. Such a one is
// judged under the identity of the article from then on, and so is all that follows under its own. It tells whether the
// input is nothing new.
func (t *transaction) readVersion() (verdict Verdict, settled bool, err error) {
	origin := t.in.Facts.GetArticle().GetOrigin()
	known := t.article(origin.GetId())
	of := known.GetVersionOf()
	switch {
	case of != "" && t.article(of) == nil: // forgotten
		t.edit(known.GetId()).VersionOf = ""
		return "", false, nil
	case of != "":
	case known != nil:
		return t.returnTo(known)
	case t.in.Facts.GetArticle().GetVersionMark():
		earlier, err := t.earlier()
		if err != nil || earlier == nil {
			return "", false, err
		}
		of = earlier.GetId()
	default:
		return "", false, nil
	}
	if v := origin.GetVersion(); v > 0 && v < known.GetVersion() {
		return Stale, true, nil
	}
	a, content := t.article(of), contentHash(t.in.Facts.GetArticle())
	repeat := t.usable() && live(a) && content == known.GetContent()
	alias := t.edit(origin.GetId())
	alias.Source, alias.VersionOf, alias.Version = origin.GetSource(), of, max(alias.GetVersion(), origin.GetVersion())
	if repeat {
		return Repeat, true, nil
	}
	if t.in.Facts.GetArticle().GetText() != "" {
		alias.Content = content
		if a.GetOwnContent() == 0 {
			t.edit(of).OwnContent = a.GetContent()
		}
	}
	t.in.Facts = clone(t.in.Facts)
	t.in.Facts.Article.Origin.Id, t.in.Facts.Article.Origin.Version = of, 0
	return "", false, nil
}

// returnTo judges copy under the identity of an article that was last changed under another: what was known before that is
// no change.
func (t *transaction) returnTo(a *wirefoldv1.ArticleMemory) (verdict Verdict, settled bool, err error) {
	switch f := t.in.Facts.GetArticle(); {
	case a.GetOwnContent() == 0 || f.GetText() == "" || t.stale(a):
	case t.usable() && live(a) && a.GetOwnContent() == contentHash(f):
		t.noteVersion()
		return Repeat, true, nil
	default:
		t.edit(a.GetId()).OwnContent = 0
	}
	return "", false, nil
}

// usable tells that the input brings copy that may be used.
func (t *transaction) usable() bool {
	f := t.in.Facts.GetArticle()
	return status(f) == usable && f.GetStatus() != released
}

// earlier is the article of the input's own source that its text is a version of; nil for none.
func (t *transaction) earlier() (best *wirefoldv1.ArticleMemory, err error) {
	if t.inputText().Len() == 0 {
		return nil, nil
	}
	score := 0.
	for _, c := range t.Memory.near.Candidates(t.inputSketch(), t.clock) {
		hit := t.Memory.reference(c.ID)
		a := t.article(hit.article)
		if a.GetSource() != t.in.Facts.GetArticle().GetOrigin().GetSource() || a.GetStatus() == canceled || a.GetRecalled() {
			continue
		}
		m, err := t.match(hit.factsSeq)
		if err != nil {
			return nil, err
		}
		if m != nil && m.Score > score {
			best, score = a, m.Score
		}
	}
	return best, nil
}
