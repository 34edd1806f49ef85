package agentspec_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	agentspec "github.com/szaher/agentspec/sdk"
	"github.com/szaher/agentspec/sdk/internal/testkit"
)

func TestEachOperationIsCalledAndItsResponseRead(t *testing.T) {
	mock := testkit.StartMock(t, "--api-key", testkit.Key)
	client := clientFor(t, mock.URL, agentspec.WithAPIKey(testkit.Key))
	agents, err := client.Agents.List(ctx)
	if err != nil || len(agents) != 2 || agents[0].Name != "assistant" || agents[1].Status != "ready" {
		t.Fatal(agents, err)
	}
	answer, err := client.Agents.Invoke(ctx, &agentspec.InvokeRequest{Name: "assistant", Input: "What is the capital of France?", Options: &agentspec.InvokeOptions{
		Temperature: agentspec.Float64(0.2), MaxTokens: agentspec.Int(100), Extra: map[string]any{"seed": 7},
	}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "output", answer.Output, "The capital of France is Paris.")
	if !reflect.DeepEqual(answer.Usage, agentspec.Usage{InputTokens: 6, OutputTokens: 6, TotalTokens: 12}) {
		t.Errorf("usage: %+v", answer.Usage)
	}
	stream, err := client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: "assistant", Input: "What is 2 + 3 * 4?"})
	if err != nil {
		t.Fatal(err)
	}
	text, err := stream.Text()
	equal(t, "text", [2]any{text, err}, [2]any{"2 + 3 * 4 = 14.", nil})
	session, err := client.Sessions.Create(ctx, &agentspec.CreateSessionRequest{Agent: "assistant", Metadata: map[string]string{"user_id": "user-42"}})
	if err != nil || session.Metadata["user_id"] != "user-42" {
		t.Fatal(session, err)
	}
	id := session.SessionID
	turn, err := client.Sessions.Continue(ctx, &agentspec.ContinueSessionRequest{Agent: "assistant", SessionID: id, Input: "My name is Alice and I work on robotics."})
	if err != nil || turn.Turn != 1 {
		t.Fatal(turn, err)
	}
	var collected strings.Builder
	err = client.Sessions.ContinueStreamWith(ctx, &agentspec.ContinueSessionStreamRequest{Agent: "assistant", SessionID: id, Input: "What do I work on?"},
		agentspec.StreamHandlers{OnToken: func(content string) { collected.WriteString(content) }})
	equal(t, "text", [2]any{collected.String(), err}, [2]any{"You work on robotics.", nil})
	page, err := client.Sessions.ListPage(ctx, &agentspec.ListSessionsRequest{Agent: "assistant", Limit: 10})
	if err != nil || page.Total != 1 || len(page.Sessions) != 1 || page.Sessions[0].Turns != 2 {
		t.Fatal(page, err)
	}
	if err := client.Sessions.Delete(ctx, &agentspec.DeleteSessionRequest{Agent: "assistant", SessionID: id}); err != nil {
		t.Fatal(err)
	}
	run, err := client.Pipelines.Run(ctx, &agentspec.PipelineRunRequest{Name: "research-and-summarize", Input: "Batteries"})
	if err != nil || run.Status != agentspec.RunStatusCompleted {
		t.Fatal(run, err)
	}
	status, err := client.Pipelines.Status(ctx, &agentspec.PipelineStatusRequest{Name: "research-and-summarize", RunID: run.RunID})
	if err != nil || status.RunID != run.RunID {
		t.Fatal(status, err)
	}
	health, err := client.Health(ctx)
	if err != nil || health.Status != "ok" {
		t.Fatal(health, err)
	}
	metrics, err := client.Metrics(ctx)
	if err != nil || !strings.HasPrefix(metrics, "# HELP") {
		t.Fatal(metrics, err)
	}
}

func TestACallBringsItsResponseWithTheValue(t *testing.T) {
	client := clientFor(t, testkit.StartMock(t).URL)
	var meta agentspec.ResponseMeta
	if _, err := client.Agents.List(ctx, agentspec.WithCorrelationID("my-id"), agentspec.WithResponseMeta(&meta)); err != nil {
		t.Fatal(err)
	}
	equal(t, "meta", [5]any{meta.StatusCode, meta.CorrelationID, meta.SentCorrelationID, meta.Attempts, len(meta.History)}, [5]any{200, "my-id", "my-id", 1, 0})
	equal(t, "content type", meta.Header.Get("Content-Type"), "application/json")
}

