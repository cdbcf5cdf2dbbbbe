package httpdoor

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log"
	"net"
	"net/url"
	"strings"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// Usual is the default of --door.
const Usual = "127.0.0.1:8088"

// Flags are those of a process that has a door.
type Flags struct {
	Address  string `name:"door" default:"127.0.0.1:8088" env:"WIREFOLD_DOOR" help:"Address of the door: POST /v1/articles, /feed, WebSub; port 0 takes a free one, none (--door=) is no door. Where the default is taken and nothing else is said of the door, there is none. Other than on loopback it needs --door-tokens or --door-client-ca."`
	Tokens   string `name:"door-tokens" type:"existingfile" env:"WIREFOLD_DOOR_TOKENS" help:"YAML file of who may come in: a list of token (16 bytes or more), with publish, a list of sources or [\"*\"], and rate, articles a second at most; or with read: true. Read again when it changes."`
	Cert     string `name:"door-cert" type:"existingfile" env:"WIREFOLD_DOOR_CERT" help:"Certificate chain of the door, PEM: TLS alone, HTTP/1.1 and 2. Read again when it changes."`
	Key      string `name:"door-key" type:"existingfile" env:"WIREFOLD_DOOR_KEY" help:"Key of --door-cert, PEM."`
	ClientCA string `name:"door-client-ca" type:"existingfile" env:"WIREFOLD_DOOR_CLIENT_CA" help:"Certificates, PEM, by which clients' certificates are checked. Such a client may read, and publish for the sources that its certificate names: its DNS names, else its common name."`
	URL      string `name:"door-url" env:"WIREFOLD_DOOR_URL" help:"Address of the door as others reach it, https://news.example. WebSub needs it; without it, feeds are polled only."`

	Needed bool `kong:"-"` // the process is of no use without its door
}

// check finds flags that do not go together.
func (f Flags) check() error {
	switch {
	case f.Address == "" && f.URL != "":
		return errors.New("--door-url is the address of a door, and --door is empty: give both or none")
	case (f.Cert == "") != (f.Key == ""):
		return errors.New("--door-cert and --door-key belong together: give both or none")
	case f.ClientCA != "" && f.Cert == "":
		return errors.New("--door-client-ca checks clients within TLS: give --door-cert and --door-key, too")
	case f.URL == "":
		return nil
	}
	u, err := url.Parse(f.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("--door-url %q is no address as https://news.example, without query, fragment or user", f.URL)
	}
	return nil
}

func (f Flags) publicURL() string { return strings.TrimRight(f.URL, "/") }

// loopback says whether only this machine reaches an address.
func loopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// tls gives the configuration of TLS, nil for none. It follows its files.
func (f Flags) tls(log *zap.Logger) (*tls.Config, error) {
	if f.Cert == "" {
		return nil, nil
	}
	files := []string{f.Cert, f.Key}
	if f.ClientCA != "" {
		files = append(files, f.ClientCA)
	}
	config, err := watch(log, parseTLS, files...)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return config.get(), nil },
	}, nil
}

// parseTLS reads a certificate, its key, and clients' CAs if there is a third file. A client without a certificate comes
// as far as the routes that are for anyone.
func parseTLS(files ...[]byte) (*tls.Config, error) {
	cert, err := tls.X509KeyPair(files[0], files[1])
	if err != nil {
		return nil, fmt.Errorf("certificate and key: %w", err)
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, Certificates: []tls.Certificate{cert}}
	if len(files) > 2 {
		config.ClientAuth, config.ClientCAs = tls.VerifyClientCertIfGiven, x509.NewCertPool()
		if !config.ClientCAs.AppendCertsFromPEM(files[2]) {
			return nil, errors.New("client CA: no certificate in it, PEM is wanted")
		}
	}
	return config, nil
}

// quiet is where the server tells of clients that hang up or speak no HTTP: scanners do all day.
func quiet(l *zap.Logger) *log.Logger {
	std, err := zap.NewStdLogAt(l, zapcore.DebugLevel)
	if err != nil { // only for a level that is none
		return nil
	}
	return std
}
