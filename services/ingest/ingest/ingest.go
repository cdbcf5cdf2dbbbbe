// Package ingest names the services that are ingest: the receiver, and the doors by which copy comes to the wire. They run
// in one process, of their own or beside the other stages.
package ingest

import (
	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/fetch"
	"github.com/wirefold/wirefold/services/ingest/door"
	"github.com/wirefold/wirefold/services/ingest/poller"
	"github.com/wirefold/wirefold/services/ingest/receiver"
	"github.com/wirefold/wirefold/services/ingest/websub"
	"github.com/wirefold/wirefold/services/sourcelist"
)

// Services are ingest's. The receiver is the first: the process is called after it.
func Services(list *sourcelist.Flags, fetching *fetch.Flags) []app.Service {
	feeds := poller.NewDoor(list, fetching)
	return []app.Service{receiver.Service(list), door.Service(), feeds.Service(), websub.Service(feeds)}
}
