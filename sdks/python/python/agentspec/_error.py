"""The base class of all exceptions, and the function by which the native module makes one."""

import builtins
import inspect
import json
from typing import Any, ClassVar, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

from . import _native, _outcome
from ._headers import Headers
from ._outcome import FailedAttempt, Outcome, Row


class AgentSpecError(Exception):
    """The failure of a call or a stream.

    No part of it contains the client's credential, even if the server echoes it; a credential of fewer than four bytes is not redacted. Its
    `str` is safe to print to a terminal or a log: control characters, and invisible or direction-changing ones, are escaped, except line
    breaks and tabs. The attributes hold them unescaped.

    Attributes:
        default_code: The code of an error whose response has none.
        code: Machine-readable: the server's code, or the default code of the class.
        message: Human-readable: the server's message if it sent one. Longer than 1 KiB, it is cut and ends with `…`.
        status: The HTTP status of the response, if there was one.
        headers: The response headers, case-insensitive; `get_all` returns every value of a repeated header.
        body: The first 2 KiB of the response body, as received, but with the credential redacted.
        correlation_id: The id of the call in the logs of both sides: the server's id if the response has one, else the one that was sent.
        sent_correlation_id: The correlation id of every attempt.
        idempotency_key: The `Idempotency-Key` of every attempt of a POST. A server that supports it runs a request once, however often it is
            sent with the same key.
        stopped_by: Why no further attempt was made: "policy", or the option: "max_retries", "max_retry_delay", "deadline", "retry_budget".
        retry_after: How long the server asked to wait, in seconds.
        outcome: What is known of the request: "not_sent", "rejected", "unknown" or "partial".
        history: The failed attempts, in order; the last one is the subject of this error.
        is_unsupported: The server does not know the route: it may be older than this client, or the base URL may lack a path. Or the response
            was a web page. Or the dialect of the server lacks the call, which was not sent.
        is_local: The SDK itself refused, because of an argument or its own state: a bad argument, an unresolved turn, a closed or consumed
            stream, a wrong configuration. False for anything that a server or a network reported. The outcome says what is known of the
            request.
        is_connection: No complete response arrived: no connection, a broken one, or a server that took too long. For a `TimeoutError` it is
            False if the SDK did not wait for a server: at the deadline of a watch, whose run goes on; of a call that ended before anything
            was sent; and of the wait for a turn or a credential.
        attempts: How many times the request was tried; 0 if it was refused before that.
        events: How many events of a stream arrived before it failed.
        steps: The `PipelineStep`s of a failed run, if the server sent them.
        partial_text: The text that `text` or `final_response` had read when it failed, in full; None for any other failure.
        cause: What the underlying libraries reported.
    """

    default_code: ClassVar[str] = "http_error"
    code: str
    message: str
    status: Optional[int]
    headers: Headers
    body: Optional[bytes]
    correlation_id: Optional[str]
    sent_correlation_id: Optional[str]
    idempotency_key: Optional[str]
    stopped_by: Optional[str]
    retry_after: Optional[float]
    outcome: Outcome
    history: List[FailedAttempt]
    is_unsupported: bool
    is_connection: bool
    is_local: bool
    attempts: int
    events: Optional[int]
    steps: List[Any]
    partial_text: Optional[str]
    cause: Optional[str]

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        if cls.__doc__ and "Attributes:" not in cls.__doc__:
            # `help()` shows only the docstring of the class itself, not those of its bases.
            attributes = inspect.cleandoc(AgentSpecError.__doc__ or "").partition("Attributes:")[1:]
            cls.__doc__ = f"{inspect.cleandoc(cls.__doc__)}\n\n{''.join(attributes)}"

    def __init__(
        self,
        message: str,
        *,
        code: Optional[str] = None,
        status: Optional[int] = None,
        headers: Union[Mapping[str, str], Iterable[Tuple[str, str]]] = (),
        body: Optional[bytes] = None,
        correlation_id: Optional[str] = None,
        sent_correlation_id: Optional[str] = None,
        idempotency_key: Optional[str] = None,
        stopped_by: Optional[str] = None,
        retry_after: Optional[float] = None,
        attempts: int = 0,
        outcome: Union[Outcome, str, None] = None,
        history: Sequence[FailedAttempt] = (),
        is_unsupported: bool = False,
        is_connection: Optional[bool] = None,
        is_local: bool = False,
        events: Optional[int] = None,
        steps: Sequence[Any] = (),
        partial_text: Optional[str] = None,
        cause: Optional[str] = None,
    ) -> None:
        """Without `outcome`, the outcome is `NOT_SENT` if `attempts` is 0, else `UNKNOWN`."""
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.status = status
        self.headers = Headers(headers)
        self.body = body
        self.correlation_id = correlation_id
        self.sent_correlation_id = sent_correlation_id
        self.idempotency_key = idempotency_key
        self.stopped_by = stopped_by
        self.retry_after = retry_after
        self.attempts = attempts
        self.outcome = Outcome(outcome or (Outcome.UNKNOWN if attempts else Outcome.NOT_SENT))
        self.history = list(history)
        self.is_unsupported = is_unsupported
        self.is_connection = isinstance(self, builtins.ConnectionError) if is_connection is None else is_connection
        self.is_local = is_local
        self.events = events
        self.steps = list(steps)
        self.partial_text = partial_text
        self.cause = cause

    @property
    def may_have_run(self) -> bool:
        """Whether the agent may have run, and so may have cost money and acted on the world. If False, it has not."""
        return self.outcome.may_have_run

    def __str__(self) -> str:
        text = f"{self.code}: {self.message}"
        if self.status is not None and not 200 <= self.status < 300:
            text += f" (status {self.status})"
        return _escaped(f"{text}: {self.cause}" if self.cause else text)

    def __reduce__(self) -> Tuple[Any, ...]:
        return _rebuild, (type(self), self.message, dict(self.__dict__))


def _escaped(text: str) -> str:
    # A program may pass a message with half of a surrogate pair, which the native module does not accept.
    return _native.escaped(text.encode("utf-8", "replace").decode())


def _rebuild(cls: "type[AgentSpecError]", message: str, state: Dict[str, Any]) -> AgentSpecError:
    error = cls(message)
    error.__dict__.update(state)
    return error


def make(kind: str, message: str, code: str, *, steps: str = "[]", history: Sequence[Row] = (), **known: Any) -> AgentSpecError:
    """Makes the exception of a kind of error."""
    from .exceptions import KINDS
    from .types import PipelineStep

    known["steps"] = [PipelineStep.from_dict(step) for step in json.loads(steps)]
    return KINDS[kind](message, code=code, history=_outcome.attempts(history), **known)
