package agentspec_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

// unsetEnvironment unsets the variables that the client reads, until the test ends.
func unsetEnvironment(t *testing.T) {
	t.Helper()
	for _, name := range []string{"AGENTSPEC_BASE_URL", "AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN", "AGENTSPEC_DIALECT"} {
		t.Setenv(name, "")
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
}

// sent returns the headers that a client sends.
func sent(t *testing.T, options ...agentspec.Option) http.Header {
	t.Helper()
	var header http.Header
	catch := &http.Client{Transport: roundTripper(func(request *http.Request) (*http.Response, error) {
		header = request.Header
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody}, nil
	})}
	client, err := agentspec.NewClient(append(options, agentspec.WithHTTPClient(catch))...)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = client.Agents.List(ctx)
	return header
}

func TestEveryRowOfConfigJSONL(t *testing.T) {
	type row struct {
		Name        string
		Options     map[string]string
		Environment map[string]string
		BaseURL     string `json:"base_url"`
		Header      *struct{ Name, Value string }
		Refusal     string
	}
	inGo := strings.NewReplacer("base_url", "WithBaseURL", "api_key and token are", "WithAPIKey and WithToken are", "as api_key or token", "by WithAPIKey or WithToken",
		"api_key", "WithAPIKey", "token contains", "WithToken contains", "token is", "WithToken is", "token starts", "WithToken starts")
	for _, row := range testkit.Rows[row](t, "config.jsonl") {
		t.Run(row.Name, func(t *testing.T) {
			unsetEnvironment(t)
			for name, value := range row.Environment {
				t.Setenv(name, value)
			}
			var options []agentspec.Option
			for _, name := range []string{"base_url", "api_key", "token"} {
				value, isGiven := row.Options[name]
				if isGiven {
					options = append(options, map[string]func(string) agentspec.Option{
						"base_url": agentspec.WithBaseURL, "api_key": agentspec.WithAPIKey, "token": agentspec.WithToken,
					}[name](value))
				}
			}
			client, err := agentspec.NewClient(options...)
			if row.Refusal != "" {
				refused := as[*agentspec.ConfigurationError](t, err)
				equal(t, "refusal", refused.Message, inGo.Replace(row.Refusal))
				equal(t, "details", [4]any{refused.Code, refused.Outcome, refused.Attempts, refused.Local}, [4]any{"configuration_error", agentspec.OutcomeNotSent, 0, true})
				if shown := fmt.Sprintf("%v %+v %#v", err, err, refused); strings.Contains(shown, "canary") {
					t.Errorf("it shows the secret: %s", shown)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "base URL", client.BaseURL(), row.BaseURL)
			header := sent(t, options...)
			for _, name := range []string{"X-Api-Key", "Authorization"} {
				expected := ""
				if row.Header != nil && http.CanonicalHeaderKey(row.Header.Name) == name {
					expected = row.Header.Value
				}
				equal(t, name, header.Get(name), expected)
			}
		})
	}
}

func TestTheEnvironmentCanBeIgnored(t *testing.T) {
	unsetEnvironment(t)
	t.Setenv("AGENTSPEC_BASE_URL", "nowhere")
	t.Setenv("AGENTSPEC_API_KEY", "canary\n")
	client, err := agentspec.NewClient(agentspec.WithoutEnvironment())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "base URL", client.BaseURL(), "http://localhost:8080")
	equal(t, "key", sent(t, agentspec.WithoutEnvironment()).Get("X-API-Key"), "")
	t.Setenv("AGENTSPEC_BASE_URL", "http://host/\xff")
	_, err = agentspec.NewClient()
	equal(t, "refusal", detailsOf(t, err).Message, "AGENTSPEC_BASE_URL is not UTF-8: set it again, or unset it")
	t.Setenv("AGENTSPEC_BASE_URL", "")
	equal(t, "key", sent(t, agentspec.WithoutCredential()).Get("X-API-Key"), "")
}

