package agentspec_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := testkit.Script(t, invoked)
	for _, row := range []struct {
		status  int
		outcome agentspec.Outcome
	}{{302, agentspec.OutcomeUnknown}, {307, agentspec.OutcomeRejected}} {
		server := testkit.Script(t, testkit.Respond(row.status, "", "Location", other.URL+"/v1/x?key=s3cret"))
		_, err := clientFor(t, server.URL, agentspec.WithAPIKey("canary-key"), agentspec.WithHTTPClient(&http.Client{})).Agents.Invoke(ctx, ask)
		known := as[*agentspec.APIError](t, err)
		if !strings.Contains(known.Message, ", a redirect to "+other.URL+"/v1/x: redirects are not followed") {
			t.Errorf("message: %s", known.Message)
		}
		equal(t, "details", [2]any{known.StatusCode, known.Outcome}, [2]any{row.status, row.outcome})
	}
	equal(t, "requests of the other", len(other.Received()), 0)
	server := testkit.Script(t, testkit.Respond(302, "", "Location", "http://[s3cret"))
	_, err := clientFor(t, server.URL).Agents.Invoke(ctx, ask)
	known := as[*agentspec.APIError](t, err)
	if known.StatusCode != 302 || !strings.Contains(known.Message, "a redirect to an invalid address") {
		t.Errorf("message: %s", known.Message)
	}
}

func TestAResponseAboveTheAnswerLimitIsAnError(t *testing.T) {
	var zipped bytes.Buffer
	writer := gzip.NewWriter(&zipped)
	_, _ = writer.Write([]byte(`{"output": "` + strings.Repeat("x", 5000) + `", "usage": {}}`))
	_ = writer.Close()
	for _, answer := range []testkit.Answer{
		testkit.Respond(200, map[string]any{"output": strings.Repeat("x", 5000), "usage": testkit.Usage}),
		testkit.Respond(200, zipped.String(), "Content-Encoding", "gzip"),
	} {
		_, err := clientFor(t, testkit.Script(t, answer).URL, agentspec.WithAnswerLimit(1000)).Agents.Invoke(ctx, ask)
		known := as[*agentspec.DecodeError](t, err)
		equal(t, "details", [4]any{known.Code, known.Message, known.Outcome, known.StatusCode},
			[4]any{"too_large", "the response is larger than WithAnswerLimit", agentspec.OutcomeUnknown, 200})
	}
	many := testkit.Respond(200, `{"output":"x","usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3},"x":[`+strings.Repeat("[],", 400)+`[]]}`)
	_, err := clientFor(t, testkit.Script(t, many).URL, agentspec.WithAnswerLimit(2000)).Agents.Invoke(ctx, ask)
	equal(t, "memory", detailsOf(t, err).Message, "the values of the response take more than 4000 bytes of memory, twice WithAnswerLimit")
}

func TestACompressedResponseIsDecompressedAndABrokenOneIsNoTimeout(t *testing.T) {
	zip := func(text string) string {
		var zipped bytes.Buffer
		writer := gzip.NewWriter(&zipped)
		_, _ = writer.Write([]byte(text))
		_ = writer.Close()
		return zipped.String()
	}
	text, _ := json.Marshal(testkit.Invoked)
	whole := zip(string(text))
	server := testkit.Script(t, testkit.Respond(200, whole, "Content-Encoding", "x-gzip"), testkit.Respond(200, whole[:len(whole)-9], "Content-Encoding", "gzip"),
		testkit.Respond(200, "no gzip at all", "Content-Encoding", "gzip"), testkit.Respond(200, whole[:9], "Content-Encoding", "gzip", "Content-Length", "99"),
		testkit.Respond(200, "what", "Content-Encoding", "br"))
	client := clientFor(t, server.URL)
	response, err := client.Agents.Invoke(ctx, ask)
	if err != nil || response.Output != "Paris." {
		t.Fatal(response, err)
	}
	for range 2 {
		_, err = client.Agents.Invoke(ctx, ask)
		equal(t, "message", as[*agentspec.DecodeError](t, err).Message, "the response cannot be decompressed")
	}
	_, err = client.Agents.Invoke(ctx, ask)
	equal(t, "message", as[*agentspec.ConnectionError](t, err).Message, "the connection broke before the response was complete")
	_, err = client.Agents.Invoke(ctx, ask)
	equal(t, "cause", errors.Unwrap(as[*agentspec.DecodeError](t, err)).Error(), "a response that is encoded as br is not decoded here")
	events := "data: {\"type\": \"token\", \"content\": \"Hi\"}\n\ndata: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3}}\n\n"
	stream := testkit.Script(t, testkit.Respond(200, zip(events), "Content-Encoding", "gzip", "Content-Type", "text/event-stream"))
	opened, err := clientFor(t, stream.URL).Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"})
	if err != nil {
		t.Fatal(err)
	}
	collected, err := opened.Text()
	equal(t, "text", [2]any{collected, err}, [2]any{"Hi", nil})
	equal(t, "encoding", stream.Received()[0].Header.Get("Accept-Encoding"), "identity")
}

func TestAResponseThatDoesNotMatchTheContractSaysWhere(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(200, `{"output":"x","usage":{"input_tokens":1,"output_tokens":"2","total_tokens":3}}`))
	_, err := clientFor(t, server.URL).Agents.Invoke(ctx, ask)
	known := as[*agentspec.DecodeError](t, err)
	equal(t, "message", known.Message, "the response does not match the contract (application/json)")
	if cause := errors.Unwrap(known); !strings.HasPrefix(cause.Error(), "usage.output_tokens: expected an integer") {
		t.Errorf("cause: %v", cause)
	}
	if !strings.HasPrefix(known.Body, `{"output":"x"`) {
		t.Errorf("body: %s", known.Body)
	}
}

