"""A value, and the answer that brought it."""

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
    """What a call returned, with what HTTP says of it.

    Attributes:
        value: The value.
        status: The status of the answer.
        headers: The headers of the answer, by their names in any case; `get_all` gives each value of one that came twice.
        correlation_id: What names the call in the logs of both sides: the server's id, else the one that was sent.
        attempts: How many times the request was tried; at least 1.
        history: The attempts that failed before the answer came, in their order.
        sent_correlation_id: The correlation id that was sent.
    """

    value: T = dataclasses.field(hash=False)
    status: int
    headers: Headers
    correlation_id: str
    attempts: int
    history: List[FailedAttempt] = dataclasses.field(default_factory=list, hash=False)
    sent_correlation_id: str = ""


class Wish:
    """That of `with_response`, which the first call within it fulfils."""

    is_taken = False
    reply: Optional[_native.Reply] = None

    def response(self, value: T) -> Response[T]:
        """The value, with what HTTP said of the call."""
        reply = self.reply
        if reply is None:
            raise TypeError("with_response expects a call, but the callable that it was given made none")
        return Response(value, reply.status, Headers(reply.headers), reply.correlation_id, reply.attempts, _outcome.attempts(reply.history), reply.sent_correlation_id)


_wish: "contextvars.ContextVar[Optional[Wish]]" = contextvars.ContextVar("agentspec_response", default=None)


@contextlib.contextmanager
def wants_response() -> Iterator[Wish]:
    """Within it, the first call tells its answer to the wish."""
    wish = Wish()
    token = _wish.set(wish)
    try:
        yield wish
    finally:
        _wish.reset(token)


def take_wish() -> Wish:
    """The wish that the call which begins is to fulfil; one that nobody made, where there is none."""
    wish = _wish.get()
    if wish is None or wish.is_taken:
        return Wish()
    wish.is_taken = True
    return wish


def refuse_wish(why: str) -> None:
    """Refuses to begin within `with_response`, before anything is sent."""
    wish = _wish.get()
    if wish is not None and not wish.is_taken:
        raise TypeError(f"with_response takes one plain call: {why}")


def refuse_stream() -> None:
    refuse_wish("a stream has status, headers, correlation_id and attempts itself")


def refuse_several(name: str) -> None:
    refuse_wish(f"{name} is several calls, each with an answer of its own")
