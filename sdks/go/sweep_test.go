package agentspec

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/szaher/agentspec/sdk/internal/testkit"
)

// buffer is a bytes.Buffer for many goroutines.
type buffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *buffer) Write(text []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(text)
}

func (b *buffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

// hasNoTrace checks that a text shows no part of the key, in any spelling.
func hasNoTrace(t *testing.T, where, text string) {
	t.Helper()
	if strings.Contains(text, "PANIC") {
		t.Errorf("%s: a panic while printing", where)
	}
	for _, trace := range traces {
		if at := strings.Index(text, trace); at >= 0 {
			t.Errorf("%s shows %s: %s", where, trace, text[max(at-200, 0):min(at+100, len(text))])
			return
		}
	}
}

var scenarioName = regexp.MustCompile(`(?m)^([0-9]{2}-[a-z0-9-]+):`)

// scenarios returns the names of all failures that the mock server plays.
func scenarios(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testkit.Workspace(t), "tests", "scenarios.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, found := range scenarioName.FindAllSubmatch(text, -1) {
		// Those of row 52 name tokens of their own, which TestFault52 sends.
		if name := string(found[1]); !strings.HasPrefix(name, "52-busy-then-both-echoed") {
			names = append(names, name)
		}
	}
	if len(names) < 200 {
		t.Fatalf("%d scenarios", len(names))
	}
	return names
}

func TestNoFailureOfAnyScenarioShowsACredentialInAnyForm(t *testing.T) {
	s := newStage(t)
	var standard, logged buffer
	// What net/http reports by itself goes to the standard logger.
	log.SetOutput(&standard)
	defer log.SetOutput(os.Stderr)
	logger := slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	ways := []string{"key", "token", "source"}
	var all sync.WaitGroup
	slots := make(chan struct{}, 16)
	for index, scenario := range scenarios(t) {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			way := ways[index%len(ways)]
			options := []Option{
				WithBaseURL(s.run(scenario).url), WithoutEnvironment(), WithRetryDelay(0), WithMaxRetries(1), WithLogger(logger), WithMaxRetryDelay(0),
				WithTimeout(400 * time.Millisecond), WithByteIdleTimeout(200 * time.Millisecond), WithEventIdleTimeout(200 * time.Millisecond),
				WithEventLimit(1 << 20), WithAnswerLimit(1 << 20), echoedBy(echoed)[way],
			}
			client, err := NewClient(options...)
			if err != nil {
				t.Error(err)
				return
			}
			where := scenario + " with a " + way
			var meta ResponseMeta
			_, err = client.Agents.Invoke(t.Context(), &InvokeRequest{Name: "a", Input: "b"}, WithResponseMeta(&meta))
			hasNoTrace(t, where, everything(err)+everything(meta)+everything(client)+everything(options))
			stream, err := client.Agents.Stream(t.Context(), request)
			hasNoTrace(t, where, everything(err))
			if err == nil {
				for event := range stream.Events() {
					hasNoTrace(t, where, everything(event))
				}
				hasNoTrace(t, where, everything(stream.Err())+everything(stream.ResponseMeta())+everything(stream))
				_, err = stream.Text()
				hasNoTrace(t, where, everything(err))
			}
			handle := client.Sessions.Open("a", "s")
			_, err = handle.Continue(t.Context(), &SessionTurn{Input: "b"})
			hasNoTrace(t, where, everything(err)+everything(handle)+everything(handle.UnresolvedTurn()))
			err = client.Agents.StreamWith(t.Context(), request, StreamHandlers{OnError: func(code, message string) { hasNoTrace(t, where, code+message) }})
			hasNoTrace(t, where, everything(err))
		})
	}
	all.Wait()
	hasNoTrace(t, "the log", logged.String())
	hasNoTrace(t, "the standard log", standard.String())
	if !strings.Contains(logged.String(), "redacted") && !strings.Contains(logged.String(), "an attempt failed") {
		t.Error("nothing was logged")
	}
}

