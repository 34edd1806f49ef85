"""Uses of the types as in users' code, checked by mypy: valid uses pass, and each invalid use is an expected error."""

from typing import List, Optional

from agentspec import UNSET, AgentSpecClient, AsyncAgentSpecClient, EventStream, FailedCall, Pipelines, Sessions
from agentspec.types import (
    Agent,
    AgentList,
    Done,
    Health,
    InvokeOptions,
    InvokeResponse,
    PipelineRunResponse,
    PipelineStatus,
    Session,
    SessionContinueResponse,
    SessionList,
    StreamEvent,
    Token,
    UnknownEvent,
    Usage,
    stream_event,
)


def process_response(response: InvokeResponse) -> str:
    """Extract and log the agent's output."""
    print(f"Tokens: {response.usage.total_tokens}")
    return response.output


def handle_stream(events: list[StreamEvent]) -> str:
    """Collect stream tokens into a complete response."""
    return "".join(
        event.content for event in events if event.type == "token"
    )


def show(event: StreamEvent) -> str:
    """An event has its fields once its `type` is checked; `generated/typing_events.py` does so with every class."""
    if event.type == "token":
        return event.content
    elif event.type == "tool_call":
        return f"[Calling tool: {event.name} {sorted(event.arguments)}]"
    elif event.type == "tool_result":
        return f"[Tool result: {event.output}]"
    elif event.type == "done":
        return f"Tokens used: {event.usage.total_tokens + 0}"
    elif event.type == "error":
        return f"Error: {event.code} {event.message}"
    return str(event.to_dict()["type"])


def end_of(event: StreamEvent) -> Optional[Usage]:
    """Narrows by the class, as well as by the `type`."""
    return None if isinstance(event, UnknownEvent) or event.type != "done" else event.usage


def fields(agent: Agent, session: Session, turn: SessionContinueResponse, run: PipelineRunResponse, status: PipelineStatus) -> List[str]:
    """Exactly the fields that may be absent are `Optional`."""
    turns: Optional[int] = session.turns
    number: int = turn.turn + status.elapsed_ms + (turns or 0)
    durations: List[Optional[int]] = [step.duration_ms for step in run.steps]
    usage: Optional[Usage] = run.usage
    output: Optional[str] = run.output
    reasons = [step.error.message for step in status.steps if step.error is not None]
    return [*agent.skills, agent.status, session.session_id, str((number, durations, usage, output)), *reasons]


def made(options: InvokeOptions) -> InvokeResponse:
    """Models are constructed by keyword, as in users' tests."""
    tokens = options.get("max_tokens", 1)
    return InvokeResponse(output="Hello", usage=Usage(input_tokens=1, output_tokens=tokens, total_tokens=1 + tokens))


def by_hand(page: SessionList) -> EventStream:
    """Lists and events can be constructed, and a slice of a list is of the same class."""
    first: SessionList = page[:1]
    session: Session = page[0]
    again: SessionList = SessionList.from_dict(SessionList([session, *first], total=page.total, extra=page.extra).to_dict())
    agents: List[Agent] = AgentList([Agent("a", "m", "ready")]).copy()
    events: List[StreamEvent] = [Token(f"{len(again)} {len(agents)}"), Done(Usage(1, 2, 3))]
    return EventStream.from_events(events)


def wrong_by_hand(page: SessionList) -> None:
    """Never called, as `wrong`."""
    session: Session = page[:1]  # type: ignore[assignment]
    SessionList(["s"])  # type: ignore[list-item]
    EventStream.from_events([{"type": "token"}])  # type: ignore[list-item]
    print(session)


def patient(failed: FailedCall) -> Optional[float]:
    return failed.delay


def options_of_calls(client: AgentSpecClient, several: AsyncAgentSpecClient) -> None:
    """An option that is left out may be `UNSET`; None is allowed where it has a meaning. A policy is one of three words, or a callable."""
    client.with_options(timeout=None, deadline=UNSET, max_retries=UNSET, retry_policy="strict", headers=None)
    client.agents.invoke(name="a", input="b", options={"temperature": 0.2, "top_k": 5}, retry_policy=patient, correlation_id=None)
    several.agents.stream(name="a", input="b", retry_policy="none", idempotency_key=None, timeout=None)
    sessions: Sessions = client.sessions
    pipelines: Pipelines = client.pipelines
    print(sessions, pipelines)


def wrong_options(client: AgentSpecClient, several: AsyncAgentSpecClient) -> None:
    """Never called, as `wrong`."""
    AgentSpecClient(retry_policy="strickt")  # type: ignore[arg-type]
    AsyncAgentSpecClient(max_retries=None)  # type: ignore[arg-type]
    client.agents.list(retry_policy="strickt")  # type: ignore[arg-type]
    client.agents.list(retry_policy=lambda failed: "soon")  # type: ignore[arg-type]
    client.agents.list(max_retries=None)  # type: ignore[arg-type]
    client.with_options(retry_policy=None)  # type: ignore[arg-type]
    several.pipelines.watch(name="a", poll_delay=None)  # type: ignore[arg-type]
    misspelt: InvokeOptions = {"temprature": 0.2}  # type: ignore[typeddict-unknown-key]
    client.agents = client.sessions  # type: ignore[assignment]
    print(misspelt)


def wrong(response: InvokeResponse, event: StreamEvent, session: Session, health: Health) -> None:
    """Never called. An error that mypy no longer finds is an unused `type: ignore`, which it reports."""
    number: int = response.output  # type: ignore[assignment]
    text: str = response.usage.total_tokens  # type: ignore[assignment]
    response.output = "other"  # type: ignore[misc]
    response.outputs  # type: ignore[attr-defined]
    event.content  # type: ignore[union-attr]
    if event.type == "done":
        event.content  # type: ignore[attr-defined]
    if event.type == "tokens":  # type: ignore[comparison-overlap]
        pass
    turns: int = session.turns  # type: ignore[assignment]
    uptime: int = health.uptime_seconds  # type: ignore[assignment]
    options: InvokeOptions = {"temperature": "high"}  # type: ignore[typeddict-item]
    Usage(input_tokens=1, output_tokens=2)  # type: ignore[call-arg]
    stream_event("token")  # type: ignore[arg-type]
    print(number, text, turns, uptime, options)
