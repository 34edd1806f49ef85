"""Streamed answers, blocking and for asyncio."""

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
    """An event from its JSON."""
    return stream_event(json.loads(data))


class _Answer(ProcessBound):
    """What HTTP says of a stream's answer."""

    _instead = "collect the stream by final_response() or list(), and pickle or copy what it held"

    _reply: Optional[_native.Reply] = None

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self._answered().status

    @property
    def headers(self) -> Headers:
        """The headers of the answer, by their names in any case; `get_all` gives each value of one that came twice."""
        return Headers(self._answered().headers)

    @property
    def correlation_id(self) -> str:
        """What names the call in the logs of both sides: the server's id, else the one that was sent."""
        return self._answered().correlation_id

    @property
    def sent_correlation_id(self) -> str:
        """The correlation id that was sent."""
        return self._answered().sent_correlation_id

    @property
    def attempts(self) -> int:
        """How many times the request was tried before the stream began; at least 1."""
        return self._answered().attempts

    @property
    def history(self) -> List[FailedAttempt]:
        """The attempts that failed before the stream began, in their order."""
        return _outcome.attempts(self._answered().history)

    def _answered(self) -> _native.Reply:
        if self._reply is None:
            raise RuntimeError("the stream has not begun: `await stream.open()`, enter it by `async with`, or read its first event")
        return self._reply

    def _raised(self) -> AgentSpecError:
        """The exception that the `error` event which was taken is to those who take the text alone."""
        raised = native_stream(self._answered()).event_error()
        assert raised is not None
        return raised

    def __repr__(self) -> str:
        began = self._reply is not None
        return f"<{type(self).__name__} {'of ' + repr(self.correlation_id) if began else 'not begun'}>"


class EventStream(_Answer):
    """A streamed answer: an iterator of events, which ends after `done` or `error`.

    A stream that is cut short raises: its last item is never taken for the end of a whole answer. Closing it, or leaving its `with`, closes
    its connection, and so does an interrupt of a read; breaking out of a loop over it does once nothing refers to it.

    To read on after it was closed raises StreamInterruptedError with the code `stream_closed`, unless its last event was taken. One loop reads
    it at a time: while one thread does, another that reads raises InvalidRequestError with the code `stream_busy`. Each says what is known of
    the request.
    """

    def __init__(self, reply: _native.Reply) -> None:
        self._reply = reply
        self._native = native_stream(reply)

    @classmethod
    def from_bytes(cls, data: bytes) -> "EventStream":
        """A stream of these bytes, as a server would send them: for tests of code that reads streams."""
        return cls(_native.stream_of(data))

    @classmethod
    def from_events(cls, events: Iterable[StreamEvent]) -> "EventStream":
        """A stream of these events, as a server would send them: for tests of code that reads streams.

        It ends as a server's does: without `done` or `error` it is cut short, and raises.

        Raises:
            TypeError: one of them is no event.
            ValueError: one of them is not as the contract has it; the message says which, and where.
        """
        return cls.from_bytes(encode_events(events))

    def open(self) -> "EventStream":
        """The stream itself: its request is sent, and its headers have come, once it is there. As `AsyncEventStream.open`."""
        return self

    def __iter__(self) -> Iterator[StreamEvent]:
        # Not self: its __next__ would be a call of Python at each event.
        return self._native.reader()

    def __next__(self) -> StreamEvent:
        return next(self._native)  # type: ignore[no-any-return]

    def text_stream(self) -> Iterator[str]:
        """The pieces of the answer's text alone. An `error` event is raised."""
        try:
            for event in self:
                if event.type == "token":
                    yield event.content
                elif isinstance(event, ErrorEvent):
                    raise self._raised()
        except BaseException as error:
            if not _is_anothers(error):
                self.close()
            raise
        self.close()

    def text(self) -> str:
        """Reads the stream to its end, and returns the whole text. An `error` event is raised. What came before a failure is the error's
        `partial_text`."""
        return self.final_response().output

    def final_response(self) -> InvokeResponse:
        """Reads the stream to its end, and returns what `invoke` would have. An `error` event is raised."""
        return InvokeResponse.from_dict(json.loads(self._native.final_response()))

    def close(self) -> None:
        """Closes the connection. What has not been read is lost: to read on raises, unless the last event was taken."""
        self._native.close()

    def __enter__(self) -> "EventStream":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()


