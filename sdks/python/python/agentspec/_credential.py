"""API keys and tokens: a fixed one, or a callable that returns one for each attempt."""

import asyncio
import contextlib
import contextvars
import inspect
from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Iterator, Optional, Tuple, Union

from . import _native
from .exceptions import ConfigurationError

#: A key or a token; or a callable that returns one, called for each attempt. For asyncio, it may be a coroutine function.
GivenCredential = Union[str, Callable[[], str], Callable[[], Awaitable[str]]]


class Redacted:
    """A namespace of values that may be secrets. Its `repr` does not show them."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __repr__(self) -> str:
        return "<redacted>"


def make_credential(given: Redacted, is_async: bool, accepts_fixed: bool) -> Optional[_native.Credential]:
    """Returns the credential of `given.api_key` or `given.token`, at most one of which may be set.

    Without `accepts_fixed`, it returns None unless the credential is a callable.
    """
    if given.api_key is not None and given.token is not None:
        raise ConfigurationError("api_key and token are both set: a client uses one; leave the other out", code="configuration_error")
    name = "api_key" if given.token is None else "token"
    value = given.api_key if given.token is None else given.token
    if not (accepts_fixed or callable(value)):
        return None
    is_coroutine = _is_coroutine_function(value)
    if is_coroutine and not is_async:
        message = f"expected {name} to be a str, or a function that returns one, got a coroutine function: a blocking client has no event loop; use AsyncAgentSpecClient"
        raise ConfigurationError(message, code="configuration_error")
    return _native.Credential(name, value, is_coroutine)


def _is_coroutine_function(value: Any) -> bool:
    return inspect.iscoroutinefunction(value) or inspect.iscoroutinefunction(getattr(value, "__call__", None))


@dataclass(eq=False)
class _Running:
    source: Any
    has_ended: bool = False


#: The credential functions that are running in this context.
_RUNNING: "contextvars.ContextVar[Tuple[_Running, ...]]" = contextvars.ContextVar("agentspec.credential_functions", default=())


@contextlib.contextmanager
def _running(source: Any) -> Iterator[None]:
    """Marks a credential function as running. Raises if it already is, as it then waits for a call that needs it: an endless recursion."""
    outer = [running for running in _RUNNING.get() if not running.has_ended]
    if any(running.source == source for running in outer):
        raise RuntimeError("the credential function makes a call that needs its own credential: use a client with another credential, or with none")
    running = _Running(source)
    # Not reset afterwards: a coroutine that is garbage-collected ends in another context.
    _RUNNING.set((*outer, running))
    try:
        yield
    finally:
        running.has_ended = True


def fetch(source: Callable[[], Any]) -> str:
    """Returns the credential of a function, called on a thread of the SDK."""
    with _running(source):
        return _checked(source())


class Fetching:
    """A coroutine function that runs on its event loop, and calls `resolve(credential, error)` when it ends."""

    def __init__(
        self, source: Callable[[], Awaitable[Any]], loop: asyncio.AbstractEventLoop, context: contextvars.Context, resolve: Callable[[Any, Any], None]
    ) -> None:
        self._source, self._loop, self._resolve = source, loop, resolve
        self._task: "Optional[asyncio.Task[None]]" = None
        self._is_cancelled = False
        loop.call_soon_threadsafe(self._start, context=context)

    def cancel(self) -> None:
        """Cancels its task. Callable from any thread."""
        self._is_cancelled = True
        try:
            self._loop.call_soon_threadsafe(self._stop)
        except RuntimeError:
            # The loop is closed, so the task does not run.
            pass

    def _start(self) -> None:
        if not self._is_cancelled:
            self._task = self._loop.create_task(self._fetch())

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _fetch(self) -> None:
        try:
            with _running(self._source):
                found = _checked(await self._source())
        except BaseException as error:
            self._resolve(None, error)
            if not isinstance(error, Exception):
                raise
        else:
            self._resolve(found, None)


def _checked(value: Any) -> str:
    if isinstance(value, str):
        return value
    if inspect.iscoroutine(value):
        value.close()
        raise TypeError("expected a str, got a coroutine: pass the coroutine function itself, to AsyncAgentSpecClient")
    raise TypeError(f"expected a str, got {type(value).__name__}")