func TestAnOptionOfAnotherKindIsRefusedByItsName(t *testing.T) {
	for _, row := range []struct {
		option  agentspec.Option
		message string
	}{
		{agentspec.WithTimeout(-1), "WithTimeout is -1ns: expected a longer duration, or NoLimit"},
		{agentspec.WithTimeout(0), "WithTimeout is 0s: expected a longer duration, or NoLimit"},
		{agentspec.WithByteIdleTimeout(0), "WithByteIdleTimeout is 0s: expected a longer duration, or NoLimit"},
		{agentspec.WithEventIdleTimeout(0), "WithEventIdleTimeout is 0s: expected a longer duration, or NoLimit"},
		{agentspec.WithCallTimeout(-time.Second), "WithCallTimeout is -1s: expected a duration of 0 or more"},
		{agentspec.WithRetryDelay(-time.Second), "WithRetryDelay is -1s: expected a duration of 0 or more"},
		{agentspec.WithMaxRetryDelay(-time.Second), "WithMaxRetryDelay is -1s: expected a duration of 0 or more"},
		{agentspec.WithMaxRetries(-1), "WithMaxRetries is -1: expected a number of attempts, 0 or more"},
		{agentspec.WithRetryPolicy(nil), "WithRetryPolicy is nil: give StandardRetries, StrictRetries, NoRetries or a policy of your own"},
		{agentspec.WithRetryPolicy(agentspec.RetryPolicyFunc(nil)), "WithRetryPolicy is nil: give StandardRetries, StrictRetries, NoRetries or a policy of your own"},
		{agentspec.WithRetryBudget(nil), "WithRetryBudget is nil: give NewRetryBudget or UnlimitedRetryBudget"},
		{agentspec.WithEventLimit(0), "WithEventLimit is 0 bytes: give a larger number of bytes, such as 16777216"},
		{agentspec.WithAnswerLimit(0), "WithAnswerLimit is 0 bytes: give a larger number of bytes, such as 67108864"},
		{agentspec.WithAnswerLimit(-1), "WithAnswerLimit is -1: expected a number of bytes, 0 or more"},
		{agentspec.WithHTTPClient(nil), "WithHTTPClient is nil: give a client, or leave it out"},
		{agentspec.WithLogger(nil), "WithLogger is nil: give a logger, or leave it out"},
		{agentspec.WithCredentialSource(nil), "WithCredentialSource has no function: give one, or leave it out"},
		{agentspec.WithHeader("x-api-key", "canary"), "header x-api-key cannot be set on a client: set the credential of the client"},
		{agentspec.WithHeader("x a", "b"), `header "x a": invalid name: expected letters, digits and hyphens, as in "x-team"`},
		{agentspec.WithHeader("x-a", "canary\r\nx-b: c"), "header x-a: invalid value: expected text without line breaks or other control characters"},
		{agentspec.WithHeader("x-a", "canary\x00"), "header x-a: invalid value: expected text without line breaks or other control characters"},
		{nil, "an option of the client is nil: leave it out"},
	} {
		_, err := agentspec.NewClient(agentspec.WithoutEnvironment(), row.option)
		refused := as[*agentspec.ConfigurationError](t, err)
		equal(t, "message", refused.Message, row.message)
		client := clientFor(t, "http://localhost:1")
		_, err = client.WithOptions(row.option)
		equal(t, "message of a copy", detailsOf(t, err).Message, row.message)
	}
	for _, option := range []agentspec.Option{
		agentspec.WithTimeout(math.MaxInt64), agentspec.WithMaxRetryDelay(agentspec.NoLimit), agentspec.WithRetryBudget(agentspec.UnlimitedRetryBudget()),
	} {
		clientFor(t, "http://localhost:1", option)
	}
}

func TestCredentialsOfAnyKindAreOneUnit(t *testing.T) {
	_, err := agentspec.NewClient(agentspec.WithToken("a"), agentspec.WithCredentialSource(nil))
	equal(t, "message", detailsOf(t, err).Message, "WithToken and WithCredentialSource are both set: a client uses one; leave the other out")
	equal(t, "the last key", sent(t, agentspec.WithAPIKey("one"), agentspec.WithAPIKey("two")).Get("X-API-Key"), "two")
}

