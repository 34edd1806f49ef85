"""What makes the calls of a client or of a session handle. Makes no call itself."""

import abc
from typing import Any, AsyncIterator, Callable, Iterator, Mapping, Optional, TypeVar, Union

from . import _native
from ._environment import ProcessBound
from ._options import CallOptions
from ._streams import AsyncEventStream, EventStream

R = TypeVar("R", bound="BaseCaller")
T = TypeVar("T")
Target = Union[_native.Client, _native.Session]


class BaseCaller(ProcessBound):
    """Makes calls on a client or on one session, with default options. It is immutable, so its copy is itself."""

    _instead = "it would hold the credential: make a client in each process, from its configuration"
    _called = "client"

    def __init__(self, client: _native.Client, defaults: CallOptions, session: Optional[_native.Session] = None) -> None:
        self._native = client
        self._target: Target = session or client
        self._defaults = defaults
        #: Whether a call that succeeds may log a warning.
        self._warns = client.dialect != "documented"

    def open_session(self, agent: str, session_id: str) -> _native.Session:
        """Returns a session for `on_session`. Sends nothing."""
        return _native.Session(self._native, agent, session_id)

    def on_session(self: R, session: _native.Session) -> R:
        """Returns a caller that makes its calls on the session."""
        return type(self)(self._native, self._defaults, session)

    def __copy__(self: R) -> R:
        return self

    def __deepcopy__(self: R, memo: Any) -> R:
        return self


class Caller(BaseCaller, abc.ABC):
    """Makes blocking calls."""

    @abc.abstractmethod
    def call(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> T:
        """Makes a call and returns its value. `read` converts it from JSON."""

    @abc.abstractmethod
    def stream(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> EventStream:
        """Starts a streamed call."""

    @abc.abstractmethod
    def items(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> Iterator[T]:
        """Makes a call of several requests and yields its items. `read` converts each from JSON."""


class AsyncCaller(BaseCaller, abc.ABC):
    """Makes calls for asyncio, as `Caller` does for blocking code."""

    @abc.abstractmethod
    async def call(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> T: ...

    @abc.abstractmethod
    def stream(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> AsyncEventStream: ...

    @abc.abstractmethod
    def items(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> AsyncIterator[T]: ...
