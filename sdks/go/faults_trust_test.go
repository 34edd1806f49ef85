package agentspec

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/szaher/agentspec/sdk/internal/testkit"
)

const canary = "canary-key-1234567890"

func TestFault04ACertificateThatIsNotTrustedOutOfDateOrOfAnotherHostIsRefused(t *testing.T) {
	by := newAuthority(t)
	for _, row := range []struct {
		server  issued
		trusted *x509.Certificate
		message string
	}{
		{issued{by: by}, nil, "is signed by an authority that is not trusted"},
		{issued{}, nil, "is signed by an authority that is not trusted"},
		{issued{}, by.certificate, "is signed by an authority that is not trusted"},
		{issued{by: by, notAfter: -time.Hour}, by.certificate, "has expired"},
		{issued{by: by, notBefore: time.Hour}, by.certificate, "is not valid yet"},
		{issued{by: by, address: "127.0.0.2"}, by.certificate, "is for another host"},
	} {
		server, _ := newTLSServer(t, row.server)
		options := []Option{WithAPIKey(canary)}
		if row.trusted != nil {
			options = append(options, WithHTTPClient(trusting(row.trusted)))
		}
		for _, a := range everyCall {
			details := refusedConnection.check(t, row.message, a.of(newClient(t, server.URL, options...)), 1)
			if !strings.Contains(details.Message, "its certificate "+row.message) {
				t.Errorf("%s: %s", a.name, details.Message)
			}
		}
		if headers, connections := server.received(); len(headers) > 0 || connections != len(everyCall) {
			t.Errorf("%s: received %v over %d connections", row.message, headers, connections)
		}
	}
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	got := askList.of(newClient(t, strings.Replace(plain.URL, "http:", "https:", 1), WithAPIKey(canary)))
	if details := refusedConnection.check(t, "plain HTTP", got, 1); !strings.Contains(details.Message, "does not speak TLS, but probably plain HTTP: use http:// in the base URL") {
		t.Errorf("%s", details.Message)
	}
}

// inChild runs a test in a process of its own with these variables: net/http reads those of proxies and of authorities once.
func inChild(t *testing.T, variables ...string) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestChildListsAgents$")
	child.Env = append(os.Environ(), append([]string{"AGENTSPEC_TEST_CHILD=1"}, variables...)...)
	output, err := child.CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", variables, output)
	}
}

// TestChildListsAgents is what inChild runs. By itself it does nothing.
func TestChildListsAgents(t *testing.T) {
	if os.Getenv("AGENTSPEC_TEST_CHILD") == "" {
		return
	}
	got := askList.of(newClient(t, os.Getenv("BASE_URL"), WithAPIKey(canary), WithMaxRetries(1)))
	if message := os.Getenv("EXPECTED"); message != "" {
		attempts := 1
		if os.Getenv("IS_RETRIED") != "" {
			attempts = 2
		}
		details := refusedConnection.check(t, message, got, attempts)
		if !strings.Contains(details.Message, message) || strings.Contains(got.err.Error()+fmt.Sprintf("%#v", got.err), "swordfish") {
			t.Errorf("%v", got.err)
		}
	} else if got.err != nil {
		t.Error(got.err)
	}
}

func TestFault36AProxyOfTheEnvironmentIsHonouredAndItsConnectHasNoKey(t *testing.T) {
	refusing := testkit.Script(t, testkit.Respond(407, "", "Proxy-Authenticate", "Basic"))
	inChild(t, "HTTPS_PROXY="+refusing.URL, "NO_PROXY=", "BASE_URL=https://agents.invalid", "EXPECTED=the proxy for agents.invalid:443 requires a credential")
	received := refusing.Received()
	if len(received) != 1 || received[0].Method != http.MethodConnect || strings.Contains(fmt.Sprint(received), "canary") {
		t.Errorf("the proxy received %v", received)
	}
	broken := testkit.Script(t, testkit.Respond(502, ""))
	address, err := url.Parse(broken.URL)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword("user", "swordfish")
	closed := testkit.Script(t)
	closed.Stop()
	inChild(t, "HTTPS_PROXY="+closed.URL, "NO_PROXY=", "BASE_URL=https://agents.invalid", "IS_RETRIED=1", "EXPECTED=refused it; is the proxy running, and its address correct?")
	// Loopback is never proxied, nor what NO_PROXY names; a plain request goes to the proxy as a whole.
	server := testkit.Script(t, testkit.Respond(200, `{"agents": []}`))
	inChild(t, "HTTP_PROXY="+refusing.URL, "NO_PROXY=", "BASE_URL="+server.URL)
	inChild(t, "HTTP_PROXY="+server.URL, "NO_PROXY=", "BASE_URL=http://agents.invalid")
	if received := server.Received(); len(received) != 2 || received[1].Path != "http://agents.invalid/v1/agents" {
		t.Errorf("%+v", received)
	}
	if count := len(refusing.Received()); count != 1 {
		t.Errorf("the proxy received %d requests", count)
	}
	// A tunnel that the proxy cannot make is made again; its password is shown nowhere.
	client := newClient(t, "https://agents.invalid", WithMaxRetries(1), WithHTTPClient(&http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(address)}}))
	got := askInvoke.of(client)
	if all := everything(got.err); OutcomeOf(got.err) != OutcomeNotSent || strings.Contains(all, "swordfish") {
		t.Errorf("%v: %s", got.err, all)
	}
}

