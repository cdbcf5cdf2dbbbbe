// Package deduper is the dedupe service: it joins the decider and the announcer to their logs. Three fenced logs stand
// behind one another: FACTS is answered by DECISIONS, DECISIONS by NEWS, NEWS by STATE.
package deduper

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"sync"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	"github.com/wirefold/wirefold/services/dedupe/announcer"
	"github.com/wirefold/wirefold/services/dedupe/decider"
	"github.com/wirefold/wirefold/services/dedupe/tally"
	"github.com/wirefold/wirefold/services/sourcelist"
)

// Flags are dedupe's own.
type Flags struct {
	Data         string `name:"data" type:"path" default:"./data" env:"WIREFOLD_DATA" help:"Folder of dedupe's snapshots, which make its start quicker; wirefold run keeps its streams there too."`
	Deployment   string `name:"deployment" default:"local" env:"WIREFOLD_DEPLOYMENT" help:"Name of this deployment in the source of events."`
	NewsMaxBytes int64  `name:"news-max-bytes" default:"8589934592" env:"WIREFOLD_NEWS_MAX_BYTES" help:"Size of NEWS in bytes; the oldest events go first."`

	WatchDyads    []string `name:"watch-dyads" default:"rus-usa,nato-rus,rus-ukr" env:"WIREFOLD_WATCH_DYADS" help:"Pairs between which metrics count acts, as subjects have them; at most 8."`
	WatchSpeakers []string `name:"watch-speakers" default:"rus.lavrov,rus.ryabkov,rus.putin,rus.peskov,rus.grushko,usa.blinken,usa.sherman,usa.biden,usa.price,nato.stoltenberg,ukr.kuleba,ukr.zelensky,ukr.zelenskiy,ukr.zelenskyy" env:"WIREFOLD_WATCH_SPEAKERS" help:"Speakers whose quotes metrics count by name, as country.speaker in subjects; at most 24. Spellings are speakers of their own. A quote whose text leaves the country out counts for the one of that name."`

	Sources sourcelist.Flags `embed:""`
}

// Service is dedupe. Of several, one is at work and the others stand by.
func Service(flags *Flags) app.Service {
	return app.Service{
		Name: StageName,
		Help: "Wirefold dedupe: tells originals from copies and announces the news. One is at work, others stand by.",
		HTTP: "127.0.0.1:8084", Flags: flags, Part: topology.DedupePart,
		Limit:   func(l *topology.Limits) { l.NewsMaxBytes = flags.NewsMaxBytes },
		Checks:  flags.check,
		Metrics: func(r *metrics.Registry) { register(r, flags) },
		Run:     func(ctx context.Context, rt *app.Runtime) error { return run(ctx, rt, flags) },
	}
}

func (f *Flags) check() error {
	if f.NewsMaxBytes <= 0 {
		return errors.New("--news-max-bytes must be above 0: NEWS without a bound would fill the disk")
	}
	if _, err := f.watch(); err != nil {
		return err
	}
	return CheckDeployment(f.Deployment)
}

// watch is what is counted by name.
func (f *Flags) watch() (tally.Watch, error) {
	list, err := f.Sources.Load()
	if err != nil {
		return tally.Watch{}, err
	}
	return tally.NewWatch(f.WatchDyads, f.WatchSpeakers, list)
}

var deployment = regexp.MustCompile(`^[A-Za-z0-9._-]{1,48}$`)

// CheckDeployment refuses a deployment's name that could not stand in a source URI.
func CheckDeployment(name string) error {
	if !deployment.MatchString(name) {
		return fmt.Errorf("--deployment %q: it stands in every event's source: 1 to 48 letters, digits, '.', '_' or '-'", name)
	}
	return nil
}

// What can become of the records of dedupe's logs: all stay until they are answered, and none is filtered out.
var (
	decideFates = stage.Fates{
		Outcomes: []stage.Outcome{stage.OK, stage.Settled, stage.Dead},
		Reasons:  []string{stage.ReasonUndecodable, stage.ReasonStepFailed, stage.ReasonPanic, stage.ReasonTooLarge, reasonNoText},
	}
	announceFates = stage.Fates{
		Outcomes: []stage.Outcome{stage.OK, stage.Settled, stage.Dead},
		Reasons:  []string{stage.ReasonStepFailed, stage.ReasonPanic, stage.ReasonTooLarge},
	}
)

func register(r *metrics.Registry, flags *Flags) {
	newDecisionCounts(r)
	watch, _ := flags.watch() // checked
	tally.New(r, watch)
	stages := stage.NewMetrics(r)
	stages.For(StageName, decideFates)
	stages.For(announceStage, announceFates)
	logs := fenced.NewMetrics(r)
	for _, l := range []fenced.Log{new(deciding).fencedLog(), new(announcing).fencedLog(), new(projecting).fencedLog()} {
		logs.For(l)
	}
}

func run(ctx context.Context, rt *app.Runtime, flags *Flags) error {
	texts, err := newTexts(ctx, rt.JS)
	if err != nil {
		return err
	}
	watch, err := flags.watch()
	if err != nil {
		return err
	}
	flags.Sources.Warn(rt.Log)
	decide := &deciding{
		js: rt.JS, life: rt.Life, texts: texts, log: rt.Log.Named("decide"),
		seen:     settling{Observer: rt.Stages.For(StageName, decideFates), tracer: rt.Tracer, settled: newDecisionCounts(rt.Registry).settled},
		params:   decider.Params{Memory: topology.DefaultMemoryWindow},
		snapshot: newSnapshotFile(filepath.Join(flags.Data, "dedupe", "memory.snap")),
	}
	defer decide.snapshot.writing.Wait()
	announce := &announcing{
		js: rt.JS, life: rt.Life, log: rt.Log.Named("announce"), tally: tally.New(rt.Registry, watch),
		seen:      settling{Observer: rt.Stages.For(announceStage, announceFates), tracer: rt.Tracer},
		announcer: &announcer.Announcer{Deployment: flags.Deployment, Epoch: rt.Life.Epoch, Facts: texts.get},
	}
	project := &projecting{js: rt.JS, life: rt.Life, log: rt.Log.Named("project")}
	return together(ctx, rt, decide.fencedLog(), announce.fencedLog(), project.fencedLog())
}

// together runs the logs side by side; when one ends, all do. The service is ready when all have read their logs.
func together(ctx context.Context, rt *app.Runtime, logs ...fenced.Log) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	env := fenced.Env{JS: rt.JS, Log: rt.Log, Metrics: fenced.NewMetrics(rt.Registry)}
	var running sync.WaitGroup
	errs := make([]error, len(logs))
	// From the last to the first: a log that were written before the one behind it has held its position against it
	// would hide that it was lost.
	behind := make(chan struct{})
	close(behind)
	for i, l := range slices.Backward(logs) {
		wait, stands := behind, make(chan struct{})
		ready := sync.OnceFunc(func() {
			close(stands)
			if i == 0 {
				rt.Ready()
			}
		})
		running.Go(func() {
			defer cancel()
			select {
			case <-wait:
				errs[i] = fenced.Run(ctx, env, l, ready)
			case <-ctx.Done():
			}
		})
		behind = stands
	}
	running.Wait()
	return errors.Join(errs...)
}
