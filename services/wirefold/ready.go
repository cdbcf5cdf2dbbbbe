package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// readyCmd is the health check of an image that has no shell and no curl.
type readyCmd struct {
	HTTP string `name:"http" default:"127.0.0.1:8080" env:"WIREFOLD_HTTP" help:"Address of /readyz, as the process's own --http; 0.0.0.0, [::] or no host is this machine."`
}

func (readyCmd) Help() string {
	return `Exit status 0 means ready; 1 means not, and standard error says why.`
}

// answersWithin is generous for what is answered from memory.
const answersWithin = 3 * time.Second

func (r readyCmd) Run(ctx context.Context, t terminal) error {
	if _, _, err := net.SplitHostPort(r.HTTP); err != nil {
		return fmt.Errorf("ask whether it is ready: --http: %w: it is host:port", err)
	}
	ctx, cancel := context.WithTimeout(ctx, answersWithin)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+r.HTTP+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("ask whether it is ready: --http: %w: it is host:port", err)
	}
	// No proxy: it is this machine. The dialer takes an unspecified host for it.
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		return fmt.Errorf("ask %s whether it is ready: %w: does it run, and is this its --http?", r.HTTP, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 4<<10))
	if err != nil {
		return fmt.Errorf("read what %s says of being ready: %w", r.HTTP, err)
	}
	said := strings.TrimSpace(string(body))
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s says %d: %s", r.HTTP, response.StatusCode, said)
	}
	fmt.Fprintln(t.out, said)
	return nil
}
