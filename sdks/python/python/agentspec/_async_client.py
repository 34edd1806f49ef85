"""The client for asyncio."""

from types import TracebackType
from typing import TYPE_CHECKING, Any, AsyncIterator, Awaitable, Callable, Mapping, Optional, Type, TypeVar, Union

from . import _bridge, _native, _telemetry
from ._base_client import BaseClient
from ._caller import AsyncCaller
from ._calls import AsyncCalls
from ._json import async_items, decode, encode
from ._options import CallOptions, NativeOptions
from ._response import Response, capture_response, claim_capture, refuse_stream
from ._streams import AsyncEventStream, native_stream

if TYPE_CHECKING:
    from typing_extensions import ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")


class AsyncioCaller(AsyncCaller):
    """Makes calls that the running asyncio loop awaits."""

    async def call(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> T:
        capture = claim_capture()
        capture.reply = reply = await self._send(operation, arguments, options)
        return read(decode(operation, reply))

    def stream(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> AsyncEventStream:
        refuse_stream()
        # Encoded here, as the task that opens the stream has none of the caller's frames: bad arguments raise, and misspelt options warn, at the call.
        with _telemetry.refusal(operation):
            json = encode(arguments)
        return AsyncEventStream(lambda record: self._send(operation, json, options, record))

    async def items(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> AsyncIterator[T]:
        stream = native_stream(await self._send(operation, arguments, options))
        async for item in async_items(stream):
            yield read(item)

    async def _send(
        self, operation: str, arguments: Union[str, Mapping[str, Any]], options: CallOptions, record: Optional[_native.CallRecord] = None
    ) -> _native.Reply:
        native = NativeOptions.of(options.over(self._defaults))
        with _telemetry.call(operation, native, self._warns) as (native, telemetry):
            json = arguments if isinstance(arguments, str) else encode(arguments)
            return await _bridge.wait(lambda loop, resolve: _native.start(self._target, operation, json, native, telemetry, record, loop, resolve))  # type: ignore[no-any-return]


class AsyncAgentSpecClient(BaseClient, AsyncCalls):
    """A client of an AgentSpec server, for asyncio. Use one for the whole program: all event loops share its connections."""

    _is_async = True

    def _use(self, defaults: CallOptions) -> None:
        self._bind(AsyncioCaller(self._native, defaults))

    async def with_response(self, call: "Callable[P, Awaitable[T]]", *args: "P.args", **kwargs: "P.kwargs") -> Response[T]:
        """Makes a call, and returns its value with the status, headers, correlation id and number of attempts of the response.

        If the callable makes several calls, the response is that of the first. A stream is refused, as it has these properties itself, and so is
        a method that makes several requests.

        `(await client.with_response(client.agents.invoke, name="assistant", input="Hello")).attempts`
        """
        with capture_response() as capture:
            value = await call(*args, **kwargs)
        return capture.response(value)

    async def close(self) -> None:
        """Closes the client and its copies by `with_options`, which share its connections: later calls raise. Open streams continue."""
        self._native.close()

    async def __aenter__(self) -> "AsyncAgentSpecClient":
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        await self.close()
