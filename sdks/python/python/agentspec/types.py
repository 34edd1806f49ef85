# Generated from openapi.yaml 0.1.0 (sha256 f739407224652e9504564fa11fc5f502e52cfe9cc1dd6f3b1af348e0d9f5cc90) by `cargo xtask codegen`. Not to be edited.
"""What agents answer and stream, and the options that they take.

Every dataclass keeps the fields that this version does not know, in `extra`.
"""

import dataclasses
from typing import Any, Callable, Dict, List, Literal, Mapping, Optional, TypedDict, Union

from . import _decode

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
class Agent:
    """An agent that the server serves."""

    name: str
    """The name by which it is invoked."""
    model: str
    """The model that it runs on."""
    status: AgentStatus
    """Whether an agent can be invoked."""
    skills: List[str] = dataclasses.field(default_factory=list)
    """What it can do. Null and absent mean an empty list."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Agent":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            name=fields.required("name", _decode.text),
            model=fields.required("model", _decode.text),
            status=fields.required("status", _decode.text),
            skills=fields.list_or_empty("skills", _decode.text),
            extra=fields.rest(),
        )


class AgentList(List[Agent]):
    """The deployed agents."""

    extra: Dict[str, Any]
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "AgentList":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        whole = cls(fields.required("agents", _decode.list_of(Agent.from_dict)))
        whole.extra = fields.rest()
        return whole


class InvokeOptions(TypedDict, total=False):
    """How the agent is to answer. Any further key is passed on to the agent."""

    temperature: float
    """Randomness of the answer, without unit; most models take 0 to 2."""
    max_tokens: int
    """The most tokens that the answer may have."""


@dataclasses.dataclass(frozen=True)
class Usage:
    """The tokens that an answer took."""

    input_tokens: int
    """Tokens read, the conversation before included."""
    output_tokens: int
    """Tokens written."""
    total_tokens: int
    """Tokens billed: both together, in most servers."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Usage":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            input_tokens=fields.required("input_tokens", _decode.uint64),
            output_tokens=fields.required("output_tokens", _decode.uint64),
            total_tokens=fields.required("total_tokens", _decode.uint64),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class InvokeResponse:
    """An agent's whole answer."""

    output: str
    """The answer."""
    usage: Usage
    """The tokens that an answer took."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "InvokeResponse":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            output=fields.required("output", _decode.text),
            usage=fields.required("usage", Usage.from_dict),
            extra=fields.rest(),
        )


Metadata = Dict[str, Any]
"""Values of the caller's own, kept with a session as they are."""


@dataclasses.dataclass(frozen=True)
class Session:
    """A conversation with an agent."""

    session_id: str
    """The id by which it is continued."""
    agent: str
    """The agent's name."""
    created_at: str
    """When it was created, RFC 3339."""
    metadata: Metadata
    """Values of the caller's own, kept with a session as they are."""
    turns: Optional[int] = None
    """How many turns it has had. In listings."""
    last_active_at: Optional[str] = None
    """When it was last used, RFC 3339. In listings."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Session":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
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


class SessionList(List[Session]):
    """One page of sessions, newest first."""

    total: int
    """How many sessions the agent has in all."""
    extra: Dict[str, Any]
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "SessionList":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        whole = cls(fields.required("sessions", _decode.list_of(Session.from_dict)))
        whole.total = fields.required("total", _decode.uint64)
        whole.extra = fields.rest()
        return whole


@dataclasses.dataclass(frozen=True)
class SessionContinueResponse:
    """An agent's whole answer to one turn of a session."""

    output: str
    """The answer."""
    usage: Usage
    """The tokens that an answer took."""
    turn: int
    """The number of this turn; the first is 1."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "SessionContinueResponse":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            output=fields.required("output", _decode.text),
            usage=fields.required("usage", Usage.from_dict),
            turn=fields.required("turn", _decode.uint64),
            extra=fields.rest(),
        )


RunStatus = Union[Literal["running", "completed", "failed"], str]
"""How a run of a pipeline stands."""


StepStatus = Union[Literal["pending", "running", "completed", "failed", "skipped"], str]
"""How a step of a pipeline stands."""


@dataclasses.dataclass(frozen=True)
class StepError:
    """Why a step failed."""

    code: str
    """Machine-readable."""
    message: str
    """For people."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "StepError":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            code=fields.required("code", _decode.text),
            message=fields.required("message", _decode.text),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class PipelineStep:
    """One agent's part in a run."""

    name: str
    """The step's name."""
    status: StepStatus
    """How a step of a pipeline stands."""
    duration_ms: Optional[int]
    """How long it took, in milliseconds; null while it has not ended."""
    output: Optional[str] = None
    """What the step answered."""
    usage: Optional[Usage] = None
    """The tokens that an answer took."""
    error: Optional[StepError] = None
    """Why a step failed."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "PipelineStep":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
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
class PipelineRunResponse:
    """A run of a pipeline and its steps."""

    pipeline: str
    """The pipeline's name."""
    status: RunStatus
    """How a run of a pipeline stands."""
    steps: List[PipelineStep]
    """The steps, in the order of their running."""
    output: Optional[str]
    """The last step's answer; null where there is none."""
    run_id: Optional[str] = None
    """The id by which its status is read."""
    total_duration_ms: Optional[int] = None
    """How long the run took, in milliseconds."""
    usage: Optional[Usage] = None
    """The tokens that an answer took."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "PipelineRunResponse":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
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
class PipelineStatus:
    """A run of a pipeline as it stands."""

    pipeline: str
    """The pipeline's name."""
    run_id: str
    """The run's id."""
    status: RunStatus
    """How a run of a pipeline stands."""
    steps: List[PipelineStep]
    """The steps, in the order of their running."""
    started_at: str
    """When the run started, RFC 3339."""
    elapsed_ms: int
    """How long it has run, or ran, in milliseconds."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "PipelineStatus":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
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
"""Whether the server is well."""


HealthChecks = Dict[str, str]
"""The server's parts and how each is."""


