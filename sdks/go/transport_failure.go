package agentspec

import (
	"compress/flate"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"regexp"
	"strings"
	"syscall"
)

// proxyRefusal is a proxy's answer to a CONNECT that is no success.
type proxyRefusal struct{ status int }

func (p *proxyRefusal) Error() string { return "the proxy answered " + http.StatusText(p.status) }

// failureOfRoundTrip returns the failure that an error of net/http is. The request cannot have left if wasSent is false.
//
// The cause has no secrets removed.
func failureOfRoundTrip(cause error, target *url.URL, wasSent bool) *failure {
	var around *url.Error
	if errors.As(cause, &around) {
		// It repeats the method and the URL.
		cause = around.Err
	}
	f := failedRoundTrip{cause: cause, target: target, server: serverOf(target), text: cause.Error()}
	made := f.afterConnecting()
	if made == nil && wasSent && !isOfConnecting(f.cause) {
		made = f.afterSending()
	}
	if made == nil {
		made = f.connecting()
	}
	made.cause = cause
	made.outcome = OutcomeNotSent
	if wasSent {
		made.outcome = OutcomeUnknown
	}
	return made
}

// serverOf returns the host and the port.
func serverOf(target *url.URL) string {
	port := target.Port()
	switch {
	case port != "":
	case target.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	return net.JoinHostPort(target.Hostname(), port)
}

type failedRoundTrip struct {
	cause  error
	target *url.URL
	// server is the host and the port.
	server string
	text   string
}

func (f *failedRoundTrip) says(parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(f.text, part) {
			return true
		}
	}
	return false
}

// afterConnecting returns the failure of what only a server can have sent; nil if it is none.
func (f *failedRoundTrip) afterConnecting() *failure {
	fail := func(of kind, message string, isFinal bool) *failure {
		return &failure{kind: of, message: message, isFinal: isFinal}
	}
	var corrupt flate.CorruptInputError
	switch {
	case f.says("server response headers exceeded"):
		return fail(kindTooLarge, "the headers of the response are larger than the limit", false)
	case f.says("too many 1xx informational responses"):
		return fail(kindTooLarge, "the server sends informational responses (1xx) without end", false)
	case errors.Is(f.cause, gzip.ErrHeader) || errors.Is(f.cause, gzip.ErrChecksum) || errors.As(f.cause, &corrupt):
		return fail(kindDecode, "the response cannot be decompressed", false)
	case cutStatusLine.MatchString(f.text):
		return nil
	case f.isProtocol():
		message := "the response is not valid HTTP"
		if otherProtocol.MatchString(f.text) && f.target.Scheme == "http" {
			message += ": if " + f.server + " speaks TLS, use https:// in the base URL, otherwise check its port"
		}
		return fail(kindTransport, message, true)
	}
	return nil
}

var (
	// cutStatusLine is what net/http says of a status line that breaks off. It tells that from one that is malformed by its text alone.
	cutStatusLine = regexp.MustCompile(`malformed HTTP (status code "\d{0,2}"|response "(H|HT|HTT|HTTP|HTTP/|HTTP/1|HTTP/1\.|HTTP/1\.[01])")$`)
	// otherProtocol is what it says of a first line that is no status line at all.
	otherProtocol = regexp.MustCompile(`malformed HTTP (response|version) "([^H]|H[^T])|malformed HTTP status code ".*<`)
)

// isProtocol reports whether what the server sent is no HTTP: in the head of its response or in the chunks of its body.
func (f *failedRoundTrip) isProtocol() bool {
	var protocol textproto.ProtocolError
	//lint:ignore SA1019 net/http still returns it.
	var header *http.ProtocolError
	return errors.As(f.cause, &protocol) || errors.As(f.cause, &header) || f.says("malformed HTTP", "malformed MIME header", "malformed chunked encoding",
		"invalid byte in chunk length", "http chunk length too large", "chunked encoding", "bad Content-Length", "multiple Content-Length",
		"invalid Content-Length", "unsupported transfer encoding", "too many transfer encodings", "invalid header field", "bad trailer key", "malformed status",
		"chunked line", "chunk extension", "trailer header without chunked")
}

func (f *failedRoundTrip) afterSending() *failure {
	if refused := f.ofClientCertificate(); refused != nil {
		return refused
	}
	if isTimeout(f.cause) {
		return &failure{kind: kindTimeout, message: "the server took too long"}
	}
	return &failure{kind: kindTransport, message: "the connection broke before the response was complete"}
}

func isTimeout(err error) bool {
	var timed net.Error
	return errors.As(err, &timed) && timed.Timeout() || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, syscall.ETIMEDOUT)
}