func TestNothingThatAClientIsMadeOfShowsItsCredential(t *testing.T) {
	for _, option := range []agentspec.Option{agentspec.WithAPIKey("canary-key"), agentspec.WithToken("canary-token")} {
		client := clientFor(t, "https://host.example", option)
		copied, err := client.WithOptions(agentspec.WithAPIKey("canary-2"))
		if err != nil {
			t.Fatal(err)
		}
		held := struct{ credential agentspec.Credential }{agentspec.APIKeyCredential("canary-3")}
		for _, each := range []any{client, copied, client.Agents, client.Sessions.Open("a", "s"), option, held, held.credential, &held.credential, *client} {
			var log bytes.Buffer
			slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", each)
			text, _ := json.Marshal(each)
			shown := fmt.Sprintf("%v %+v %#v %s %x %s %s", each, each, each, each, each, log.String(), text)
			if strings.Contains(shown, "canary") || strings.Contains(shown, "63616e617279") {
				t.Errorf("%T shows its credential: %s", each, shown)
			}
		}
	}
	equal(t, "credential", agentspec.TokenCredential("canary").String(), "token [redacted]")
}

func TestACopyHasOtherDefaultsAndTheCredentialThatItIsGiven(t *testing.T) {
	var seen []string
	catch := &http.Client{Transport: roundTripper(func(request *http.Request) (*http.Response, error) {
		header := request.Header
		seen = append(seen, fmt.Sprint(request.URL.Host, header["X-A"], header["X-B"], header["X-C"], header["X-Api-Key"], header["Authorization"]))
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody}, nil
	})}
	client := clientFor(t, "http://localhost:1", agentspec.WithAPIKey("the-key"), agentspec.WithHeader("x-a", "1"), agentspec.WithHeader("x-b", "1"), agentspec.WithHTTPClient(catch))
	other, err := client.WithOptions(agentspec.WithHeader("X-A", "2"), agentspec.WithToken("the-token"))
	if err != nil {
		t.Fatal(err)
	}
	without, err := client.WithOptions(agentspec.WithoutCredential(), agentspec.WithBaseURL("http://127.0.0.1:2"))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = other.Agents.List(ctx, agentspec.WithHeader("x-c", "3"))
	_, _ = without.Agents.List(ctx)
	_, _ = client.Agents.List(ctx)
	expected := []string{
		"localhost:1[2] [1] [3] [] [Bearer the-token]",
		"127.0.0.1:2[1] [1] [] [] []",
		"localhost:1[1] [1] [] [the-key] []",
	}
	if !slices.Equal(seen, expected) {
		t.Errorf("seen: %q", seen)
	}
}

func TestACopyRedactsTheCredentialsOfTheClientThatItIsCopiedFrom(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(400, map[string]any{"error": map[string]string{"code": "bad", "message": "first-secret and second-secret"}}))
	client := clientFor(t, server.URL, agentspec.WithAPIKey("first-secret"))
	copied, err := client.WithOptions(agentspec.WithToken("second-secret"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = copied.Agents.List(ctx)
	equal(t, "message", detailsOf(t, err).Message, "[redacted] and [redacted]")
}

func TestACredentialOverPlainHTTPIsWarnedOfOnce(t *testing.T) {
	var warnings []string
	logger := agentspec.WithLogger(slog.New(onRecord{func(record slog.Record) {
		if record.Level == slog.LevelWarn {
			warnings = append(warnings, record.Message)
		}
	}}))
	for _, quiet := range []string{
		"https://host.example", "http://localhost:1", "http://LOCALHOST", "http://localhost.", "http://agents.localhost", "http://127.9.9.9", "http://[::1]:1",
		"http://[::ffff:127.0.0.1]",
	} {
		clientFor(t, quiet, logger, agentspec.WithAPIKey("the-key"))
	}
	clientFor(t, "http://host.example", logger)
	equal(t, "warnings", len(warnings), 0)
	client := clientFor(t, "http://host.example", logger, agentspec.WithAPIKey("the-key"))
	if _, err := client.WithOptions(agentspec.WithToken("the-token")); err != nil {
		t.Fatal(err)
	}
	expected := []string{"agentspec: the API key is sent over plain http, where anyone on the network can read it: use an https base URL"}
	if !slices.Equal(warnings, expected) {
		t.Errorf("warnings: %q", warnings)
	}
	for _, host := range []string{"http://localhost.example", "http://notlocalhost", "http://128.0.0.1", "http://[::ffff:10.0.0.1]", "http://0.0.0.0", "http://localhost.."} {
		before := len(warnings)
		clientFor(t, host, logger, agentspec.WithToken("the-token"))
		equal(t, host, len(warnings), before+1)
	}
}
