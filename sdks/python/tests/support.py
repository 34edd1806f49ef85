"""Shared parts of the tests: the mock server program, and a server that responds by a script, or does not respond."""

import asyncio
import contextlib
import json
import logging
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, AsyncIterator, Callable, Dict, Iterator, List, NamedTuple, Optional, Set, Type

from agentspec import _native

KEY = "your-api-key"
TOKEN = "your-bearer-token"


@contextlib.contextmanager
def logged_to(handler: logging.Handler, level: int) -> Iterator[None]:
    """Sends what the SDK logs in the block, at this level and above, to this handler only."""
    logger = logging.getLogger("agentspec")
    before, propagates = logger.level, logger.propagate
    logger.setLevel(level)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
        logger.propagate = propagates


class Clock:
    """A clock whose delays elapse at once, and whose timeouts elapse when the test advances it. Clients that are created in its block use it."""

    def __init__(self) -> None:
        kind = getattr(_native, "_Clock", None)
        if kind is None:
            raise AssertionError("the native module must have the clock of the tests: run `cargo xtask python`")
        self._native = kind()

    def delays(self) -> List[float]:
        """Returns the delays before retries in seconds, in order."""
        delays: List[float] = self._native.delays()
        return delays

    @contextlib.contextmanager
    def passes(self, seconds: float, requests: Callable[[], int]) -> Iterator[None]:
        """Advances the clock by so many seconds, in the block, each time that one more request has arrived: it gets no response in time."""
        is_over = threading.Event()
        seen = requests()

        def watch() -> None:
            nonlocal seen
            while not is_over.wait(0.002):
                for seen in range(seen + 1, requests() + 1):
                    self._native.advance(seconds)

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def __enter__(self) -> "Clock":
        self._native.install()
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self._native.uninstall()


class Mock:
    """An agentspec-mock process, on a free port or on that of the document."""

    def __init__(self, *arguments: str, port: int = 0, pace_ms: int = 0) -> None:
        program = os.environ.get("AGENTSPEC_MOCK")
        if not program:
            raise AssertionError("AGENTSPEC_MOCK must name the agentspec-mock program: run `cargo xtask python`")
        command = [program, "--port", str(port), "--pace-ms", str(pace_ms), "--api-key", KEY, "--token", TOKEN, *arguments]
        # The document's port may be in use for a moment: a parallel test run uses it too.
        deadline = time.monotonic() + (30 if port else 0)
        line = self._start(command)
        while " on http://" not in line and time.monotonic() < deadline:
            time.sleep(0.1)
            line = self._start(command)
        found = re.search(r" on (http://[^\s,]+)", line)
        if not found:
            raise AssertionError(f"the mock server did not start: is port {port} in use? It printed {line!r}")
        self.url = found[1]

    def _start(self, command: List[str]) -> str:
        """Starts the process, and returns its first line; an empty one if it ended."""
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.stop()
        return line

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> "Mock":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.stop()


@contextlib.contextmanager
def configured(config: Any) -> Iterator[Mock]:
    """Starts a mock server with this configuration; JSON is YAML too."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_text(json.dumps(config), encoding="utf-8")
        with Mock("--config", str(path)) as mock:
            yield mock


class Request(NamedTuple):
    """A request as received. The names of its headers are in lower case."""

    method: str
    path: str
    headers: Dict[str, str]
    body: bytes


class Answer(NamedTuple):
    """The bytes of a response. The connection is closed after it, or kept open for the client to close."""

    data: bytes
    is_held: bool = False


#: No response: the request is pending until the client cancels it.
SILENCE = Answer(b"", is_held=True)


def answer(status: int, body: Any, **headers: str) -> Answer:
    """Returns a complete response, with bytes unchanged, and anything else as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": "application/json", "Content-Length": str(len(content)), "Connection": "close"}
    fields.update({name.replace("_", "-"): value for name, value in headers.items()})
    return Answer(b"".join([f"HTTP/1.1 {status} Any\r\n".encode(), *(f"{name}: {value}\r\n".encode() for name, value in fields.items()), b"\r\n", content]))


def refusal(status: int, code: str, message: str = "No.", **headers: str) -> Answer:
    """Returns an error response in the format of the contract."""
    return answer(status, {"error": {"code": code, "message": message}}, **headers)