// connecting returns the failure of a connection that was not made, or over which no request went.
func (f *failedRoundTrip) connecting() *failure {
	connect := func(message string, isFinal bool) *failure {
		return &failure{kind: kindConnect, message: message, isFinal: isFinal}
	}
	noConnection := "no connection to " + f.server + ": "
	var refusal *proxyRefusal
	var name *net.DNSError
	var record tls.RecordHeaderError
	switch {
	case errors.As(f.cause, &refusal) && refusal.status == http.StatusProxyAuthRequired:
		return connect("the proxy for "+f.server+" requires a credential: set one where the proxy is configured", true)
	case errors.As(f.cause, &refusal):
		return connect("the proxy cannot reach "+f.server+": check the proxy, and the host and port of the base URL", false)
	case errors.As(f.cause, &name) && !name.IsTimeout:
		return connect(noConnection+"the name of the host, or of a proxy in between, does not resolve; check the base URL and the network", false)
	case errors.Is(f.cause, syscall.ECONNREFUSED):
		return connect(noConnection+f.refused(), false)
	case f.isToTLS() && (errors.As(f.cause, &record) || errors.Is(f.cause, http.ErrSchemeMismatch)):
		return connect("the server at "+f.server+" does not speak TLS, but probably plain HTTP: use http:// in the base URL, or the port for TLS", true)
	}
	if refused := f.ofClientCertificate(); refused != nil {
		return refused
	}
	if problem := certificateProblem(f.cause); problem != "" {
		return connect(noConnection+"its certificate "+problem, true)
	}
	switch {
	case f.isToTLS() && f.says("tls: ", "x509: "):
		return connect(noConnection+"the TLS handshake failed, because the TLS versions differ, the certificate is rejected, or the server requires a client certificate; check the host in the base URL and the certificates", true)
	case isTimeout(f.cause):
		return &failure{
			kind:    kindTimeout,
			message: "connecting to " + f.server + " took too long: check the host and port of the base URL, and any firewall or proxy in between",
		}
	case f.isToTLS() && (errors.Is(f.cause, io.EOF) || errors.Is(f.cause, io.ErrUnexpectedEOF) || errors.Is(f.cause, syscall.ECONNRESET)):
		return connect("the server at "+f.server+" closed the connection during the TLS handshake: if it does not speak TLS, use http:// in the base URL", false)
	default:
		return connect(noConnection+"check the base URL and the network", false)
	}
}

// isOfConnecting reports whether an error of net/http is one of making a connection. Then no request went over that one; a RoundTripper of a user
// may have sent it over others before.
func isOfConnecting(err error) bool {
	var operation *net.OpError
	var name *net.DNSError
	var refusal *proxyRefusal
	var record tls.RecordHeaderError
	return errors.As(err, &operation) && (operation.Op == "dial" || operation.Op == "proxyconnect") || errors.As(err, &name) ||
		errors.As(err, &refusal) || errors.As(err, &record) || certificateProblem(err) != "" || errors.Is(err, http.ErrSchemeMismatch)
}

func (f *failedRoundTrip) isToTLS() bool { return f.target.Scheme == "https" }

// refused says who refused a connection. An address with another port than the server's is a proxy's.
func (f *failedRoundTrip) refused() string {
	const advice = "is the server running there, and the base URL correct?"
	var dial *net.OpError
	if !errors.As(f.cause, &dial) {
		return "it was refused; " + advice
	}
	for dial.Op != "dial" {
		if !errors.As(dial.Err, &dial) {
			return "it was refused; " + advice
		}
	}
	if dial.Addr == nil {
		return "it was refused; " + advice
	}
	address := dial.Addr.String()
	_, port, _ := net.SplitHostPort(address)
	_, own, _ := net.SplitHostPort(f.server)
	switch {
	case port != own:
		return "the proxy " + address + " refused it; is the proxy running, and its address correct?"
	case address != f.server:
		return address + " refused it; " + advice
	default:
		return "it was refused; " + advice
	}
}

// ofClientCertificate returns the failure of a server that requires a client's certificate, or rejects it. In TLS 1.3 the client may send the request
// before it learns so; the server reads none before that.
func (f *failedRoundTrip) ofClientCertificate() *failure {
	why := ""
	switch {
	case f.says("remote error: tls: certificate required"):
		why = "the server requires a client certificate: set one in the TLSClientConfig of the transport given to WithHTTPClient"
	case f.says("remote error: tls: bad certificate", "remote error: tls: unsupported certificate", "remote error: tls: revoked certificate",
		"remote error: tls: expired certificate", "remote error: tls: unknown certificate", "remote error: tls: error decrypting message",
		"remote error: tls: access denied"):
		why = "the server rejects the client certificate, or requires one and received none: check the TLSClientConfig of the transport given to WithHTTPClient"
	default:
		return nil
	}
	return &failure{kind: kindConnect, message: "no connection to " + f.server + ": " + why, isFinal: true}
}

// certificateProblem returns why the server's certificate is rejected; empty if that is not the problem.
func certificateProblem(err error) string {
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var roots x509.SystemRootsError
	const untrusted = "is signed by an authority that is not trusted; name the file of the authority in SSL_CERT_FILE"
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		if strings.Contains(invalid.Detail, "before") {
			return "is not valid yet"
		}
		return "has expired"
	case errors.As(err, &host):
		return "is for another host"
	case errors.As(err, &unknown) || errors.As(err, &roots):
		return untrusted
	case errors.As(err, &invalid):
		return "is invalid: " + invalid.Error()
	default:
		return ""
	}
}

// hasCarelessFraming reports whether a header that says where the body ends is written so that net/http takes it for another one.
func hasCarelessFraming(header http.Header) bool {
	for name := range header {
		written := strings.TrimFunc(name, func(letter rune) bool { return letter <= ' ' || letter == 0x7f })
		if written != name && (strings.EqualFold(written, "Content-Length") || strings.EqualFold(written, "Transfer-Encoding")) {
			return true
		}
	}
	return false
}
