# Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.
"""The responses and events of agents, and the options of a call.

Every class of a response keeps the fields that this version does not know in `extra`. `from_dict` reads it from JSON, and `to_dict` returns its
JSON.
"""

import dataclasses
from typing import Any, Callable, Dict, Iterable, List, Literal, Mapping, Optional, TypedDict, Union

from . import _data, _decode

__all__ = [
    "AgentStatus",
    "Agent",
    "AgentList",
    "InvokeOptions",
    "Usage",
    "InvokeResponse",
    "Metadata",
    "Session",
    "SessionList",
    "SessionContinueResponse",
    "RunStatus",
    "StepStatus",
    "StepError",
    "PipelineStep",
    "PipelineRunResponse",
    "PipelineStatus",
    "HealthStatus",
    "HealthChecks",
    "Health",
    "Token",
    "ToolCall",
    "ToolResult",
    "ErrorEvent",
    "Done",
    "UnknownEvent",
    "StreamEvent",
    "stream_event",
]


AgentStatus = Union[Literal["ready", "running"], str]
"""Whether an agent can be invoked."""


@dataclasses.dataclass(frozen=True)
class Agent(_data.Data):
    """An agent that the server serves.

    Attributes:
        name: The agent's name, which is used to invoke it.
        model: The model that the agent runs on.
        status: Whether an agent can be invoked.
        skills: The agent's skills. Null and absent mean an empty list.
        extra: Fields that this version does not know, unchanged.
    """

    name: str
    """The agent's name, which is used to invoke it."""
    model: str
    """The model that the agent runs on."""
    status: AgentStatus
    """Whether an agent can be invoked."""
    skills: List[str] = dataclasses.field(default_factory=list, hash=False)
    """The agent's skills. Null and absent mean an empty list."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Agent":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            name=fields.required("name", _decode.text),
            model=fields.required("model", _decode.text),
            status=fields.required("status", _decode.text),
            skills=fields.list_or_empty("skills", _decode.text),
            extra=fields.rest(),
        )


class AgentList(_data.DataList[Agent]):
    """The deployed agents.

    Attributes:
        extra: Fields that this version does not know, unchanged.
    """

    _KEY = "agents"

    extra: Dict[str, Any]
    """Fields that this version does not know, unchanged."""

    def __init__(
        self,
        agents: Iterable[Agent] = (),
        *,
        extra: Optional[Mapping[str, Any]] = None,
    ) -> None:
        super().__init__(agents)
        self.extra = dict(extra or {})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "AgentList":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            fields.required("agents", _decode.list_of(Agent.from_dict)),
            extra=fields.rest(),
        )


class InvokeOptions(TypedDict, total=False):
    """Options for the agent's answer. Any further key is passed on to the agent.

    Keys:
        temperature: The randomness of the answer, without unit; most models accept 0 to 2.
        max_tokens: The maximum number of tokens in the answer.
    """

    temperature: float
    """The randomness of the answer, without unit; most models accept 0 to 2."""
    max_tokens: int
    """The maximum number of tokens in the answer."""


# pydantic models keep further keys too.
setattr(InvokeOptions, "__pydantic_config__", {"extra": "allow"})


@dataclasses.dataclass(frozen=True)
class Usage(_data.Data):
    """The number of tokens that an answer used.

    Attributes:
        input_tokens: Tokens read, including the previous turns of the conversation.
        output_tokens: Tokens written.
        total_tokens: Tokens billed; on most servers the sum of both.
        extra: Fields that this version does not know, unchanged.
    """

    input_tokens: int
    """Tokens read, including the previous turns of the conversation."""
    output_tokens: int
    """Tokens written."""
    total_tokens: int
    """Tokens billed; on most servers the sum of both."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Usage":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            input_tokens=fields.required("input_tokens", _decode.uint64),
            output_tokens=fields.required("output_tokens", _decode.uint64),
            total_tokens=fields.required("total_tokens", _decode.uint64),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class InvokeResponse(_data.Data):
    """An agent's whole answer.

    Attributes:
        output: The answer.
        usage: The number of tokens that an answer used.
        extra: Fields that this version does not know, unchanged.
    """

    output: str
    """The answer."""
    usage: Usage
    """The number of tokens that an answer used."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "InvokeResponse":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            output=fields.required("output", _decode.text),
            usage=fields.required("usage", Usage.from_dict),
            extra=fields.rest(),
        )


Metadata = Dict[str, Any]
"""The caller's own values, stored with a session unchanged."""


