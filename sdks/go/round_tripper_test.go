package agentspec_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"net/url"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (r roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return r(request) }

func TestTheHTTPClientCanBeTheUsers(t *testing.T) {
	given := &http.Client{Timeout: time.Nanosecond, Transport: roundTripper(func(request *http.Request) (*http.Response, error) {
		equal(t, "request", request.Method+" "+request.URL.String(), "GET https://agents.example/team/v1/agents")
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody}, nil
	})}
	client := clientFor(t, "https://agents.example/team", agentspec.WithHTTPClient(given))
	_, err := client.Agents.List(ctx)
	as[*agentspec.DecodeError](t, err)
	equal(t, "the user's timeout", given.Timeout, time.Nanosecond)
	broken := errors.New("no network")
	failing := func(request *http.Request) (*http.Response, error) { return nil, broken }
	_, err = clientFor(t, "https://agents.example", agentspec.WithHTTPClient(&http.Client{Transport: roundTripper(failing)}), agentspec.WithMaxRetries(0)).Agents.Invoke(ctx, ask)
	equal(t, "a body that nobody read", [2]any{detailsOf(t, err).Outcome, errors.Is(err, broken)}, [2]any{agentspec.OutcomeNotSent, true})
	reading := func(request *http.Request) (*http.Response, error) {
		_, _ = request.Body.Read(make([]byte, 1))
		return nil, broken
	}
	_, err = clientFor(t, "https://agents.example", agentspec.WithHTTPClient(&http.Client{Transport: roundTripper(reading)}), agentspec.WithMaxRetries(0)).Agents.Invoke(ctx, ask)
	equal(t, "a body that was read", detailsOf(t, err).Outcome, agentspec.OutcomeUnknown)
	_, err = clientFor(t, "https://agents.example", agentspec.WithHTTPClient(&http.Client{Transport: roundTripper(failing)}), agentspec.WithMaxRetries(0)).Agents.List(ctx)
	equal(t, "no body", detailsOf(t, err).Outcome, agentspec.OutcomeUnknown)
}

func TestTheCookiesOfTheUsersClientAreSent(t *testing.T) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	server := testkit.Script(t, testkit.Respond(200, testkit.Invoked, "Set-Cookie", "route=7"))
	client := clientFor(t, server.URL, agentspec.WithHTTPClient(&http.Client{Jar: jar}))
	for range 2 {
		if _, err := client.Agents.Invoke(ctx, ask); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "cookies", [2]string{server.Received()[0].Header.Get("Cookie"), server.Received()[1].Header.Get("Cookie")}, [2]string{"", "route=7"})
}

func TestARoundTripperWithoutAResponseIsAnError(t *testing.T) {
	none := roundTripper(func(*http.Request) (*http.Response, error) { return nil, nil })
	_, err := clientFor(t, "http://localhost:1", agentspec.WithHTTPClient(&http.Client{Transport: none}), agentspec.WithMaxRetries(0)).Agents.Invoke(ctx, ask)
	equal(t, "cause", errors.Unwrap(as[*agentspec.ConnectionError](t, err)).Error(), "the RoundTripper agentspec_test.roundTripper returned no response")
	bodiless := roundTripper(func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200}, nil })
	_, err = clientFor(t, "http://localhost:1", agentspec.WithHTTPClient(&http.Client{Transport: bodiless})).Agents.Invoke(ctx, ask)
	as[*agentspec.DecodeError](t, err)
}

func TestTheEndOfAContextThatIsNotTheCallersIsNotTakenForIt(t *testing.T) {
	dialer := net.Dialer{Timeout: time.Nanosecond}
	mine := errors.New("mine")
	failing := func(err error) roundTripper {
		return func(*http.Request) (*http.Response, error) { return nil, err }
	}
	for name, transport := range map[string]http.RoundTripper{
		"a dialer's timeout":    &http.Transport{DialContext: dialer.DialContext},
		"a transport's timeout": failing(errors.Join(mine, context.DeadlineExceeded)),
		"a transport's end":     failing(errors.Join(mine, context.Canceled)),
	} {
		client := clientFor(t, "http://127.0.0.1:1", agentspec.WithHTTPClient(&http.Client{Transport: transport}), agentspec.WithMaxRetries(0))
		_, err := client.Agents.List(ctx)
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v is the end of the caller's context", name, err)
		}
		var dial *net.OpError
		if !errors.Is(err, agentspec.ErrConnection) || !errors.Is(err, mine) && !errors.As(err, &dial) {
			t.Errorf("%s: %v lacks its cause", name, err)
		}
	}
}

func TestAResponseThatComesWithAnErrorIsClosed(t *testing.T) {
	mine := errors.New("mine")
	server := testkit.Script(t, testkit.Respond(200, cutInvoked, "Content-Length", "99").Held())
	both := roundTripper(func(request *http.Request) (*http.Response, error) {
		// As one does that shares responses: the end of the attempt does not close this one.
		response, err := http.DefaultTransport.RoundTrip(request.WithContext(context.WithoutCancel(request.Context())))
		return response, errors.Join(err, mine)
	})
	client := clientFor(t, server.URL, agentspec.WithHTTPClient(&http.Client{Transport: both}), agentspec.WithMaxRetries(0))
	for index, call := range []func() error{
		func() error { _, err := client.Agents.Invoke(ctx, ask); return err },
		func() error {
			_, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"})
			return err
		},
	} {
		if err := call(); !errors.Is(err, mine) {
			t.Errorf("%v is not the RoundTripper's", err)
		}
		server.AwaitClosed(t, index+1)
	}
}

