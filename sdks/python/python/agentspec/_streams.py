"""Streamed answers, blocking and for asyncio."""

import asyncio
import json
from types import TracebackType
from typing import Any, AsyncIterator, Callable, Coroutine, Generator, Iterable, Iterator, List, Optional, Type

from . import _bridge, _native, _outcome
from ._environment import OfProcess, running_loop
from ._headers import Headers
from ._outcome import FailedAttempt, Outcome
from ._sse import as_sent
from .exceptions import AgentSpecError, InvalidRequestError, StreamInterruptedError
from .types import ErrorEvent, InvokeResponse, StreamEvent, stream_event


def read_event(data: str) -> StreamEvent:
    """An event from its JSON."""
    return stream_event(json.loads(data))


class _Answer(OfProcess):
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

    def _taken(self) -> int:
        """How many events were taken."""
        return 0 if self._reply is None else native_stream(self._reply).taken

    def _failed(self, kind: Type[AgentSpecError], message: str, code: str) -> AgentSpecError:
        answer = self._answered()
        events = self._taken()
        outcome = Outcome.PARTIAL if events else Outcome.UNKNOWN
        return kind(
            message,
            code=code,
            status=answer.status,
            headers=answer.headers,
            correlation_id=answer.correlation_id,
            sent_correlation_id=answer.sent_correlation_id,
            attempts=answer.attempts,
            outcome=outcome,
            history=[*_outcome.attempts(answer.history), FailedAttempt(kind.__name__, answer.status, outcome, None)],
            events=events,
        )

    def _raised(self) -> AgentSpecError:
        """The exception that the `error` event which was taken is to those who take the text alone."""
        raised = native_stream(self._answered()).raised()
        assert raised is not None
        return raised

    def _check_untouched(self) -> None:
        """Refuses to collect what is only a part."""
        taken = self._taken()
        if taken:
            message = f"{taken} events were taken from this stream before: collect it from its start"
            raise self._failed(InvalidRequestError, message, "invalid_request")

    def __repr__(self) -> str:
        began = self._reply is not None
        return f"<{type(self).__name__} {'of ' + repr(self.correlation_id) if began else 'not begun'}>"


class EventStream(_Answer):
    """A streamed answer: an iterator of events, which ends after `done` or `error`.

    A stream that is cut short raises: its last item is never taken for the end of a whole answer. Closing it, or leaving its `with`, closes
    its connection, and so does an interrupt of a read; breaking out of a loop over it does once nothing refers to it.
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
        return cls.from_bytes(as_sent(events))

    def open(self) -> "EventStream":
        """The stream itself: its request is sent, and its headers have come, once it is there. As `AsyncEventStream.open`."""
        return self

    def __iter__(self) -> Iterator[StreamEvent]:
        # Not self: its __next__ would be a call of Python at each event.
        return self._native

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
        finally:
            self.close()

    def text(self) -> str:
        """Reads the stream to its end, and returns the whole text. An `error` event is raised."""
        return self.final_response().output

    def final_response(self) -> InvokeResponse:
        """Reads the stream to its end, and returns what `invoke` would have. An `error` event is raised."""
        self._check_untouched()
        return InvokeResponse.from_dict(json.loads(self._native.final_response()))

    def close(self) -> None:
        """Closes the connection. What has not been read is lost, and there are no more events."""
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

    def __init__(self, open_reply: Callable[[], Coroutine[Any, Any, _native.Reply]]) -> None:
        self._open_reply = open_reply
        self._opening: "Optional[asyncio.Task[_native.Reply]]" = None
        self._native: Optional[_native.Stream] = None
        self._is_closed = False
        self._is_interrupted = False

    @classmethod
    def from_bytes(cls, data: bytes) -> "AsyncEventStream":
        """A stream of these bytes, as a server would send them: for tests of code that reads streams."""

        async def reply() -> _native.Reply:
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
        return cls.from_bytes(as_sent(events))

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
        if self._is_interrupted:
            raise _interrupted()
        if self._is_closed:
            raise _closed()
        if self._opening is None:
            self._opening = running_loop().create_task(self._open_reply())
        try:
            await asyncio.wait([self._opening])
        except asyncio.CancelledError:
            # Not closed: whoever reads on is told that there is no whole answer, and not that it has ended.
            self._is_interrupted = True
            self._stop_opening()
            raise
        if self._is_interrupted:
            raise _interrupted()
        if self._is_closed or self._opening.cancelled():
            raise _closed()
        self._reply = self._opening.result()
        self._native = native_stream(self._reply)
        return self._native

    def __aiter__(self) -> AsyncIterator[StreamEvent]:
        return self

    async def __anext__(self) -> StreamEvent:
        native = self._native
        if native is None:
            try:
                native = await self._opened()
            except InvalidRequestError:
                if self._is_closed:
                    raise StopAsyncIteration from None
                raise
        event = native.take()
        if event is None:
            event = await next_item(native)
        return event  # type: ignore[no-any-return]

    async def text_stream(self) -> AsyncIterator[str]:
        """The pieces of the answer's text alone. An `error` event is raised."""
        try:
            async for event in self:
                if event.type == "token":
                    yield event.content
                elif isinstance(event, ErrorEvent):
                    raise self._raised()
        finally:
            self._close()

    async def text(self) -> str:
        """Reads the stream to its end, and returns the whole text. An `error` event is raised."""
        return (await self.final_response()).output

    async def final_response(self) -> InvokeResponse:
        """Reads the stream to its end, and returns what `invoke` would have. An `error` event is raised."""
        self._check_untouched()
        native = await self._opened()
        try:
            return InvokeResponse.from_dict(json.loads(await _bridge.wait(native.start_final_response)))
        finally:
            native.tell()

    async def close(self) -> None:
        """Closes the connection. What has not been read is lost, and there are no more events."""
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


def _interrupted() -> StreamInterruptedError:
    message = "the opening of the stream was interrupted, which closed it: open another one"
    return StreamInterruptedError(message, code="stream_interrupted", outcome=Outcome.UNKNOWN)


def _closed() -> InvalidRequestError:
    return InvalidRequestError("the stream is closed: make another one", code="invalid_request")


async def next_item(stream: _native.Stream) -> Any:
    """The next item. Those that arrived together are taken without waiting, but for a turn of the loop at each arrival."""
    item = stream.take()
    while item is None:
        try:
            is_open = await _bridge.wait(stream.start_next)
        except BaseException:
            # Cancelled: what had arrived meanwhile is lost, so nobody may read on as if nothing were.
            stream.interrupt()
            raise
        stream.tell()
        if not is_open:
            raise StopAsyncIteration
        item = stream.take()
    return item


def native_stream(reply: _native.Reply) -> _native.Stream:
    assert reply.stream is not None
    return reply.stream