func TestAResponseWithAnotherContentTypeIsRefusedWhereTheTypeMatters(t *testing.T) {
	client := clientFor(t, testkit.Script(t, invoked).URL)
	_, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"})
	known := as[*agentspec.DecodeError](t, err)
	equal(t, "cause", errors.Unwrap(known).Error(), "expected the content type text/event-stream")
	equal(t, "details", [2]any{known.Events, known.Outcome}, [2]any{0, agentspec.OutcomeUnknown})
	_, err = client.Metrics(ctx)
	equal(t, "cause", errors.Unwrap(as[*agentspec.DecodeError](t, err)).Error(), "expected the content type text/plain")
}

func TestADegradedServersHealthIsAValueAndADeletionIsAnySuccess(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(503, map[string]any{"status": "degraded", "version": "1"}), testkit.Respond(202, "what"))
	client := clientFor(t, server.URL)
	var meta agentspec.ResponseMeta
	health, err := client.Health(ctx, agentspec.WithResponseMeta(&meta))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "health", [2]any{health.Status, meta.StatusCode}, [2]any{"degraded", 503})
	if err := client.Sessions.Delete(ctx, &agentspec.DeleteSessionRequest{Agent: "a", SessionID: "s"}); err != nil {
		t.Fatal(err)
	}
}

func TestMetadataIsFilledInOnFailureAndOfAStreamAsItBegins(t *testing.T) {
	server := testkit.Script(t, testkit.Refuse(404, "not_found", "X-Correlation-ID", "the-servers", "X-More", "canary-key"), testkit.Stream(testkit.Done))
	client := clientFor(t, server.URL, agentspec.WithAPIKey("canary-key"))
	var meta agentspec.ResponseMeta
	_, err := client.Agents.Invoke(ctx, ask, agentspec.WithResponseMeta(&meta))
	if err == nil {
		t.Fatal("it did not fail")
	}
	sent := server.Received()[0].Header
	equal(t, "ids", [4]any{meta.StatusCode, meta.CorrelationID, meta.SentCorrelationID, meta.IdempotencyKey},
		[4]any{404, "the-servers", sent.Get("X-Correlation-ID"), sent.Get("Idempotency-Key")})
	equal(t, "header", meta.Header.Get("X-More"), "[redacted]")
	equal(t, "attempts", [2]int{meta.Attempts, len(meta.History)}, [2]int{1, 1})
	stream, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "a", Input: "b"}, agentspec.WithResponseMeta(&meta))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stream.Close() }()
	equal(t, "stream", [3]any{meta.StatusCode, meta.Attempts, meta.CorrelationID}, [3]any{200, 1, server.Received()[1].Header.Get("X-Correlation-ID")})
	equal(t, "of the stream", stream.ResponseMeta().CorrelationID, meta.CorrelationID)
}

func TestABaseURLThatEndsInV1IsTold(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(404, map[string]any{"error": map[string]string{"code": "not_found", "message": "There is no such route."}}))
	_, err := clientFor(t, server.URL+"/v1").Agents.List(ctx)
	known := detailsOf(t, err)
	equal(t, "message", known.Message, "GET "+server.URL+"/v1/v1/agents: the base URL ends in /v1, which the routes already begin with: remove it there; There is no such route.")
	equal(t, "unsupported", known.Unsupported, false)
}

func TestAResponseOfAnotherCallIsRefused(t *testing.T) {
	server := testkit.Script(t, testkit.Respond(200, testkit.Invoked), testkit.Respond(200, testkit.Invoked, "X-Correlation-ID", "the-first"))
	client := clientFor(t, server.URL)
	if _, err := client.Agents.Invoke(ctx, ask, agentspec.WithCorrelationID("the-first")); err != nil {
		t.Fatal(err)
	}
	_, err := client.Agents.Invoke(ctx, ask)
	known := as[*agentspec.DecodeError](t, err)
	if !strings.HasPrefix(known.Message, "the response carries the correlation id of another call of this client") {
		t.Errorf("message: %s", known.Message)
	}
	equal(t, "attempts", [2]any{known.Attempts, known.Outcome}, [2]any{1, agentspec.OutcomeUnknown})
	same := clientFor(t, testkit.Script(t, invoked, testkit.Respond(200, testkit.Invoked, "X-Correlation-ID", "the-first")).URL)
	for range 2 {
		options := []agentspec.CallOption{agentspec.WithIdempotencyKey("the-key")}
		if _, err := same.Agents.Invoke(ctx, ask, append(options, agentspec.WithCorrelationID("the-first"))...); err != nil {
			t.Errorf("a response that is repeated for its key is no other's: %v", err)
		}
	}
}

func TestAStoredResponseOfAGetIsNoOtherCalls(t *testing.T) {
	stored := func(headers ...string) testkit.Answer {
		return testkit.Respond(200, map[string]any{"agents": []any{}}, append(headers, "X-Correlation-ID", "the-first")...)
	}
	for _, row := range []struct {
		answer   testkit.Answer
		options  []agentspec.Option
		isOthers bool
	}{
		{stored(), nil, true},
		{stored("Age", "5"), nil, false},
		{stored(), []agentspec.Option{agentspec.WithHTTPClient(&http.Client{})}, false},
	} {
		client := clientFor(t, testkit.Script(t, row.answer).URL, row.options...)
		if _, err := client.Agents.List(ctx, agentspec.WithCorrelationID("the-first")); err != nil {
			t.Fatal(err)
		}
		_, err := client.Agents.List(ctx)
		equal(t, "refused", err != nil, row.isOthers)
	}
}