@dataclasses.dataclass(frozen=True)
class Session(_data.Data):
    """A conversation with an agent.

    Attributes:
        session_id: The session's id.
        agent: The agent's name.
        created_at: The time when the session was created, RFC 3339.
        metadata: The caller's own values, stored with a session unchanged.
        turns: The number of turns. Present in listings.
        last_active_at: The time when the session was last used, RFC 3339. Present in listings.
        extra: Fields that this version does not know, unchanged.
    """

    session_id: str
    """The session's id."""
    agent: str
    """The agent's name."""
    created_at: str
    """The time when the session was created, RFC 3339."""
    metadata: Metadata = dataclasses.field(hash=False)
    """The caller's own values, stored with a session unchanged."""
    turns: Optional[int] = None
    """The number of turns. Present in listings."""
    last_active_at: Optional[str] = None
    """The time when the session was last used, RFC 3339. Present in listings."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Session":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            session_id=fields.required("session_id", _decode.text),
            agent=fields.required("agent", _decode.text),
            created_at=fields.required("created_at", _decode.text),
            metadata=fields.required("metadata", _decode.mapping_of(_decode.anything)),
            turns=fields.optional("turns", _decode.uint64),
            last_active_at=fields.optional("last_active_at", _decode.text),
            extra=fields.rest(),
        )


class SessionList(_data.DataList[Session]):
    """One page of sessions, newest first.

    Attributes:
        total: The total number of the agent's sessions.
        extra: Fields that this version does not know, unchanged.
    """

    _KEY = "sessions"

    total: int
    """The total number of the agent's sessions."""
    extra: Dict[str, Any]
    """Fields that this version does not know, unchanged."""

    def __init__(
        self,
        sessions: Iterable[Session] = (),
        *,
        total: Optional[int] = None,
        extra: Optional[Mapping[str, Any]] = None,
    ) -> None:
        super().__init__(sessions)
        self.total = len(self) if total is None else total
        self.extra = dict(extra or {})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "SessionList":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            fields.required("sessions", _decode.list_of(Session.from_dict)),
            total=fields.required("total", _decode.uint64),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class SessionContinueResponse(_data.Data):
    """An agent's whole answer to one turn of a session.

    Attributes:
        output: The answer.
        usage: The number of tokens that an answer used.
        turn: The number of this turn; the first is 1.
        extra: Fields that this version does not know, unchanged.
    """

    output: str
    """The answer."""
    usage: Usage
    """The number of tokens that an answer used."""
    turn: int
    """The number of this turn; the first is 1."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "SessionContinueResponse":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            output=fields.required("output", _decode.text),
            usage=fields.required("usage", Usage.from_dict),
            turn=fields.required("turn", _decode.uint64),
            extra=fields.rest(),
        )


RunStatus = Union[Literal["running", "completed", "failed"], str]
"""The status of a pipeline run."""


StepStatus = Union[Literal["pending", "running", "completed", "failed", "skipped"], str]
"""The status of a pipeline step."""


@dataclasses.dataclass(frozen=True)
class StepError(_data.Data):
    """Why a step failed.

    Attributes:
        code: The machine-readable code.
        message: The message for people.
        extra: Fields that this version does not know, unchanged.
    """

    code: str
    """The machine-readable code."""
    message: str
    """The message for people."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "StepError":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            code=fields.required("code", _decode.text),
            message=fields.required("message", _decode.text),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class PipelineStep(_data.Data):
    """One agent's part of a pipeline run.

    Attributes:
        name: The step's name.
        status: The status of a pipeline step.
        duration_ms: The duration of the step in milliseconds; null until the step has ended.
        output: The step's answer.
        usage: The number of tokens that an answer used.
        error: Why a step failed.
        extra: Fields that this version does not know, unchanged.
    """

    name: str
    """The step's name."""
    status: StepStatus
    """The status of a pipeline step."""
    duration_ms: Optional[int]
    """The duration of the step in milliseconds; null until the step has ended."""
    output: Optional[str] = None
    """The step's answer."""
    usage: Optional[Usage] = None
    """The number of tokens that an answer used."""
    error: Optional[StepError] = None
    """Why a step failed."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "PipelineStep":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            name=fields.required("name", _decode.text),
            status=fields.required("status", _decode.text),
            duration_ms=fields.nullable("duration_ms", _decode.uint64),
            output=fields.optional("output", _decode.text),
            usage=fields.optional("usage", Usage.from_dict),
            error=fields.optional("error", StepError.from_dict),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class PipelineRunResponse(_data.Data):
    """A run of a pipeline and its steps.

    Attributes:
        pipeline: The pipeline's name.
        status: The status of a pipeline run.
        steps: The steps, in the order in which they run.
        output: The last step's answer; null if there is none.
        run_id: The run's id.
        total_duration_ms: The duration of the run in milliseconds.
        usage: The number of tokens that an answer used.
        extra: Fields that this version does not know, unchanged.
    """

    pipeline: str
    """The pipeline's name."""
    status: RunStatus
    """The status of a pipeline run."""
    steps: List[PipelineStep] = dataclasses.field(hash=False)
    """The steps, in the order in which they run."""
    output: Optional[str]
    """The last step's answer; null if there is none."""
    run_id: Optional[str] = None
    """The run's id."""
    total_duration_ms: Optional[int] = None
    """The duration of the run in milliseconds."""
    usage: Optional[Usage] = None
    """The number of tokens that an answer used."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "PipelineRunResponse":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            pipeline=fields.required("pipeline", _decode.text),
            status=fields.required("status", _decode.text),
            steps=fields.required("steps", _decode.list_of(PipelineStep.from_dict)),
            output=fields.nullable("output", _decode.text),
            run_id=fields.optional("run_id", _decode.text),
            total_duration_ms=fields.optional("total_duration_ms", _decode.uint64),
            usage=fields.optional("usage", Usage.from_dict),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class PipelineStatus(_data.Data):
    """The current state of a pipeline run.

    Attributes:
        pipeline: The pipeline's name.
        run_id: The run's id.
        status: The status of a pipeline run.
        steps: The steps, in the order in which they run.
        started_at: The time when the run started, RFC 3339.
        elapsed_ms: The duration of the run so far, in milliseconds.
        extra: Fields that this version does not know, unchanged.
    """

    pipeline: str
    """The pipeline's name."""
    run_id: str
    """The run's id."""
    status: RunStatus
    """The status of a pipeline run."""
    steps: List[PipelineStep] = dataclasses.field(hash=False)
    """The steps, in the order in which they run."""
    started_at: str
    """The time when the run started, RFC 3339."""
    elapsed_ms: int
    """The duration of the run so far, in milliseconds."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "PipelineStatus":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            pipeline=fields.required("pipeline", _decode.text),
            run_id=fields.required("run_id", _decode.text),
            status=fields.required("status", _decode.text),
            steps=fields.required("steps", _decode.list_of(PipelineStep.from_dict)),
            started_at=fields.required("started_at", _decode.text),
            elapsed_ms=fields.required("elapsed_ms", _decode.uint64),
            extra=fields.rest(),
        )


HealthStatus = Union[Literal["ok", "degraded"], str]
"""Whether the server is healthy."""


HealthChecks = Dict[str, str]
"""The status of each part of the server."""


@dataclasses.dataclass(frozen=True)
class Health(_data.Data):
    """The server's health.

    Attributes:
        status: Whether the server is healthy.
        version: The server's version.
        uptime_seconds: The time since the server started, in seconds.
        checks: The status of each part of the server.
        extra: Fields that this version does not know, unchanged.
    """

    status: HealthStatus
    """Whether the server is healthy."""
    version: str
    """The server's version."""
    uptime_seconds: Optional[int] = None
    """The time since the server started, in seconds."""
    checks: Optional[HealthChecks] = dataclasses.field(default=None, hash=False)
    """The status of each part of the server."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Health":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            status=fields.required("status", _decode.text),
            version=fields.required("version", _decode.text),
            uptime_seconds=fields.optional("uptime_seconds", _decode.uint64),
            checks=fields.optional("checks", _decode.mapping_of(_decode.text)),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class Token(_data.Event):
    """A piece of the answer's text.

    Attributes:
        content: The piece; the pieces joined are the text.
        extra: Fields that this version does not know, unchanged.
        type: The event's type.
    """

    content: str
    """The piece; the pieces joined are the text."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""
    type: Literal["token"] = dataclasses.field(default="token", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Token":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        fields.tagged("token")
        return cls(
            content=fields.required("content", _decode.text),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class ToolCall(_data.Event):
    """The agent calls a tool.

    Attributes:
        name: The tool's name.
        arguments: The arguments of the call.
        extra: Fields that this version does not know, unchanged.
        type: The event's type.
    """

    name: str
    """The tool's name."""
    arguments: Dict[str, Any] = dataclasses.field(hash=False)
    """The arguments of the call."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""
    type: Literal["tool_call"] = dataclasses.field(default="tool_call", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ToolCall":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        fields.tagged("tool_call")
        return cls(
            name=fields.required("name", _decode.text),
            arguments=fields.required("arguments", _decode.mapping),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class ToolResult(_data.Event):
    """A tool has answered.

    Attributes:
        name: The tool's name.
        output: The result: a string, or any other JSON value.
        extra: Fields that this version does not know, unchanged.
        type: The event's type.
    """

    name: str
    """The tool's name."""
    output: Any = dataclasses.field(hash=False)
    """The result: a string, or any other JSON value."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""
    type: Literal["tool_result"] = dataclasses.field(default="tool_result", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ToolResult":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        fields.tagged("tool_result")
        return cls(
            name=fields.required("name", _decode.text),
            output=fields.required("output", _decode.anything),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class ErrorEvent(_data.Event):
    """The agent failed. Ends the stream.

    Attributes:
        code: The machine-readable code.
        message: The message for people.
        extra: Fields that this version does not know, unchanged.
        type: The event's type.
    """

    code: str
    """The machine-readable code."""
    message: str
    """The message for people."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""
    type: Literal["error"] = dataclasses.field(default="error", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ErrorEvent":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        fields.tagged("error")
        return cls(
            code=fields.required("code", _decode.text),
            message=fields.required("message", _decode.text),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class Done(_data.Event):
    """The answer is complete. Ends the stream.

    Attributes:
        usage: The number of tokens that an answer used.
        extra: Fields that this version does not know, unchanged.
        type: The event's type.
    """

    usage: Usage
    """The number of tokens that an answer used."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""
    type: Literal["done"] = dataclasses.field(default="done", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Done":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        fields.tagged("done")
        return cls(
            usage=fields.required("usage", Usage.from_dict),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class UnknownEvent(_data.Unknown):
    """An event of a type that this version does not know.

    Attributes:
        raw: The whole event, including its `type`, unchanged.
        type: Always "unknown"; the event's own type is in `raw`.
    """

    raw: Dict[str, Any] = dataclasses.field(hash=False)
    """The whole event, including its `type`, unchanged."""
    type: Literal["unknown"] = dataclasses.field(default="unknown", init=False)
    """Always "unknown"; the event's own type is in `raw`."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "UnknownEvent":
        """Keeps the JSON unchanged."""
        return cls(raw=dict(data))

    @classmethod
    def _read(cls, value: Any) -> "UnknownEvent":
        return cls._read_unless(_STREAM_EVENTS, value)


StreamEvent = Union[Token, ToolCall, ToolResult, ErrorEvent, Done, UnknownEvent]
"""One event of a streamed answer, identified by its `type`. A `type` that is not listed here comes from a later server: a client
delivers the event with its JSON unchanged. `done` and `error` end the stream.

An event whose data is blank is a heartbeat, and is skipped; so is `[DONE]`, which does not end the stream. An error body in
place of an event (`{"error": {…}}`, or flat) is an `error` event; without a code, its code is `internal_error`. An event named
`error` may have `code` and `message` without a `type`.
"""

_STREAM_EVENTS: Dict[str, Callable[[Mapping[str, Any]], StreamEvent]] = {
    "token": Token.from_dict,
    "tool_call": ToolCall.from_dict,
    "tool_result": ToolResult.from_dict,
    "error": ErrorEvent.from_dict,
    "done": Done.from_dict,
}


def stream_event(data: Mapping[str, Any]) -> StreamEvent:
    """Reads one StreamEvent from JSON, by its `type`.

    Raises:
        ValueError: The JSON does not match the contract; the message says where.
    """
    read = _STREAM_EVENTS.get(_decode.Fields(data).required("type", _decode.text))
    return read(data) if read else UnknownEvent.from_dict(data)