func TestFault37ANameOfAnyCharactersArrivesAsOneSegment(t *testing.T) {
	server := testkit.Script(t, testkit.Refuse(404, "not_found"))
	client := newClient(t, server.URL+"/team")
	ctx := t.Context()
	for _, name := range []string{
		"a/b", "/", "../../v1/agents", "a?b=c", "a#b", "50%", "%2e%2e", "%2F", "%", "two words", " ", "a+b", "a;b=c,d", "a:b@c", "[a]|{b}", "\"'<>`^",
		"агент", "助手", "مساعد", "😀", "e\u0301", "...", ".hidden", "~a-b_c.d",
	} {
		for _, row := range []struct {
			make func() error
			path []string
		}{
			{func() error { _, err := client.Agents.Invoke(ctx, &InvokeRequest{Name: name, Input: "b"}); return err }, []string{"v1", "agents", name, "invoke"}},
			{func() error {
				return client.Sessions.Delete(ctx, &DeleteSessionRequest{Agent: name, SessionID: name})
			}, []string{"v1", "agents", name, "sessions", name}},
			{func() error {
				_, err := client.Pipelines.Run(ctx, &PipelineRunRequest{Name: name, Input: "b"})
				return err
			}, []string{"v1", "pipelines", name, "run"}},
			{func() error {
				_, err := client.Pipelines.Status(ctx, &PipelineStatusRequest{Name: name})
				return err
			}, []string{"v1", "pipelines", name, "status"}},
		} {
			if err := row.make(); !errors.Is(err, ErrNotFound) {
				t.Fatalf("%q: %v", name, err)
			}
			received := server.Received()
			arrived := received[len(received)-1].Path
			var segments []string
			for _, segment := range strings.Split(arrived, "/")[1:] {
				decoded, err := url.PathUnescape(segment)
				if err != nil {
					t.Fatal(err)
				}
				segments = append(segments, decoded)
			}
			if !slices.Equal(segments, append([]string{"team"}, row.path...)) || strings.ContainsAny(arrived, "?#") {
				t.Errorf("%q: %s", name, arrived)
			}
		}
	}
}

func TestEveryRowOfPathIsRejectedBeforeAnythingIsSentOrIsOneSegment(t *testing.T) {
	type row struct {
		Segment  string
		Rejected bool
	}
	server := testkit.Script(t, testkit.Respond(200, testkit.Invoked))
	client := newClient(t, server.URL)
	for _, row := range testkit.Rows[row](t, "path.jsonl") {
		before := len(server.Received())
		_, err := client.Agents.Invoke(t.Context(), &InvokeRequest{Name: row.Segment, Input: "b"})
		received := server.Received()[before:]
		if row.Rejected {
			var local *InvalidRequestError
			_, streamed := client.Agents.Stream(t.Context(), &StreamRequest{Name: row.Segment, Input: "b"})
			if !errors.As(err, &local) || !errors.As(streamed, &local) || len(received) > 0 {
				t.Errorf("%q: %v, %v, received %v", row.Segment, err, streamed, received)
			}
			continue
		}
		if err != nil || len(received) != 1 {
			t.Fatalf("%q: %v", row.Segment, err)
		}
		parts := strings.Split(received[0].Path, "/")
		if name, err := url.PathUnescape(parts[3]); err != nil || len(parts) != 5 || name != row.Segment || parts[4] != "invoke" {
			t.Errorf("%q: %s", row.Segment, received[0].Path)
		}
	}
}

func TestFault38ANameThatNoSegmentCanHoldIsRefusedBeforeAnythingIsSent(t *testing.T) {
	names := []string{"", ".", "..", "\\", "a\\b", "..\\.."}
	for code := range 0x20 {
		names = append(names, "a"+string(rune(code))+"b")
	}
	for code := 0x7f; code <= 0x9f; code++ {
		names = append(names, "a"+string(rune(code))+"b")
	}
	server := testkit.Script(t, testkit.Respond(200, `{"agents": []}`))
	client := newClient(t, server.URL)
	ctx := t.Context()
	for _, name := range append(names, "ill-formed \xff") {
		for at, make := range []func() error{
			func() error { _, err := client.Agents.Invoke(ctx, &InvokeRequest{Name: name, Input: "b"}); return err },
			func() error { _, err := client.Agents.Stream(ctx, &StreamRequest{Name: name, Input: "b"}); return err },
			func() error { _, err := client.Sessions.Create(ctx, &CreateSessionRequest{Agent: name}); return err },
			func() error { return client.Sessions.Delete(ctx, &DeleteSessionRequest{Agent: "a", SessionID: name}) },
			func() error {
				_, err := client.Sessions.Open("a", name).ContinueStream(ctx, &SessionTurn{Input: "b"})
				return err
			},
			func() error {
				_, err := client.Pipelines.Run(ctx, &PipelineRunRequest{Name: name, Input: "b"})
				return err
			},
			func() error { _, err := client.Pipelines.Status(ctx, &PipelineStatusRequest{Name: name}); return err },
		} {
			err := make()
			details, _ := DetailsOf(err)
			var local *InvalidRequestError
			if !errors.As(err, &local) || details.Code != "invalid_request" || details.Outcome != OutcomeNotSent || details.Attempts != 0 || !details.Local {
				t.Errorf("%q, %d: %v", name, at, err)
			}
		}
	}
	if received := server.Received(); len(received) > 0 {
		t.Errorf("received %v", received)
	}
}