class AsyncEventStream(_Answer):
    """A streamed answer for asyncio: `async for event in stream`, or `async with` around it.

    The request is made once: when the stream is opened or entered, or its first event is read. Closing it, leaving its `async with`, or cancelling the
    task that reads it closes its connection; breaking out of a loop over it does once nothing refers to it.
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
        """A stream of these bytes, as a server would send them: for tests of code that reads streams."""

        async def reply(record: _native.CallRecord) -> _native.Reply:
            return _native.stream_of(data)

        return cls(reply)

    @classmethod
    def from_events(cls, events: Iterable[StreamEvent]) -> "AsyncEventStream":
        """A stream of these events, as a server would send them: for tests of code that reads streams.

        It ends as a server's does: without `done` or `error` it is cut short, and raises.

        Raises:
            TypeError: one of them is no event.
            ValueError: one of them is not as the contract has it; the message says which, and where.
        """
        return cls.from_bytes(encode_events(events))

    async def open(self) -> "AsyncEventStream":
        """Sends the request, waits for the headers of its answer, and returns the stream: what fails before the first event raises here.

        `await client.agents.stream(…)` is the same. A web service opens a stream before it answers itself, so that it can still answer with an
        error's status.
        """
        await self._opened()
        return self

    def __await__(self) -> "Generator[Any, None, AsyncEventStream]":
        return self.open().__await__()

    async def _opened(self) -> _native.Stream:
        if self._native is not None:
            return self._native
        if self._is_interrupted or self._is_closed:
            raise await self._refused()
        if self._opening is None:
            self._opening = running_loop().create_task(self._open_reply(self._record))
        await self._wait()
        if self._is_interrupted or self._is_closed or self._opening.cancelled():
            raise await self._refused()
        if self._native is None:
            self._reply = self._opening.result()
            self._native = native_stream(self._reply)
        return self._native

    async def _wait(self) -> None:
        """Until the opening has ended."""
        opening = self._opening
        if opening is None or opening.done():
            return
        if opening.get_loop() is not running_loop():
            raise self._record.elsewhere("the stream is opened on another event loop: read it there, or open another one here")
        try:
            await asyncio.wait([opening])
        except asyncio.CancelledError:
            # Not closed: whoever reads on is told that there is no whole answer, and not that it has ended.
            self._is_interrupted = True
            self._stop_opening()
            raise

    async def _refused(self) -> AgentSpecError:
        """The exception that it is to read it, which was closed or interrupted before it was open."""
        # What is known of a request that is being stopped is known when it has stopped.
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
        """Refuses a task while another one is in a loop over the stream."""
        held = self._reader()
        if held is not None and held is not reader and held.is_of_another_task():
            raise self._record_of_stream().busy(0 if self._native is None else self._native.taken)
        if reader is not None and held is not reader:
            self._reader = weakref.ref(reader)

    def _record_of_stream(self) -> _native.CallRecord:
        return self._record if self._native is None else self._native.record

    async def text_stream(self) -> AsyncIterator[str]:
        """The pieces of the answer's text alone. An `error` event is raised."""
        try:
            async for event in self:
                if event.type == "token":
                    yield event.content
                elif isinstance(event, ErrorEvent):
                    raise self._raised()
        except BaseException as error:
            if not _is_anothers(error):
                self._close()
            raise
        self._close()

    async def text(self) -> str:
        """Reads the stream to its end, and returns the whole text. An `error` event is raised. What came before a failure is the error's
        `partial_text`."""
        return (await self.final_response()).output

    async def final_response(self) -> InvokeResponse:
        """Reads the stream to its end, and returns what `invoke` would have. An `error` event is raised."""
        self._claim(None)
        native = await self._opened()
        try:
            return InvokeResponse.from_dict(json.loads(await _bridge.wait(native.start_final_response)))
        finally:
            native.deliver_telemetry()

    async def close(self) -> None:
        """Closes the connection. What has not been read is lost: to read on raises, unless the last event was taken."""
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
            # It was open, and no reader had come to take it yet.
            native_stream(opening.result()).close()

    async def __aenter__(self) -> "AsyncEventStream":
        await self._opened()
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self._close()


class _Reader:
    """One loop over a stream, which reads it from its first item until nobody holds it."""

    def __init__(self, stream: AsyncEventStream) -> None:
        self._stream = stream
        self._task: "Callable[[], Optional[asyncio.Task[Any]]]" = _nothing

    def __aiter__(self) -> "_Reader":
        return self

    async def __anext__(self) -> StreamEvent:
        stream = self._stream
        # What is the same at each event is looked at here, not in a call.
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
        """Whether a task reads by it that is under way, and not the one that asks."""
        task = self._task()
        return task is not None and not task.done() and task is not asyncio.current_task(running_loop())


def _nothing() -> None:
    """In place of a reference to what is gone."""


def _is_anothers(error: BaseException) -> bool:
    """Whether another reads the stream, which therefore goes on."""
    return isinstance(error, AgentSpecError) and error.code == "stream_busy"


async def next_item(stream: _native.Stream) -> Any:
    """The next item. Those that arrived together are taken without waiting, but for a turn of the loop at each arrival."""
    item = stream.take()
    while item is None:
        try:
            is_open = await _bridge.wait(stream.start_next)
        except BaseException as error:
            # Cancelled: what had arrived meanwhile is lost, so nobody may read on as if nothing were.
            if not _is_anothers(error):
                stream.interrupt()
            raise
        stream.deliver_telemetry()
        if not is_open:
            raise StopAsyncIteration
        item = stream.take()
    return item


def native_stream(reply: _native.Reply) -> _native.Stream:
    assert reply.stream is not None
    return reply.stream