func TestNoPartOfAConfigurationShowsACredential(t *testing.T) {
	secret := "canary-7f3a91-Zq"
	for name, options := range map[string][]Option{
		"a user in the base URL":        {WithBaseURL("http://user:" + secret + "@localhost:8080")},
		"a query in the base URL":       {WithBaseURL("http://localhost:8080?key=" + secret)},
		"a fragment in the base URL":    {WithBaseURL("http://localhost:8080#" + secret)},
		"a base URL that is none":       {WithBaseURL("http://[" + secret)},
		"a scheme":                      {WithBaseURL(secret + "://localhost")},
		"a key and a token":             {WithAPIKey(secret), WithToken(secret)},
		"a header of a credential":      {WithHeader("Authorization", "Bearer "+secret)},
		"a header of a key":             {WithHeader("X-API-Key", secret)},
		"a header that cannot be sent":  {WithHeader("X-Secret", secret+"\n")},
		"a key that cannot be sent":     {WithAPIKey(secret + "é")},
		"a key of blanks at both sides": {WithAPIKey(" " + secret + " ")},
	} {
		client, err := NewClient(append(options, WithoutEnvironment())...)
		if err == nil && name != "a key of blanks at both sides" {
			t.Errorf("%s is taken", name)
		}
		if client != nil && err != nil {
			t.Errorf("%s: both a client and an error", name)
		}
		hasNoTrace(t, name, everything(err)+everything(client)+everything(options))
	}
	for name, value := range map[string]any{
		"a key": APIKeyCredential(secret), "a token": TokenCredential(secret), "a pointer": &[]Credential{TokenCredential(secret)}[0],
		"a credential in a struct": struct{ credential, Credential Credential }{APIKeyCredential(secret), TokenCredential(secret)},
		"a list":                   []Credential{APIKeyCredential(secret)}, "a map": map[string]Credential{"a": APIKeyCredential(secret)},
	} {
		hasNoTrace(t, name, everything(value))
	}
}

func TestNoFailureShowsTheCredentialOfAProxyASourceOrAHeader(t *testing.T) {
	proxy, err := url.Parse(testkit.Script(t, testkit.Respond(502, echoed)).URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy.User = url.UserPassword("user", "canary-password")
	through := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}}
	failing := &http.Client{Transport: roundTripper(func(request *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("sending %v failed", request.Header)
	})}
	echoing := &http.Client{Transport: roundTripper(func(request *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: 400, Status: "400 " + request.Header.Get("X-API-Key"), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: request,
			Header: request.Header.Clone(), Body: io.NopCloser(strings.NewReader(fmt.Sprint(request.Header))),
		}, nil
	})}
	for name, options := range map[string][]Option{
		"a proxy that refuses a tunnel":           {WithBaseURL("https://agents.invalid"), WithHTTPClient(through)},
		"a proxy that refuses a request":          {WithBaseURL("http://agents.invalid"), WithHTTPClient(through)},
		"a RoundTripper that fails":               {WithHTTPClient(failing)},
		"a RoundTripper that echoes":              {WithHTTPClient(echoing)},
		"a source that fails with its credential": {WithCredentialSource(func(context.Context) (Credential, error) { return TokenCredential(echoed), errors.New("no credential") })},
		"a source of what cannot be sent":         {WithCredentialSource(func(context.Context) (Credential, error) { return TokenCredential(echoed + "\n"), nil })},
	} {
		if !strings.Contains(name, "source") {
			options = append(options, WithAPIKey(echoed))
		}
		var logged buffer
		logger := slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
		client := newClient(t, "http://127.0.0.1:1", append(options, WithMaxRetries(1), WithLogger(logger))...)
		for _, a := range append(everyCall, askText) {
			got := a.of(client)
			if got.err == nil {
				t.Errorf("%s, %s: no error", name, a.name)
			}
			hasNoTrace(t, name+", "+a.name, everything(got.err)+everything(client)+everything(options))
		}
		hasNoTrace(t, name, logged.String())
	}
}
