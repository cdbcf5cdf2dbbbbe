package app_test

import (
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirefold/wirefold/pkg/app"
	"github.com/wirefold/wirefold/pkg/embednats/natstest"
)

func TestAPermissionThatIsDeniedIsNotSaidEachTime(t *testing.T) {
	ns, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true,
		Users: []*server.User{{Username: "clean", Password: "x", Permissions: &server.Permissions{Publish: &server.SubjectPermission{Deny: []string{"orders.>"}}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ns.Start()
	t.Cleanup(func() { ns.Shutdown(); ns.WaitForShutdown() })
	if !ns.ReadyForConnections(natstest.Patience) {
		t.Fatal("the server does not come up")
	}
	core, logged := observer.New(zap.WarnLevel)
	closed := make(chan struct{}) // comes after all errors
	nc, err := nats.Connect(ns.ClientURL(), append(app.ConnOptions("test", zap.New(core)), nats.UserInfo("clean", "x"),
		nats.ClosedHandler(func(*nats.Conn) { close(closed) }))...)
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if err := nc.Publish("orders.new", nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := nc.Flush(); err != nil {
		t.Fatal(err)
	}
	nc.Close()
	<-closed
	if n := logged.FilterMessage("nats denies a permission").Len(); n != 1 || logged.Len() != 1 {
		t.Errorf("said %d times, want once: %v", n, logged.All())
	}
}
