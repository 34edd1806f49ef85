package agentspec

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	connectTimeout = 10 * time.Second
	idleTimeout    = 90 * time.Second
	mostIdle       = 100
	readBuffer     = 32 << 10
	largestHead    = 256 << 10
	keepAlive      = 30 * time.Second
)

// newTransport returns the transport of one client: HTTP/1 alone, so that a request is not sent again by itself and a slow stream blocks no other.
func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: connectTimeout, KeepAlive: keepAlive}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  environmentProxy,
		OnProxyConnectResponse: checkTunnel,
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    connectTimeout,
		// The client decodes by itself, so that a limit holds for what is decoded.
		DisableCompression:     true,
		MaxIdleConnsPerHost:    mostIdle,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: largestHead,
		ReadBufferSize:         readBuffer,
		Protocols:              protocols,
	}
}

// copiedClient returns a user's client as this package needs it.
func copiedClient(given *http.Client) *http.Client {
	copied := *given
	copied.CheckRedirect = noRedirect
	copied.Timeout = 0
	return &copied
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// proxyVariableError says that a variable of the environment is no proxy, without its value, which may have a password.
type proxyVariableError struct{}

func (proxyVariableError) Error() string {
	return "HTTP_PROXY or HTTPS_PROXY is not the URL of a proxy: give one, as in http://localhost:3128, or unset it"
}

func environmentProxy(request *http.Request) (*url.URL, error) {
	proxy, err := http.ProxyFromEnvironment(request)
	if err != nil {
		return nil, proxyVariableError{}
	}
	return proxy, nil
}

func checkTunnel(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyRefusal{status: response.StatusCode}
}