@dataclasses.dataclass(frozen=True)
class Health:
    """How the server is."""

    status: HealthStatus
    """Whether the server is well."""
    version: str
    """The server's version."""
    uptime_seconds: Optional[int] = None
    """How long it has been up, in seconds."""
    checks: Optional[HealthChecks] = None
    """The server's parts and how each is."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Health":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
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
class Token:
    """A piece of the answer's text."""

    content: str
    """The piece, to be joined to those before it as it is."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""
    type: Literal["token"] = dataclasses.field(default="token", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Token":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        fields.drop("type")
        return cls(
            content=fields.required("content", _decode.text),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class ToolCall:
    """The agent calls a tool."""

    name: str
    """The tool's name."""
    arguments: Dict[str, Any]
    """What it is called with."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""
    type: Literal["tool_call"] = dataclasses.field(default="tool_call", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ToolCall":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        fields.drop("type")
        return cls(
            name=fields.required("name", _decode.text),
            arguments=fields.required("arguments", _decode.mapping),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class ToolResult:
    """A tool has answered."""

    name: str
    """The tool's name."""
    output: Any
    """What it answered: a string, or any JSON value."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""
    type: Literal["tool_result"] = dataclasses.field(default="tool_result", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ToolResult":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        fields.drop("type")
        return cls(
            name=fields.required("name", _decode.text),
            output=fields.required("output", _decode.anything),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class ErrorEvent:
    """The agent failed. Ends the stream."""

    code: str
    """Machine-readable."""
    message: str
    """For people."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""
    type: Literal["error"] = dataclasses.field(default="error", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ErrorEvent":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        fields.drop("type")
        return cls(
            code=fields.required("code", _decode.text),
            message=fields.required("message", _decode.text),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class Done:
    """The answer is whole. Ends the stream."""

    usage: Usage
    """The tokens that an answer took."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""
    type: Literal["done"] = dataclasses.field(default="done", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Done":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        fields.drop("type")
        return cls(
            usage=fields.required("usage", Usage.from_dict),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class UnknownEvent:
    """An event of a type that this version does not know."""

    raw: Dict[str, Any]
    """The whole event, its `type` included, as it came."""
    type: Literal["unknown"] = dataclasses.field(default="unknown", init=False)
    """Not the event's own type, which is in `raw`."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "UnknownEvent":
        """Keeps the JSON as it is."""
        return cls(raw=dict(data))


StreamEvent = Union[Token, ToolCall, ToolResult, ErrorEvent, Done, UnknownEvent]
"""One event of a streamed answer, told apart by its `type`. A `type` that this list lacks is a later server's: a client
delivers it with its JSON as it came. `done` and `error` end the stream.

An event whose data is blank is a heartbeat, and passed over; so is `[DONE]`, which ends nothing. An error body in place of
an event (`{"error": {…}}`, or flat) is an `error` event; its code is `internal_error` where it has none. In an event named
`error`, `code` and `message` may stand without a `type`.
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
        ValueError: the JSON is not what the contract promises; the message says where.
    """
    read = _STREAM_EVENTS.get(_decode.Fields(data).required("type", _decode.text))
    return read(data) if read else UnknownEvent.from_dict(data)
