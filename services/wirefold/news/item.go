package news

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wirefold/wirefold/pkg/ninjs"
	"github.com/wirefold/wirefold/pkg/wiremark"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"
)

// URN names an article outside of Wirefold: the same in every deployment, over all revisions.
func URN(articleID string) string { return "urn:wirefold:" + articleID }

// Item is the article of the event as a news item; false for events of other kinds. A withdrawn article is canceled, a
// held one withheld. Only what the event tells is in it.
func (e Event) Item() (ninjs.Item, bool) {
	a := e.Article
	if a == nil {
		return ninjs.Item{}, false
	}
	item := ninjs.Item{
		URI: URN(a.GetId()), Version: strconv.Itoa(int(a.GetRevision())), Status: pubStatus(e.Action), Headline: a.GetTitle(),
		By: strings.Join(a.GetByline(), ", "), Note: e.note(), Language: a.GetLanguage(), Located: place(a.GetDateline()),
		URL: a.GetUrl(), Text: a.GetText(), FirstCreated: a.GetPublishedAt(), VersionCreated: e.Time.UTC().Format(time.RFC3339Nano),
	}
	for _, topic := range a.GetTopics() {
		item.Subjects = append(item.Subjects, ninjs.Concept{Name: topic, Rel: "about", Literal: topic})
	}
	for _, coded := range a.GetEvents() {
		item.Events = append(item.Events, ninjs.Concept{Name: deedOf(coded), Rel: "about"})
	}
	for _, entity := range a.GetEntities() {
		c := ninjs.Concept{Name: entity.GetName(), Rel: "mentions", Literal: entity.GetId()}
		switch entity.GetType() {
		case "PER":
			item.People = append(item.People, c)
		case "ORG":
			item.Organisations = append(item.Organisations, c)
		case "LOC", "GPE":
			item.Places = append(item.Places, c)
		}
	}
	item.InfoSources = append(item.InfoSources, ninjs.Concept{Name: a.GetSource(), Rel: "publisher"})
	if a.GetCredit() != "" {
		item.InfoSources = append(item.InfoSources, ninjs.Concept{Name: a.GetCredit(), Rel: "credit"})
	}
	return item, true
}

func pubStatus(action string) string {
	switch action {
	case "withdrawn":
		return "canceled"
	case "held":
		return "withheld"
	}
	return "usable"
}

// note tells the desks that receive it what the event is besides new copy.
func (e Event) note() string {
	a := e.Article
	switch e.Action {
	case "corrected":
		note := "Correction"
		for i, c := range Corrections(a) {
			note += []string{": ", "; "}[min(i, 1)] + fmt.Sprintf("was “%s”, is “%s”", c.Was, c.Is)
		}
		return note + "."
	case "withdrawn":
		return "Withdrawn."
	case "held":
		return "Held."
	case "released":
		return "Released."
	}
	return reasons[a.GetReason()]
}

// reasons tells why an article is news that was a copy before. The words must not be a desk's marks: they would kill it.
var reasons = map[string]string{
	"original_withdrawn": "Was a copy; its original does not stand any more.",
	"operator":           "Was taken for a copy.",
}

// place is where the copy comes from, of a dateline such as "GENEVA, Jan 10 (Agency)".
func place(dateline string) string {
	d, _ := wiremark.FindDateline(dateline + " - ")
	return d.Place
}

// deedOf words an event of an article.
func deedOf(e *wirefoldv1.Event) string {
	return Deed(&wirefoldv1.NewsEvent{Type: e.GetType(), Actors: e.GetActors(), Recipients: e.GetRecipients(), Modality: e.GetModality()})
}