// staleTwice passes the first two requests over connections that had been used and are broken, and changes the rest as some RoundTrippers do.
func staleTwice() roundTripper {
	tries := 0
	return func(request *http.Request) (*http.Response, error) {
		request.Header.Add("X-Try", "1")
		request.URL.Path = "/proxied" + request.URL.Path
		if tries++; tries <= 2 {
			httptrace.ContextClientTrace(request.Context()).GotConn(httptrace.GotConnInfo{Reused: true})
			return nil, errors.New("the connection is stale")
		}
		return http.DefaultTransport.RoundTrip(request)
	}
}

func TestTheTriesOfAnAttemptShareNeitherCookiesNorWhatARoundTripperChanges(t *testing.T) {
	server := testkit.Script(t, busy, invoked)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	origin, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	jar.SetCookies(origin, []*http.Cookie{{Name: "route", Value: "7"}})
	client := clientFor(t, server.URL, agentspec.WithHTTPClient(&http.Client{Transport: staleTwice(), Jar: jar}), agentspec.WithClock(agentspec.NewTestClock()))
	if _, err := client.Agents.Invoke(ctx, ask); err != nil {
		t.Fatal(err)
	}
	received := server.Received()
	equal(t, "requests", len(received), 2)
	for _, request := range received {
		equal(t, "cookies", request.Header.Get("Cookie"), "route=7")
		equal(t, "headers of the RoundTripper", len(request.Header["X-Try"]), 1)
		equal(t, "path", request.Path, "/proxied/v1/agents/a/invoke")
	}
}

// panicsIn is a user's client that panics in one place of a call, and keeps the context of the request.
func panicsIn(place string, kept *context.Context) *http.Client {
	panicIf := func(here string) {
		if here == place {
			panic(place)
		}
	}
	transport := roundTripper(func(request *http.Request) (*http.Response, error) {
		*kept = request.Context()
		response, err := http.DefaultTransport.RoundTrip(request)
		panicIf("RoundTrip")
		if err == nil {
			response.Body = readBy{response.Body, func(body io.Reader, target []byte) (int, error) {
				panicIf("Read")
				return body.Read(target)
			}}
		}
		return response, err
	})
	return &http.Client{Transport: transport, Jar: jarOf(func() { panicIf("SetCookies") })}
}

// jarOf is a jar that calls a function when it gets cookies.
type jarOf func()

func (j jarOf) SetCookies(*url.URL, []*http.Cookie) { j() }
func (jarOf) Cookies(*url.URL) []*http.Cookie       { return nil }

func TestAPanicOfAUsersClientReachesTheCallerAndLeavesNothingOpen(t *testing.T) {
	for _, place := range []string{"RoundTrip", "SetCookies", "Read"} {
		for name, answer := range map[string]testkit.Answer{
			"whole":  testkit.Respond(200, cutInvoked, "Content-Length", "99").Held(),
			"stream": testkit.Stream(testkit.TokenEvent("a")).Held(),
		} {
			server := testkit.Script(t, answer)
			clock := agentspec.NewTestClock()
			var kept context.Context
			client := clientFor(t, server.URL, agentspec.WithClock(clock), agentspec.WithHTTPClient(panicsIn(place, &kept)))
			func() {
				defer func() { equal(t, name+": panic", recover(), any(place)) }()
				if name == "whole" {
					_, _ = client.Agents.Invoke(ctx, ask)
					return
				}
				stream, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"})
				if err == nil {
					_, _ = stream.Text()
				}
			}()
			equal(t, name+", "+place+": the context of the request", kept.Err(), context.Canceled)
			equal(t, name+", "+place+": timers", clock.Timers(), 0)
			server.AwaitClosed(t, 1)
		}
	}
}

// closingTransport counts how often its idle connections are closed.
type closingTransport struct {
	roundTripper
	closed int
}

func (c *closingTransport) CloseIdleConnections() { c.closed++ }

func TestTheIdleConnectionsOfAUsersClientStayOpen(t *testing.T) {
	other := testkit.Respond(200, testkit.Invoked, "X-Correlation-ID", "the-first")
	server := testkit.Script(t, testkit.Respond(200, `{"another": "thing"}`), testkit.Respond(200, "a page", "Content-Type", "text/html"), other)
	given := &closingTransport{roundTripper: http.DefaultTransport.RoundTrip}
	client := clientFor(t, server.URL, agentspec.WithHTTPClient(&http.Client{Transport: given}))
	_, err := client.Agents.Invoke(ctx, ask, agentspec.WithCorrelationID("the-first"))
	as[*agentspec.DecodeError](t, err)
	_, err = client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"})
	as[*agentspec.DecodeError](t, err)
	_, err = client.Agents.Invoke(ctx, ask)
	as[*agentspec.DecodeError](t, err)
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	equal(t, "times that they were closed", given.closed, 0)
}