def events(*data: Any, is_held: bool = False) -> Answer:
    """Returns a stream of these events. Unless it is held, the connection closes at its end."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Correlation-ID: the-servers-own\r\nConnection: close\r\n\r\n"
    return Answer(head + b"".join(f"data: {json.dumps(event)}\n\n".encode() for event in data), is_held)


def token(content: str) -> Dict[str, Any]:
    return {"type": "token", "content": content}


USAGE = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
DONE = {"type": "done", "usage": USAGE}
INVOKED = {"output": "Paris.", "usage": USAGE}


#: A stream that stops in the middle, without an end.
STALLED = events(token("a"), token("b"), is_held=True)


#: The time in seconds in which a request is sent on any machine, however busy: the minimum of a timeout that must not end the sending.
IN_TIME = 1.0


async def consume(stream: AsyncIterator[Any]) -> int:
    count = 0
    async for _ in stream:
        count += 1
    return count


class Scripted:
    """A server that sends one response after the other, and repeats the last one. It records the requests."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._changed = threading.Condition()
        self._connections: Set[socket.socket] = set()
        self.received: List[Request] = []
        #: The number of connections that the client has closed.
        self.closed = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        threads: List[threading.Thread] = []
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._connections.add(connection)
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                thread.start()
                threads = [thread, *(each for each in threads if each.is_alive())]
        for thread in threads:
            thread.join(5)

    def _serve(self, connection: socket.socket) -> None:
        with connection, self._open(connection), contextlib.suppress(OSError):
            request = read_request(connection)
            if request is None:
                return
            with self._changed:
                self.received.append(request)
                given = self._answers[min(len(self.received), len(self._answers)) - 1]
                self._changed.notify_all()
            connection.sendall(given.data)
            if not given.is_held:
                return
            with contextlib.suppress(ConnectionResetError):
                while connection.recv(1024):
                    pass
            with self._changed:
                self.closed += 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def _open(self, connection: socket.socket) -> Iterator[None]:
        try:
            yield
        finally:
            self._connections.discard(connection)

    def wait_for(self, condition: "Callable[[Scripted], bool]", seconds: float) -> bool:
        """Waits until the condition is true, and returns whether it became true in time."""
        with self._changed:
            return self._changed.wait_for(lambda: condition(self), seconds)

    def requests(self) -> int:
        """Returns the number of requests received."""
        return len(self.received)

    def has_received(self, count: int = 1) -> bool:
        return self.wait_for(lambda server: len(server.received) >= count, 10)

    async def receives(self, count: int = 1) -> None:
        """Waits until the server has received so many requests."""
        assert await asyncio.get_running_loop().run_in_executor(None, self.has_received, count), "no request arrived"

    def saw_close(self, count: int = 1) -> bool:
        """Waits until the client has closed its connection. To measure how soon, use a run of a scenario, which has the server's clock."""
        return self.wait_for(lambda server: server.closed >= count, 10)

    def __enter__(self) -> "Scripted":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        # This wakes a thread that waits in accept, on every system that supports it; a connection does on any other.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            socket.create_connection(self._listener.getsockname(), 1).close()
        self._listener.close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)


def read_request(connection: socket.socket) -> Optional[Request]:
    with connection.makefile("rb") as reader:
        first = reader.readline().split()
        if len(first) < 2:
            return None
        headers = {}
        for line in iter(reader.readline, b"\r\n"):
            if not line:
                return None
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        body = reader.read(int(headers.get("content-length", 0)))
        return Request(first[0].decode(), first[1].decode(), headers, body)


def until(condition: Callable[[], bool], seconds: float = 5) -> bool:
    """Waits until the condition is true, and returns whether it became true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


class Interrupted(Exception):
    """Raised by the signal handler of `interrupted_when`."""


@contextlib.contextmanager
def interrupted_when(condition: Callable[[], bool]) -> Iterator[None]:
    """Interrupts the block once the condition is true, by a signal whose handler raises Interrupted."""

    def interrupt(number: int, frame: Optional[FrameType]) -> None:
        raise Interrupted

    def send() -> None:
        until(condition)
        os.kill(os.getpid(), signal.SIGALRM)

    before = signal.signal(signal.SIGALRM, interrupt)
    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        try:
            thread.join()
        finally:
            signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def environment(**variables: str) -> Iterator[None]:
    """Sets exactly these AgentSpec environment variables in the block."""
    before = {name: value for name, value in os.environ.items() if name.startswith("AGENTSPEC_")}
    for name in before:
        del os.environ[name]
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            os.environ.pop(name, None)
        os.environ.update(before)
