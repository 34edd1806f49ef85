package agentspec

import (
	"context"
	"fmt"
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

// exchanger sends one request and returns its response, whatever its status: an http.Client without redirects, whose Timeout would end streams.
type exchanger struct {
	transport http.RoundTripper
	// jar is that of a user's client; nil if there is none.
	jar http.CookieJar
}

// exchangerOf returns what sends the requests of a user's client.
func exchangerOf(client *http.Client) exchanger {
	made := exchanger{transport: client.Transport, jar: client.Jar}
	if made.transport == nil {
		made.transport = http.DefaultTransport
	}
	return made
}

// exchange sends a request that no other try shares: cookies are added to it.
func (e exchanger) exchange(request *http.Request) (*http.Response, error) {
	if e.jar != nil {
		for _, cookie := range e.jar.Cookies(request.URL) {
			request.AddCookie(cookie)
		}
	}
	response, err := e.transport.RoundTrip(request)
	if err != nil {
		if response != nil && response.Body != nil {
			// A RoundTripper is to return one of the two alone.
			_ = response.Body.Close()
		}
		return nil, err
	}
	if response == nil {
		return nil, fmt.Errorf("the RoundTripper %T returned no response", e.transport)
	}
	if response.Body == nil {
		response.Body = http.NoBody
	}
	if e.jar != nil {
		e.jar.SetCookies(request.URL, response.Cookies())
	}
	return response, nil
}

// closeIdle closes the idle connections of the client's own transport. Those of a user's transport may serve others.
func (s *settings) closeIdle() {
	if s.transport != nil {
		s.transport.CloseIdleConnections()
	}
}

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
