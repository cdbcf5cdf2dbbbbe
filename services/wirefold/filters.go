package main

import (
	"github.com/wirefold/wirefold/services/dedupe/deduper"
	"github.com/wirefold/wirefold/services/extract/extractor"
	"github.com/wirefold/wirefold/services/wirefold/filter"
)

type cleanCmd struct{}

func (cleanCmd) Help() string {
	return `In: id, text or html or htmlBase64, url, publishedAt.
Out: id title byline[] dateline credit publishedAt publishedAtOrigin language paragraphs[] removed[{text reason}].`
}

func (cleanCmd) Run(t terminal) error { return filter.Clean(t.in, t.out) }

type extractCmd struct{}

func (extractCmd) Help() string {
	return `In: id title text publishedAt language, paragraphs parted by a blank line.
Out: id entities[] quotes[] times[] quantities[] events[].`
}

func (extractCmd) Run(t terminal) error { return filter.Extract(t.in, t.out) }

type dedupeCmd struct {
	Final bool `help:"At the end, one more line per input with the group and story it ended in."`
}

func (dedupeCmd) Help() string {
	return `In: id title text publishedAt source url, in order of arrival.
Out: id relation originalId groupId storyId score.`
}

func (d dedupeCmd) Run(t terminal) error { return filter.Dedupe(t.in, t.out, d.Final) }

type foldCmd struct {
	extractor.Flags `embed:""`
	Deployment      string `default:"local" env:"WIREFOLD_DEPLOYMENT" help:"Name of the deployment in the source of events."`
}

func (foldCmd) Help() string {
	return `In: wire input, id source url text…; receivedAt, where it is told, is the time of receipt.
Out: the events, as they would be published, {"subject":…,"event":{…}}.`
}

func (f foldCmd) Run(t terminal) error {
	if err := deduper.CheckDeployment(f.Deployment); err != nil {
		return err
	}
	topics, err := f.Load()
	if err != nil {
		return err
	}
	return filter.Fold(t.in, t.out, topics, f.Deployment)
}
