"""Streams of events, blocking and for asyncio."""

import asyncio
import json
import weakref
from types import TracebackType
from typing import Any, AsyncIterator, Callable, Coroutine, Generator, Iterable, Iterator, List, Optional, Type

from . import _bridge, _native, _outcome
from ._environment import ProcessBound, running_loop
from ._headers import Headers
from ._outcome import FailedAttempt
from ._sse import encode_events
from .exceptions import AgentSpecError
from .types import ErrorEvent, InvokeResponse, StreamEvent, stream_event


def read_event(data: str) -> StreamEvent:
    """Reads an event from JSON. The native module calls it."""
    return stream_event(json.loads(data))


class _Metadata(ProcessBound):
    """The status, headers, ids and attempts of a stream's response."""

    _instead = "collect the stream by final_response() or list(), and pickle or copy the result"

    _reply: Optional[_native.Reply] = None

    @property
    def status(self) -> int:
        """The status of the response."""
        return self._opened_reply().status

    @property
    def headers(self) -> Headers:
        """The headers of the response. Names are case-insensitive; `get_all` returns each value of a repeated header."""
        return Headers(self._opened_reply().headers)

    @property
    def correlation_id(self) -> str:
        """The id of the call in the logs of both sides: the server's id if the response has one, else the id that was sent."""
        return self._opened_reply().correlation_id

    @property
    def sent_correlation_id(self) -> str:
        """The correlation id that was sent."""
        return self._opened_reply().sent_correlation_id

    @property
    def attempts(self) -> int:
        """How many times the request was attempted before the stream began; at least 1."""
        return self._opened_reply().attempts

    @property
    def history(self) -> List[FailedAttempt]:
        """The failed attempts before the stream began, in order."""
        return _outcome.attempts(self._opened_reply().history)

    def _opened_reply(self) -> _native.Reply:
        if self._reply is None:
            raise RuntimeError("the stream has not begun: `await stream.open()`, enter it by `async with`, or read its first event")
        return self._reply

    def _event_error(self) -> AgentSpecError:
        """Returns the exception for the `error` event that was read last."""
        error = native_stream(self._opened_reply()).event_error()
        assert error is not None
        return error

    def __repr__(self) -> str:
        began = self._reply is not None
        return f"<{type(self).__name__} {'of ' + repr(self.correlation_id) if began else 'not begun'}>"


class EventStream(_Metadata):
    """A streamed answer: an iterator of events that ends after `done` or `error`.

    A stream that ends without either raises an exception, so that a truncated answer is never mistaken for a complete one. Closing the stream,
    leaving its `with` block or interrupting a read closes the connection. Breaking out of a loop over the stream closes it once nothing refers
    to the stream.

    Reading a closed stream raises StreamInterruptedError with the code `stream_closed`, unless its last event was read. One loop reads a stream
    at a time: while a thread reads, a read by another thread raises InvalidRequestError with the code `stream_busy`. Both exceptions carry what
    is known of the request.
    """

    def __init__(self, reply: _native.Reply) -> None:
        self._reply = reply
        self._native = native_stream(reply)

    @classmethod
    def from_bytes(cls, data: bytes) -> "EventStream":
        """Returns a stream of bytes as a server would send them, for tests of code that reads streams."""
        return cls(_native.stream_of(data))

    @classmethod
    def from_events(cls, events: Iterable[StreamEvent]) -> "EventStream":
        """Returns a stream of events as a server would send them, for tests of code that reads streams.

        Without `done` or `error` as the last event the stream is interrupted, and reading it raises.

        Raises:
            TypeError: An item is not an event.
            ValueError: An event does not match the contract; the message says which event, and where.
        """
        return cls.from_bytes(encode_events(events))

    def open(self) -> "EventStream":
        """Returns the stream itself, whose response headers have already been received. It exists for symmetry with `AsyncEventStream.open`."""
        return self

    def __iter__(self) -> Iterator[StreamEvent]:
        # Not self, as its __next__ would be a Python call for each event.
        return self._native.reader()

    def __next__(self) -> StreamEvent:
        return next(self._native)  # type: ignore[no-any-return]

    def text_stream(self) -> Iterator[str]:
        """Yields the pieces of the answer's text. Raises an `error` event as an exception."""
        try:
            for event in self:
                if event.type == "token":
                    yield event.content
                elif isinstance(event, ErrorEvent):
                    raise self._event_error()
        except BaseException as error:
            if not _is_busy(error):
                self.close()
            raise
        self.close()

    def text(self) -> str:
        """Reads the stream to its end and returns the whole text. Raises an `error` event as an exception. The text received before a failure is
        the exception's `partial_text`."""
        return self.final_response().output

    def final_response(self) -> InvokeResponse:
        """Reads the stream to its end and returns the response that `invoke` would return. Raises an `error` event as an exception."""
        return InvokeResponse.from_dict(json.loads(self._native.final_response()))

    def close(self) -> None:
        """Closes the connection. Unread events are lost: a later read raises, unless the last event was read."""
        self._native.close()

    def __enter__(self) -> "EventStream":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()


