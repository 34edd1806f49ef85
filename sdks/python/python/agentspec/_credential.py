"""Keys and tokens: one that does not change, or what gives one for each attempt."""

import asyncio
import contextlib
import contextvars
import inspect
from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Iterator, Optional, Tuple, Union

from . import _native
from .exceptions import ConfigurationError

#: A key or a token; or what returns one, asked at each attempt: for asyncio, a coroutine function too.
GivenCredential = Union[str, Callable[[], str], Callable[[], Awaitable[str]]]


class Hidden:
    """What may hold a secret, and is not shown."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __repr__(self) -> str:
        return "<hidden>"


def one_of(given: Hidden, is_async: bool, is_fixed_too: bool) -> Optional[_native.Credential]:
    """The credential of `given.api_key` and `given.token`: what is to be asked for it, and where `is_fixed_too`, one that does not change. Neither
    is more than one."""
    if given.api_key is not None and given.token is not None:
        raise ConfigurationError("api_key and token are both set: a client uses one; leave the other out", code="configuration_error")
    name = "api_key" if given.token is None else "token"
    value = given.api_key if given.token is None else given.token
    if not (is_fixed_too or callable(value)):
        return None
    is_coroutine = _is_coroutine_function(value)
    if is_coroutine and not is_async:
        message = f"{name} is a coroutine function, for which a blocking client has no event loop: give a function that returns a str, or use AsyncAgentSpecClient"
        raise ConfigurationError(message, code="configuration_error")
    return _native.Credential(name, value, is_coroutine)


def _is_coroutine_function(value: Any) -> bool:
    return inspect.iscoroutinefunction(value) or inspect.iscoroutinefunction(getattr(value, "__call__", None))


@dataclass(eq=False)
class _Asked:
    source: Any
    is_over: bool = False


#: What is asked in this context.
_ASKED: "contextvars.ContextVar[Tuple[_Asked, ...]]" = contextvars.ContextVar("agentspec.asked", default=())


@contextlib.contextmanager
def _asked(source: Any) -> Iterator[None]:
    """Refuses a source that waits for a call which has to ask it: it would be asked without end."""
    around = [asked for asked in _ASKED.get() if not asked.is_over]
    if any(asked.source == source for asked in around):
        raise RuntimeError("the credential function makes a call that needs its own credential: use a client with another credential, or with none")
    asked = _Asked(source)
    # Not set back: a coroutine that is thrown away ends in another context.
    _ASKED.set((*around, asked))
    try:
        yield
    finally:
        asked.is_over = True


def ask(source: Callable[[], Any]) -> str:
    """What a function gives, on a thread of the SDK's."""
    with _asked(source):
        return _checked(source())


class Asking:
    """A coroutine function that is asked on its loop, and tells `resolve(given, error)`."""

    def __init__(
        self, source: Callable[[], Awaitable[Any]], loop: asyncio.AbstractEventLoop, context: contextvars.Context, resolve: Callable[[Any, Any], None]
    ) -> None:
        self._source, self._loop, self._resolve = source, loop, resolve
        self._task: "Optional[asyncio.Task[None]]" = None
        self._is_cancelled = False
        loop.call_soon_threadsafe(self._begin, context=context)

    def cancel(self) -> None:
        """Nobody waits for it any more. On any thread."""
        self._is_cancelled = True
        try:
            self._loop.call_soon_threadsafe(self._stop)
        except RuntimeError:
            # A loop that is closed runs no task.
            pass

    def _begin(self) -> None:
        if not self._is_cancelled:
            self._task = self._loop.create_task(self._ask())

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _ask(self) -> None:
        try:
            with _asked(self._source):
                given = _checked(await self._source())
        except BaseException as error:
            self._resolve(None, error)
            if not isinstance(error, Exception):
                raise
        else:
            self._resolve(given, None)


def _checked(given: Any) -> str:
    if isinstance(given, str):
        return given
    if inspect.iscoroutine(given):
        given.close()
        raise TypeError("expected a str, got a coroutine: give the coroutine function itself, to AsyncAgentSpecClient")
    raise TypeError(f"expected a str, got {type(given).__name__}")
