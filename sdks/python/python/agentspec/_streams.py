"""Streamed answers, blocking and for asyncio."""

import collections
import json
from types import TracebackType
from typing import Any, AsyncIterator, Awaitable, Callable, Deque, Iterator, Mapping, Optional, Type

from . import _bridge, _native
from .types import InvokeResponse, StreamEvent, stream_event


def read_event(data: str) -> StreamEvent:
    """An event from its JSON."""
    return stream_event(json.loads(data))


class _Answer:
    """What HTTP says of a stream's answer."""

    _reply: Optional[_native.Reply] = None

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self._answered().status

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer, by their names in lower case."""
        return dict(self._answered().headers)

    @property
    def correlation_id(self) -> str:
        """What names the call in the logs of both sides."""
        return self._answered().correlation_id

    @property
    def attempts(self) -> int:
        """How many times the request was tried before the stream began; at least 1."""
        return self._answered().attempts

    def _answered(self) -> _native.Reply:
        if self._reply is None:
            raise RuntimeError("the stream has not begun: enter it by `async with`, or read its first event")
        return self._reply

    def __repr__(self) -> str:
        began = self._reply is not None
        return f"<{type(self).__name__} {'of ' + repr(self.correlation_id) if began else 'not begun'}>"


class EventStream(_Answer):
    """A streamed answer: an iterator of events, which ends after `done` or `error`.

    A stream that is cut short raises: its last item is never taken for the end of a whole answer. Closing it, or leaving its `with`, closes
    its connection; so does breaking out of a loop over it, once nothing refers to it.
    """

    def __init__(self, reply: _native.Reply) -> None:
        self._reply = reply
        self._native = native_stream(reply)

    @classmethod
    def from_bytes(cls, data: bytes) -> "EventStream":
        """A stream of these bytes, as a server would send them: for tests of code that reads streams."""
        return cls(_native.stream_of(data))

    def __iter__(self) -> Iterator[StreamEvent]:
        return self

    def __next__(self) -> StreamEvent:
        event = self._native.next()
        if event is None:
            raise StopIteration
        return event  # type: ignore[no-any-return]

    def text_stream(self) -> Iterator[str]:
        """The pieces of the answer's text alone. An `error` event is raised."""
        texts = self._native.texts()
        try:
            yield from iter(texts.next, None)
        finally:
            texts.close()

    def text(self) -> str:
        """Reads the stream to its end, and returns the whole text. An `error` event is raised."""
        return self.final_response().output

    def final_response(self) -> InvokeResponse:
        """Reads the stream to its end, and returns what `invoke` would have. An `error` event is raised."""
        return InvokeResponse.from_dict(json.loads(self._native.final_response()))

    def close(self) -> None:
        """Closes the connection. What has not been read is lost."""
        self._native.close()

    def __enter__(self) -> "EventStream":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()


class AsyncEventStream(_Answer):
    """A streamed answer for asyncio: `async for event in stream`, or `async with` around it.

    The request is made when the stream is entered or its first event is read. Closing it, leaving its `async with`, or cancelling the task
    that reads it closes its connection; so does breaking out of a loop over it, once nothing refers to it.
    """

    def __init__(self, open_reply: Callable[[], Awaitable[_native.Reply]]) -> None:
        self._open_reply = open_reply
        self._native: Optional[_native.Stream] = None
        self._arrived: Deque[Any] = collections.deque()

    @classmethod
    def from_bytes(cls, data: bytes) -> "AsyncEventStream":
        """A stream of these bytes, as a server would send them: for tests of code that reads streams."""

        async def reply() -> _native.Reply:
            return _native.stream_of(data)

        return cls(reply)

    async def _opened(self) -> _native.Stream:
        if self._native is None:
            self._reply = await self._open_reply()
            self._native = native_stream(self._reply)
        return self._native

    def __aiter__(self) -> AsyncIterator[StreamEvent]:
        return self

    async def __anext__(self) -> StreamEvent:
        return await next_item(await self._opened(), self._arrived)  # type: ignore[no-any-return]

    async def text_stream(self) -> AsyncIterator[str]:
        """The pieces of the answer's text alone. An `error` event is raised."""
        texts = (await self._opened()).texts()
        arrived: Deque[Any] = collections.deque()
        try:
            while True:
                try:
                    yield await next_item(texts, arrived)
                except StopAsyncIteration:
                    return
        finally:
            texts.close()

    async def text(self) -> str:
        """Reads the stream to its end, and returns the whole text. An `error` event is raised."""
        return (await self.final_response()).output

    async def final_response(self) -> InvokeResponse:
        """Reads the stream to its end, and returns what `invoke` would have. An `error` event is raised."""
        return InvokeResponse.from_dict(json.loads(await _bridge.wait((await self._opened()).start_final_response)))

    async def close(self) -> None:
        """Closes the connection. What has not been read is lost."""
        self._arrived.clear()
        if self._native is not None:
            self._native.close()

    aclose = close

    async def __aenter__(self) -> "AsyncEventStream":
        await self._opened()
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        await self.close()


async def next_item(stream: _native.Stream, arrived: Deque[Any]) -> Any:
    """The next item. Those that arrived together are taken without waiting, but for a turn of the loop at each arrival."""
    if not arrived:
        arrived.extend(await _bridge.wait(stream.start_next))
        if not arrived:
            raise StopAsyncIteration
    item = arrived.popleft()
    if isinstance(item, BaseException):
        raise item
    return item


def native_stream(reply: _native.Reply) -> _native.Stream:
    assert reply.stream is not None
    return reply.stream