class AsyncEventStream(_Metadata):
    """A streamed answer for asyncio: `async for event in stream`, or `async with` around it.

    The request is made once: when the stream is opened or entered, or its first event is read. Closing the stream, leaving its `async with`
    block or cancelling the task that reads it closes the connection. Breaking out of a loop over the stream closes it once nothing refers to
    the stream.
    """

    def __init__(self, open_reply: Callable[[_native.CallRecord], Coroutine[Any, Any, _native.Reply]]) -> None:
        self._open_reply = open_reply
        self._record = _native.CallRecord()
        self._opening: "Optional[asyncio.Task[_native.Reply]]" = None
        self._native: Optional[_native.Stream] = None
        self._is_closed = False
        self._is_interrupted = False
        self._reader: "Callable[[], Optional[_Reader]]" = _nothing

    @classmethod
    def from_bytes(cls, data: bytes) -> "AsyncEventStream":
        """Returns a stream of bytes as a server would send them, for tests of code that reads streams."""

        async def reply(record: _native.CallRecord) -> _native.Reply:
            return _native.stream_of(data)

        return cls(reply)

    @classmethod
    def from_events(cls, events: Iterable[StreamEvent]) -> "AsyncEventStream":
        """Returns a stream of events as a server would send them, for tests of code that reads streams.

        Without `done` or `error` as the last event the stream is interrupted, and reading it raises.

        Raises:
            TypeError: An item is not an event.
            ValueError: An event does not match the contract; the message says which event, and where.
        """
        return cls.from_bytes(encode_events(events))

    async def open(self) -> "AsyncEventStream":
        """Sends the request, waits for the response headers, and returns the stream. A failure before the first event raises here.

        `await client.agents.stream(…)` does the same. A web service opens a stream before it sends its own response, so that it can still respond
        with an error status.
        """
        await self._opened()
        return self

    def __await__(self) -> "Generator[Any, None, AsyncEventStream]":
        return self.open().__await__()

    async def _opened(self) -> _native.Stream:
        if self._native is not None:
            return self._native
        if self._is_interrupted or self._is_closed:
            raise await self._refusal()
        if self._opening is None:
            self._opening = running_loop().create_task(self._open_reply(self._record))
        await self._wait()
        if self._is_interrupted or self._is_closed or self._opening.cancelled():
            raise await self._refusal()
        if self._native is None:
            self._reply = self._opening.result()
            self._native = native_stream(self._reply)
        return self._native

    async def _wait(self) -> None:
        """Waits until the opening has ended."""
        opening = self._opening
        if opening is None or opening.done():
            return
        if opening.get_loop() is not running_loop():
            raise self._record.elsewhere("the stream is opened on another event loop: read it there, or open another one here")
        try:
            await asyncio.wait([opening])
        except asyncio.CancelledError:
            # Interrupted, not closed: a later read raises instead of ending the iteration.
            self._is_interrupted = True
            self._stop_opening()
            raise

    async def _refusal(self) -> AgentSpecError:
        """Returns the exception for a read of a stream that was closed or interrupted before it was open."""
        # The record of a request that is being stopped is complete once it has stopped.
        await self._wait()
        return self._record.interrupted() if self._is_interrupted else self._record.closed()

    def __aiter__(self) -> AsyncIterator[StreamEvent]:
        return _Reader(self)

    async def __anext__(self) -> StreamEvent:
        self._claim(None)
        native = self._native or await self._opened()
        event = native.take()
        if event is None:
            event = await next_item(native)
        return event  # type: ignore[no-any-return]

    def _claim(self, reader: "Optional[_Reader]") -> None:
        """Refuses the read of a task while another task is in a loop over the stream. Makes `reader` the loop of the stream."""
        current = self._reader()
        if current is not None and current is not reader and current.is_of_another_task():
            raise self._record_of_stream().busy(0 if self._native is None else self._native.taken)
        if reader is not None and current is not reader:
            self._reader = weakref.ref(reader)

    def _record_of_stream(self) -> _native.CallRecord:
        return self._record if self._native is None else self._native.record

    async def text_stream(self) -> AsyncIterator[str]:
        """Yields the pieces of the answer's text. Raises an `error` event as an exception."""
        try:
            async for event in self:
                if event.type == "token":
                    yield event.content
                elif isinstance(event, ErrorEvent):
                    raise self._event_error()
        except BaseException as error:
            if not _is_busy(error):
                self._close()
            raise
        self._close()

    async def text(self) -> str:
        """Reads the stream to its end and returns the whole text. Raises an `error` event as an exception. The text received before a failure is
        the exception's `partial_text`."""
        return (await self.final_response()).output

    async def final_response(self) -> InvokeResponse:
        """Reads the stream to its end and returns the response that `invoke` would return. Raises an `error` event as an exception."""
        self._claim(None)
        native = await self._opened()
        try:
            return InvokeResponse.from_dict(json.loads(await _bridge.wait(native.start_final_response)))
        finally:
            native.deliver_telemetry()

    async def close(self) -> None:
        """Closes the connection. Unread events are lost: a later read raises, unless the last event was read."""
        self._close()

    aclose = close

    def _close(self) -> None:
        self._is_closed = True
        if self._native is not None:
            self._native.close()
        else:
            self._stop_opening()

    def _stop_opening(self) -> None:
        opening = self._opening
        if opening is not None and not opening.cancel() and not opening.cancelled() and not opening.exception():
            # It has opened, and no reader has taken the stream.
            native_stream(opening.result()).close()

    async def __aenter__(self) -> "AsyncEventStream":
        await self._opened()
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self._close()


