"""The blocking client."""

from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping, Optional, Type, TypeVar

from . import _native, _telemetry
from ._base_client import BaseClient
from ._caller import Caller
from ._calls import Calls
from ._environment import warn_of_gevent
from ._json import decode, encode, items
from ._options import CallOptions, NativeOptions
from ._response import Response, capture_response, claim_capture, refuse_stream
from ._streams import EventStream, native_stream

if TYPE_CHECKING:
    from typing_extensions import ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")


class BlockingCaller(Caller):
    """Makes calls that block their thread."""

    def call(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> T:
        capture = claim_capture()
        capture.reply = reply = self._send(operation, arguments, options)
        return read(decode(operation, reply))

    def stream(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> EventStream:
        refuse_stream()
        return EventStream(self._send(operation, arguments, options))

    def items(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> Iterator[T]:
        stream = native_stream(self._send(operation, arguments, options))
        return (read(item) for item in items(stream))

    def _send(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> _native.Reply:
        warn_of_gevent()
        native = NativeOptions.of(options.over(self._defaults))
        with _telemetry.call(operation, native, self._warns) as (native, telemetry):
            return _native.call(self._target, operation, encode(arguments), native, telemetry)


class AgentSpecClient(BaseClient, Calls):
    """A client of an AgentSpec server. Use one for the whole program: all threads share its connections."""

    def _use(self, defaults: CallOptions) -> None:
        self._bind(BlockingCaller(self._native, defaults))

    def with_response(self, call: "Callable[P, T]", *args: "P.args", **kwargs: "P.kwargs") -> Response[T]:
        """Makes a call, and returns its value with the status, headers, correlation id and number of attempts of the response.

        If the callable makes several calls, the response is that of the first. A stream is refused, as it has these properties itself, and so is
        a method that makes several requests.

        `client.with_response(client.agents.invoke, name="assistant", input="Hello").attempts`
        """
        with capture_response() as capture:
            value = call(*args, **kwargs)
        return capture.response(value)

    def close(self) -> None:
        """Closes the client and its copies by `with_options`, which share its connections: later calls raise. Open streams continue."""
        self._native.close()

    def __enter__(self) -> "AgentSpecClient":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()
