package httpdoor_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/wirefold/wirefold/pkg/embednats/natstest"
	"github.com/wirefold/wirefold/pkg/httpdoor"
	"github.com/wirefold/wirefold/pkg/metrics"
)

// authority signs certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	a.cert, a.key, a.pem = a.sign(&x509.Certificate{Subject: pkix.Name{CommonName: "CA"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	return a
}

// sign makes a certificate; the authority's own, where it has none yet.
func (a *authority) sign(c *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey, []byte) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	c.SerialNumber = big.NewInt(time.Now().UnixNano())
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert, key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// pair gives a certificate and its key in PEM.
func (a *authority) pair(c *x509.Certificate) (cert, key []byte) {
	a.t.Helper()
	_, private, cert := a.sign(c)
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// server gives the certificate of a door in two files.
func (a *authority) server(dir string) (cert, key string) {
	a.t.Helper()
	certPEM, keyPEM := a.pair(&x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}})
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, text := range map[string][]byte{cert: certPEM, key: keyPEM} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			a.t.Fatal(err)
		}
	}
	return cert, key
}

// client trusts the authority, and shows a certificate where there is one.
func (a *authority) client(version int, c *x509.Certificate) *http.Client {
	a.t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	config := &tls.Config{RootCAs: roots}
	if c != nil {
		pair, err := tls.X509KeyPair(a.pair(c))
		if err != nil {
			a.t.Fatal(err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	transport := &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: version == 2}
	a.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestTLS(t *testing.T) {
	ca := newAuthority(t)
	cert, key := ca.server(t.TempDir())
	door := open(t, httpdoor.Flags{Address: "127.0.0.1:0", Tokens: tokens(t), Cert: cert, Key: key})
	url := "https://" + door.Address()
	for _, version := range []int{1, 2} {
		response, body := ask(t, ca.client(version, nil), "POST", url+"/v1/articles", "Authorization", "Bearer "+publisher)
		if response.StatusCode != 200 || response.ProtoMajor != version {
			t.Errorf("HTTP/%d: %s %d %s", version, response.Proto, response.StatusCode, body)
		}
	}
	if response, body := ask(t, http.DefaultClient, "POST", "http://"+door.Address()+"/v1/articles", "Authorization", "Bearer "+publisher); response.StatusCode != 400 {
		t.Errorf("without TLS: %d %s", response.StatusCode, body)
	}
}

func TestWhoMayComeInByCertificate(t *testing.T) {
	ca, other := newAuthority(t), newAuthority(t)
	cert, key := ca.server(t.TempDir())
	url := "https://" + open(t, httpdoor.Flags{Address: "127.0.0.1:0", Tokens: tokens(t), Cert: cert, Key: key, ClientCA: file(t, "ca.pem", string(ca.pem))}).Address()
	client := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	named := &x509.Certificate{DNSNames: []string{"www.reuters.com", "interfax"}, Subject: pkix.Name{CommonName: "tass"}, ExtKeyUsage: client}
	for _, row := range []struct {
		why          string
		cert         *x509.Certificate
		method, path string
		token        string
		status       int
		may          string
	}{
		{"its DNS names are its sources", named, "POST", "/v1/articles", "", 200, "reuters_com interfax"},
		{"its common name is, where it has no DNS name", &x509.Certificate{Subject: pkix.Name{CommonName: "tass"}, ExtKeyUsage: client}, "POST", "/v1/articles", "", 200, "tass"},
		{"it may read", named, "GET", "/feed/all.xml", "", 200, ""},
		{"one without a name publishes nothing", &x509.Certificate{ExtKeyUsage: client}, "POST", "/v1/articles", "", 403, ""},
		{"without one nobody comes in", nil, "POST", "/v1/articles", "", 401, ""},
		{"but with a token", nil, "POST", "/v1/articles", publisher, 200, "reuters_com"},
		{"a token goes before", named, "POST", "/v1/articles", "wrong", 401, ""},
		{"a hub has none", nil, "GET", "/websub/1", "", 200, ""},
	} {
		t.Run(row.why, func(t *testing.T) {
			headers := []string{}
			if row.token != "" {
				headers = []string{"Authorization", "Bearer " + row.token}
			}
			response, body := ask(t, ca.client(2, row.cert), row.method, url+row.path, headers...)
			if response.StatusCode != row.status || row.may != "" && body != row.may {
				t.Errorf("%d %s, want %d %s", response.StatusCode, body, row.status, row.may)
			}
		})
	}
	pair, err := tls.X509KeyPair(other.pair(named))
	if err != nil {
		t.Fatal(err)
	}
	stranger := ca.client(1, nil)
	stranger.Transport.(*http.Transport).TLSClientConfig.Certificates = []tls.Certificate{pair}
	if response, err := stranger.Post(url+"/v1/articles", "", nil); err == nil {
		t.Errorf("a certificate of another authority: %d", response.StatusCode)
	}
}

func TestFilesAreReadAgainWhenTheyChange(t *testing.T) {
	ca, dir := newAuthority(t), t.TempDir()
	cert, key := ca.server(dir)
	list := file(t, "tokens.yaml", "- {token: "+reader+", read: true}\n")
	url := "https://" + open(t, httpdoor.Flags{Address: "127.0.0.1:0", Tokens: list, Cert: cert, Key: key}).Address()
	status := func(token string) int {
		response, _ := ask(t, ca.client(1, nil), "GET", url+"/feed/all.xml", "Authorization", "Bearer "+token)
		return response.StatusCode
	}
	serial := func() string {
		response, _ := ask(t, ca.client(1, nil), "GET", url+"/feed/all.xml")
		return response.TLS.PeerCertificates[0].SerialNumber.String()
	}
	write := func(text string) {
		if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const another = "another-reader-0123456789"
	write("- {token: " + another + ", read: true}\n")
	natstest.Eventually(t, "the new token is known, the old one not", func() bool { return status(another) == 200 && status(reader) == 401 })
	write("- {token: short}")
	before := serial()
	ca.server(dir)
	natstest.Eventually(t, "the new certificate is shown", func() bool { return serial() != before })
	if status(another) != 200 {
		t.Error("a file that became bad is not passed over")
	}
	for _, name := range []string{list, cert, key} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(httpdoor.LookEvery) // it looks again at the next request
	if status(another) != 200 {
		t.Error("a file that went away is not passed over")
	}
}

func TestAWrongCertificateKeepsTheDoorClosed(t *testing.T) {
	ca := newAuthority(t)
	cert, key := ca.server(t.TempDir())
	_, other := ca.server(t.TempDir())
	for says, flags := range map[string]httpdoor.Flags{
		"certificate and key: tls: private key does not match": {Cert: cert, Key: other},
		"client CA: no certificate in it":                      {Cert: cert, Key: key, ClientCA: key},
		"no such file":                                         {Cert: cert, Key: "nowhere.pem"},
	} {
		flags.Address = "127.0.0.1:0"
		if _, err := httpdoor.Open(flags, metrics.New(false), zap.NewNop()); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}