func TestAllSessionsAreListedPageAfterPage(t *testing.T) {
	client := clientFor(t, testkit.StartMock(t).URL)
	for range 5 {
		if _, err := client.Sessions.Create(ctx, &agentspec.CreateSessionRequest{Agent: "reviewer"}); err != nil {
			t.Fatal(err)
		}
	}
	list := func(request *agentspec.ListSessionsRequest) (ids []string) {
		for session, err := range client.Sessions.ListAll(ctx, request) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, session.SessionID)
		}
		return ids
	}
	request := &agentspec.ListSessionsRequest{Agent: "reviewer", Limit: 2}
	ids := list(request)
	distinct := map[string]bool{}
	for _, id := range ids {
		distinct[id] = true
	}
	equal(t, "sessions", [3]int{len(ids), len(distinct), request.Offset}, [3]int{5, 5, 0})
	if some := list(&agentspec.ListSessionsRequest{Agent: "reviewer", Limit: 2, Offset: 3}); !reflect.DeepEqual(some, ids[3:]) {
		t.Errorf("from the third on: %v", some)
	}
	all := client.Sessions.ListAll(ctx, request)
	for range 2 {
		count := 0
		for range all {
			count++
		}
		equal(t, "each loop begins anew", count, 5)
	}
	for range client.Sessions.ListAll(ctx, request) {
		break
	}
}

func TestASessionOnTwoPagesIsYieldedOnceAndAnErrorEndsTheList(t *testing.T) {
	session := func(id string) any {
		return map[string]any{"session_id": id, "agent": "a", "turns": 0, "created_at": "2026-01-15T09:30:00Z", "last_active_at": "2026-01-15T09:30:00Z", "metadata": map[string]string{}}
	}
	page := func(ids ...string) testkit.Answer {
		var list []any
		for _, id := range ids {
			list = append(list, session(id))
		}
		return testkit.Respond(200, map[string]any{"sessions": list, "total": 5})
	}
	server := testkit.Script(t, page("one", "two"), page("two", "three"), testkit.Refuse(403, "forbidden"))
	var seen []string
	var last error
	for each, err := range clientFor(t, server.URL).Sessions.ListAll(ctx, &agentspec.ListSessionsRequest{Agent: "a"}) {
		if last = err; err == nil {
			seen = append(seen, each.SessionID)
		}
	}
	equal(t, "seen", strings.Join(seen, " "), "one two three")
	equal(t, "status", as[*agentspec.APIError](t, last).StatusCode, 403)
	for index, query := range []string{"limit=100", "limit=100&offset=2", "limit=100&offset=4"} {
		equal(t, "path", server.Received()[index].Path, "/v1/agents/a/sessions?"+query)
	}
}

func TestEveryRowOfPathJSONLIsRejectedOrIsOneSegment(t *testing.T) {
	server := testkit.Script(t, invoked)
	client := clientFor(t, server.URL)
	type row struct {
		Segment  string
		Rejected bool
	}
	for _, row := range testkit.Rows[row](t, "path.jsonl") {
		before := len(server.Received())
		_, err := client.Agents.Invoke(ctx, &agentspec.InvokeRequest{Name: row.Segment, Input: "b"})
		if row.Rejected {
			as[*agentspec.InvalidRequestError](t, err)
			_, err = client.Agents.Stream(ctx, &agentspec.StreamRequest{Name: row.Segment, Input: "b"})
			as[*agentspec.InvalidRequestError](t, err)
			equal(t, "requests", len(server.Received()), before)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(server.Received()[before].Path, "/")
		name, err := url.PathUnescape(parts[3])
		equal(t, row.Segment, [4]any{len(parts), name, err, parts[4]}, [4]any{5, row.Segment, nil, "invoke"})
	}
}

func TestAWatchOfTheMockYieldsEachChangeAndThenTheEnd(t *testing.T) {
	client := clientFor(t, testkit.StartMock(t).URL)
	if _, err := client.Pipelines.Run(ctx, &agentspec.PipelineRunRequest{Name: "research-and-summarize", Input: "Batteries"}); err != nil {
		t.Fatal(err)
	}
	var changes []string
	for progress, err := range client.Pipelines.Watch(ctx, &agentspec.PipelineWaitRequest{Name: "research-and-summarize", Timeout: time.Minute}) {
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, changeOf(progress))
	}
	equal(t, "changes", strings.Join(changes, ", "), "researcher completed, summarizer completed, completed")
}

func changeOf(progress agentspec.Progress) string {
	if progress.Step != nil {
		return progress.Step.Name + " " + string(progress.Step.Status)
	}
	return string(progress.Ended.Status)
}
