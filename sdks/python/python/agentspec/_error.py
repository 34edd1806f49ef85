"""The root of all exceptions, and how the native half makes one."""

import builtins
import inspect
import json
from typing import Any, ClassVar, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

from . import _native, _outcome
from ._headers import Headers
from ._outcome import FailedAttempt, Outcome, Row


class AgentSpecError(Exception):
    """What a call or a stream failed with.

    The client's credential is in no part of it, though a server says it back; one of fewer than four bytes is not looked for. Its `str` is
    safe to print to a terminal and a log: control characters, and invisible or direction-changing ones, are escaped, but for line breaks and tabs.
    The attributes have them as they came.

    Attributes:
        default_code: The code of an error that brought none.
        code: Machine-readable: the server's own, or the default of the kind.
        message: For people: the server's own, where it sent one. Of one longer than 1 KiB the start, with a `…` at its end.
        status: The status of the answer, where there was one.
        headers: The headers of the answer, by their names in any case; `get_all` gives each value of one that came twice.
        body: The first 2 KiB of the answer's body, as they came, but for the credential.
        correlation_id: What names the call in the logs of both sides: the server's id, else the one that was sent.
        sent_correlation_id: The id that every attempt carried.
        idempotency_key: What every attempt of a POST carried. A server that knows it runs a request once, however often it is sent under
            it.
        stopped_by: Why no further attempt was made: "policy", or the option: "max_retries", "max_retry_delay", "deadline", "retry_budget".
        retry_after: How long the server asked to wait, in seconds.
        outcome: What is known of the request: "not_sent", "rejected", "unknown" or "partial".
        history: What came of each attempt, in their order; the last is what this error is about.
        is_unsupported: The server does not know the route: it may be older than this client, or the base URL may lack a path. Or a web page
            was the answer.
        is_local: The SDK itself refused, by what it was given or by its own state: a bad argument, an unresolved turn, a closed or consumed
            stream, a wrong configuration. False for anything that a server or a network said. The outcome says what is known of the request.
        is_connection: No whole answer arrived: no connection, a broken one, or a server that took too long. Of a `TimeoutError` it is False
            where no server was waited for: at the deadline of a watch, whose run goes on, of a call that was over before anything was
            sent, and of the wait for a turn or a credential.
        attempts: How many times the request was tried; 0 where it was refused before that.
        events: How many events of a stream arrived before it failed.
        steps: The `PipelineStep`s of a run that failed, where the server told them.
        partial_text: The text that `text` or `final_response` had when it failed, in full; None of any other failure.
        cause: What the libraries below reported.
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

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        if cls.__doc__ and "Attributes:" not in cls.__doc__:
            # `help()` tells of a class only what its own text does.
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
        """Without an outcome, what was never tried was not sent, and of anything else nothing is known."""
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
        """Whether the agent may have run, and so may have cost money and acted on the world: not if this is False."""
        return self.outcome.may_have_run

    def __str__(self) -> str:
        text = f"{self.code}: {self.message}"
        if self.status is not None and not 200 <= self.status < 300:
            text += f" (status {self.status})"
        return _shown(f"{text}: {self.cause}" if self.cause else text)

    def __reduce__(self) -> Tuple[Any, ...]:
        return _rebuild, (type(self), self.message, dict(self.__dict__))


def _shown(text: str) -> str:
    # A program may have put half of a surrogate pair into it, which the native half does not take.
    return _native.escaped(text.encode("utf-8", "replace").decode())


def _rebuild(cls: "type[AgentSpecError]", message: str, state: Dict[str, Any]) -> AgentSpecError:
    error = cls(message)
    error.__dict__.update(state)
    return error


def make(kind: str, message: str, code: str, *, steps: str = "[]", history: Sequence[Row] = (), **known: Any) -> AgentSpecError:
    """The exception of a kind of error."""
    from .exceptions import KINDS
    from .types import PipelineStep

    known["steps"] = [PipelineStep.from_dict(step) for step in json.loads(steps)]
    return KINDS[kind](message, code=code, history=_outcome.attempts(history), **known)