class _Reader:
    """One loop over a stream, from its first item until nothing refers to the loop."""

    def __init__(self, stream: AsyncEventStream) -> None:
        self._stream = stream
        self._task: "Callable[[], Optional[asyncio.Task[Any]]]" = _nothing

    def __aiter__(self) -> "_Reader":
        return self

    async def __anext__(self) -> StreamEvent:
        stream = self._stream
        # The usual case, the same task in the same loop, is checked here without a call.
        if stream._reader() is not self or self._task() is not asyncio.current_task():
            stream._claim(self)
            task = asyncio.current_task(running_loop())
            self._task = _nothing if task is None else weakref.ref(task)
        native = stream._native or await stream._opened()
        event = native.take()
        if event is None:
            event = await next_item(native)
        return event  # type: ignore[no-any-return]

    def is_of_another_task(self) -> bool:
        """Returns whether a running task other than the current one reads by this loop."""
        task = self._task()
        return task is not None and not task.done() and task is not asyncio.current_task(running_loop())


def _nothing() -> None:
    """Stands in for a weak reference to an object that is gone."""


def _is_busy(error: BaseException) -> bool:
    """Returns whether the stream was busy with another reader, for which it stays open."""
    return isinstance(error, AgentSpecError) and error.code == "stream_busy"


async def next_item(stream: _native.Stream) -> Any:
    """Returns the next item. Items that arrived together are returned without waiting; each arrival waits for one pass of the event loop."""
    item = stream.take()
    while item is None:
        try:
            is_open = await _bridge.wait(stream.start_next)
        except BaseException as error:
            # Cancelled: items that arrived meanwhile are lost, so a later read must raise.
            if not _is_busy(error):
                stream.interrupt()
            raise
        stream.deliver_telemetry()
        if not is_open:
            raise StopAsyncIteration
        item = stream.take()
    return item


def native_stream(reply: _native.Reply) -> _native.Stream:
    """Returns the stream of a reply to a streamed call."""
    assert reply.stream is not None
    return reply.stream
