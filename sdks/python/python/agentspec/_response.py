"""A value with the response that it was read from."""

import contextlib
import contextvars
import dataclasses
from typing import Generic, Iterator, List, Optional, TypeVar

from . import _native, _outcome
from ._headers import Headers
from ._outcome import FailedAttempt

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Response(Generic[T]):
    """What a call returned, with the status, headers, ids and attempts of its response.

    Attributes:
        value: The value.
        status: The status of the response.
        headers: The headers of the response. Names are case-insensitive; `get_all` returns each value of a repeated header.
        correlation_id: The id of the call in the logs of both sides: the server's id if the response has one, else the id that was sent.
        attempts: How many times the request was attempted; at least 1.
        history: The failed attempts before the response, in order.
        sent_correlation_id: The correlation id that was sent.
    """

    value: T = dataclasses.field(hash=False)
    status: int
    headers: Headers
    correlation_id: str
    attempts: int
    history: List[FailedAttempt] = dataclasses.field(default_factory=list, hash=False)
    sent_correlation_id: str = ""


class Capture:
    """The response of the first call within `with_response`."""

    is_claimed = False
    reply: Optional[_native.Reply] = None

    def response(self, value: T) -> Response[T]:
        """Returns the value with the captured response."""
        reply = self.reply
        if reply is None:
            raise TypeError("with_response expects a call, but the callable that it was given made none")
        return Response(value, reply.status, Headers(reply.headers), reply.correlation_id, reply.attempts, _outcome.attempts(reply.history), reply.sent_correlation_id)


_capture: "contextvars.ContextVar[Optional[Capture]]" = contextvars.ContextVar("agentspec_response", default=None)


@contextlib.contextmanager
def capture_response() -> Iterator[Capture]:
    """Captures the response of the first call within the context."""
    capture = Capture()
    token = _capture.set(capture)
    try:
        yield capture
    finally:
        _capture.reset(token)


def claim_capture() -> Capture:
    """Returns the capture for the call that begins: that of `with_response` for its first call, else one that is discarded."""
    capture = _capture.get()
    if capture is None or capture.is_claimed:
        return Capture()
    capture.is_claimed = True
    return capture


def refuse_stream() -> None:
    """Refuses to open a stream within `with_response`."""
    _refuse_capture("a stream has status, headers, correlation_id and attempts itself")


def refuse_several(name: str) -> None:
    """Refuses to begin a method of several requests within `with_response`."""
    _refuse_capture(f"{name} is several calls, each with an answer of its own")


def _refuse_capture(why: str) -> None:
    capture = _capture.get()
    if capture is not None and not capture.is_claimed:
        raise TypeError(f"with_response takes one plain call: {why}")
