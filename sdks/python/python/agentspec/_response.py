"""A value, and the answer that brought it."""

import contextlib
import contextvars
import dataclasses
from typing import Generic, Iterator, Mapping, TypeVar, cast

from . import _native

T = TypeVar("T")

_is_wanted: "contextvars.ContextVar[bool]" = contextvars.ContextVar("agentspec_response", default=False)


@dataclasses.dataclass(frozen=True)
class Response(Generic[T]):
    """What a call returned, with what HTTP says of it."""

    value: T
    """The value."""
    status: int
    """The status of the answer."""
    headers: Mapping[str, str]
    """The headers of the answer, by their names in lower case."""
    correlation_id: str
    """What names the call in the logs of both sides."""
    attempts: int
    """How many times the request was tried; at least 1."""


@contextlib.contextmanager
def wants_response() -> Iterator[None]:
    """Within it, calls return a Response."""
    token = _is_wanted.set(True)
    try:
        yield
    finally:
        _is_wanted.reset(token)


def wrapped(value: T, reply: _native.Reply) -> T:
    """The value, or the Response that is wanted in its place."""
    if not _is_wanted.get():
        return value
    response = Response(value, reply.status, dict(reply.headers), reply.correlation_id, reply.attempts)
    return cast(T, response)
