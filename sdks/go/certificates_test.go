package agentspec

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// authority is a certificate that signs others.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// issued is what a server shows.
type issued struct {
	address   string
	notAfter  time.Duration
	notBefore time.Duration
	// by is nil of a certificate that signs itself.
	by *authority
}

func template(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t *testing.T, made, parent *x509.Certificate, key, by *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, made, parent, &key.PublicKey, by)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	made := template("an authority")
	made.IsCA, made.BasicConstraintsValid = true, true
	key := newKey(t)
	return &authority{sign(t, made, made, key, key), key}
}

func (i issued) certificate(t *testing.T) (tls.Certificate, *x509.Certificate) {
	t.Helper()
	made, key := template("a server"), newKey(t)
	address := i.address
	if address == "" {
		address = "127.0.0.1"
	}
	made.IPAddresses = []net.IP{net.ParseIP(address)}
	if i.notAfter != 0 {
		made.NotBefore, made.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(i.notAfter)
	}
	if i.notBefore != 0 {
		made.NotBefore = time.Now().Add(i.notBefore)
		made.NotAfter = made.NotBefore.Add(time.Hour)
	}
	parent, by := made, key
	if i.by != nil {
		parent, by = i.by.certificate, i.by.key
	}
	parsed := sign(t, made, parent, key, by)
	return tls.Certificate{Certificate: [][]byte{parsed.Raw}, PrivateKey: key}, parsed
}

// tlsServer is a server without agents.
type tlsServer struct {
	*httptest.Server
	mutex       sync.Mutex
	headers     []http.Header
	connections int
}

func newTLSServer(t *testing.T, i issued) (*tlsServer, *x509.Certificate) {
	t.Helper()
	made := new(tlsServer)
	certificate, parsed := i.certificate(t)
	made.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		made.mutex.Lock()
		defer made.mutex.Unlock()
		made.headers = append(made.headers, r.Header)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"agents": []}`)
	}))
	made.Config.ErrorLog = log.New(io.Discard, "", 0)
	made.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			made.mutex.Lock()
			defer made.mutex.Unlock()
			made.connections++
		}
	}
	made.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	made.StartTLS()
	t.Cleanup(made.Close)
	return made, parsed
}

func (s *tlsServer) received() ([]http.Header, int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.headers, s.connections
}

// trusting returns a client as a user makes one that trusts a certificate.
func trusting(trusted *x509.Certificate) *http.Client {
	roots := x509.NewCertPool()
	roots.AddCert(trusted)
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
}

func pemOf(certificate *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})
}
