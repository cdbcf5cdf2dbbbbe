package deduper

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/fenced"
	"github.com/wirefold/wirefold/pkg/metrics"
	"github.com/wirefold/wirefold/pkg/stage"
	"github.com/wirefold/wirefold/pkg/topology"
	wirefoldv1 "github.com/wirefold/wirefold/proto/wirefold/v1"

	"github.com/wirefold/wirefold/services/dedupe/decider"
)

// TestADecisionThatNoBrokerTakesIsBuried withholds an article of which there are more copies than one decision can tell.
func TestADecisionThatNoBrokerTakesIsBuried(t *testing.T) {
	const copies = 5_000 // from a source with a name of 1 kB, each as large as six
	group := &wirefoldv1.Decision{WireSeq: 1, Articles: []*wirefoldv1.ArticleMemory{
		{Id: "a-0000000000000000", Source: "north_example", Revision: 1, Status: "usable", Announced: true, FirstWireSeq: 1, LastEvent: "1-1"},
	}}
	source := strings.Repeat("south_", 170) + "example"
	for i := range copies {
		group.Articles = append(group.Articles, &wirefoldv1.ArticleMemory{
			Id: fmt.Sprintf("a-%016x", i+1), Source: source, Revision: 1, Status: "usable", FirstWireSeq: 1, LastEvent: "1-2",
			Join: &wirefoldv1.Join{OriginalId: "a-0000000000000000", OriginalRevision: 1, Relation: "exact", Score: 1, Rule: "same_words"},
		})
	}
	b := natstest.Start(t)
	js := b.Connect()
	b.Setup(js)
	life, err := topology.ReadLife(natstest.Context(t), js)
	must(t, err)
	texts, err := newTexts(natstest.Context(t), js)
	must(t, err)
	r := metrics.New(false)
	d := &deciding{
		js: js, life: life, texts: texts, log: zap.NewNop(), seen: settling{Observer: stage.NewMetrics(r).For(StageName, decideFates)},
		decider: &decider.Decider{Memory: decider.NewMemory(decider.Params{}), Texts: texts.get}, order: newOrder(2, 1),
	}
	d.decider.Memory.Apply(group)
	hold, err := proto.Marshal(&wirefoldv1.Facts{Article: &wirefoldv1.CleanArticle{
		Origin: &wirefoldv1.Origin{Id: "a-0000000000000000", Source: "north_example"}, Status: "withheld",
	}})
	must(t, err)
	answers, err := d.answer(natstest.Context(t), fenced.Record{Subject: topology.SubjectFacts, Data: hold, Seq: 1, Header: nats.Header{
		stage.HeaderEpoch: {life.Epoch}, stage.HeaderWireSeq: {strconv.Itoa(2)},
	}})
	must(t, err)
	decision := new(wirefoldv1.Decision)
	if len(answers) == 1 {
		must(t, proto.Unmarshal(answers[0].Data, decision))
	}
	if decision.GetWireSeq() != 2 || decision.GetVerdict() != string(decider.Settled) {
		t.Errorf("%d answers, the first on WIRE %d: %s; want one that settles 2", len(answers), decision.GetWireSeq(), decision.GetVerdict())
	}
	letters := natstest.Read(t, js, topology.Dead)
	if len(letters) != 1 || letters[0].Header.Get(stage.HeaderReason) != stage.ReasonTooLarge {
		t.Errorf("the dead letters are %v", letters)
	}
}
