package agentspec_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"net/url"
	"testing"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

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