func TestFault39AValueThatNoHeaderCanHoldIsRefusedAndNotShown(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(200, `{"agents": []}`))
	for _, letter := range []string{"\r", "\n", "\x00"} {
		for _, wrong := range []string{"canary" + letter, letter + "canary", "can" + letter + "ary"} {
			for name, option := range map[string]Option{"WithAPIKey": WithAPIKey(wrong), "WithToken": WithToken(wrong), "WithHeader": WithHeader("X-Secret", wrong)} {
				client, err := NewClient(option, WithoutEnvironment())
				var refused *ConfigurationError
				if client != nil || !errors.As(err, &refused) || name != "WithHeader" && !strings.HasPrefix(refused.Message, name) || strings.Contains(everything(err), "ary") {
					t.Errorf("%s: %v", name, err)
				}
			}
			_, err := newClient(t, server.URL).Agents.List(t.Context(), WithHeader("X-Secret", wrong))
			var refused *InvalidRequestError
			if !errors.As(err, &refused) || OutcomeOf(err) != OutcomeNotSent || strings.Contains(everything(err), "ary") {
				t.Errorf("%v", err)
			}
		}
	}
	if received := server.Received(); len(received) > 0 {
		t.Errorf("received %v", received)
	}
}

func TestFault40ASecretOverPlainHTTPToAnotherMachineCausesOneWarningWithoutItsValue(t *testing.T) {
	source := func(context.Context) (Credential, error) { return TokenCredential(canary), nil }
	warnings := func(base string, clients int, options ...Option) []string {
		var logged bytes.Buffer
		nowhere := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, io.EOF })}
		options = append(options, WithLogger(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelWarn}))), WithHTTPClient(nowhere), WithMaxRetries(0))
		client := newClient(t, base, options...)
		for range clients {
			askList.of(client)
			copied, err := client.WithOptions(WithTimeout(time.Second))
			if err != nil {
				t.Fatal(err)
			}
			askInvoke.of(copied)
		}
		if strings.Contains(logged.String(), "canary") {
			t.Errorf("%s", logged.String())
		}
		return slices.DeleteFunc(strings.Split(strings.TrimSpace(logged.String()), "\n"), func(line string) bool { return line == "" })
	}
	for name, option := range map[string]Option{"the API key": WithAPIKey(canary), "the token": WithToken(canary), "the credential": WithCredentialSource(source)} {
		for _, base := range []string{"http://agents.invalid", "http://192.0.2.1:8080/team"} {
			found := warnings(base, 2, option)
			if len(found) != 1 || !strings.Contains(found[0], name) || !strings.Contains(found[0], "is sent over plain http") {
				t.Errorf("%s to %s: %q", name, base, found)
			}
		}
	}
	for _, base := range []string{
		"http://localhost:8080", "http://agents.localhost", "http://127.0.0.1:1", "http://127.1.2.3", "http://[::1]:8080", "http://[::ffff:127.0.0.1]", "https://agents.invalid",
	} {
		if found := warnings(base, 1, WithAPIKey(canary)); len(found) > 0 {
			t.Errorf("%s: %q", base, found)
		}
	}
	if found := warnings("http://agents.invalid", 1); len(found) > 0 {
		t.Errorf("without a key: %q", found)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (r roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return r(request) }

func TestFault47ASelfSignedCertificateThatTheUserTrustsIsAcceptedIfHostAndDatesAreRight(t *testing.T) {
	server, own := newTLSServer(t, issued{})
	if got := askList.of(newClient(t, server.URL, WithAPIKey(canary), WithHTTPClient(trusting(own)))); got.err != nil {
		t.Error(got.err)
	}
	if headers, _ := server.received(); len(headers) != 1 || headers[0].Get("X-API-Key") != canary {
		t.Errorf("%v", headers)
	}
	for _, bad := range []issued{{notAfter: -time.Hour}, {address: "127.0.0.2"}} {
		other, own := newTLSServer(t, bad)
		refusedConnection.check(t, "47", askInvoke.of(newClient(t, other.URL, WithAPIKey(canary), WithHTTPClient(trusting(own)))), 1)
		if headers, _ := other.received(); len(headers) > 0 {
			t.Errorf("%v", headers)
		}
	}
	// Without code: the certificate in the file of SSL_CERT_FILE, which crypto/x509 reads on Unix.
	file := path.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pemOf(own), 0o600); err != nil {
		t.Fatal(err)
	}
	inChild(t, "SSL_CERT_FILE="+file, "BASE_URL="+server.URL)
}
