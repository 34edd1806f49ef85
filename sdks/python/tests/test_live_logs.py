"""Log records are emitted when things happen, with their own time: a call that hangs or is retried is visible while it waits."""

import asyncio
import contextlib
import contextvars
import logging
import threading
import time
import unittest
from typing import Any, Callable, Iterator, List

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from support import DONE, SILENCE, Scripted, answer, events, logged_to, refusal, token

BUSY = refusal(503, "internal_error")
ID = "corr-1"
#: The time in seconds in which an event is logged on any machine, however busy.
SOON = 10.0

name_of_request: "contextvars.ContextVar[str]" = contextvars.ContextVar("name_of_request", default="")


class Watcher(logging.Handler):
    """Keeps the records, and calls back at each whose line contains a text."""

    def __init__(self, text: str, then: Callable[[], Any]) -> None:
        super().__init__()
        self.text, self.then = text, then
        self.records: List[logging.LogRecord] = []
        self.contexts: List[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        self.contexts.append(name_of_request.get())
        if self.text in record.getMessage():
            self.then()

    def lines(self) -> List[str]:
        return [record.getMessage() for record in self.records]

    def found(self) -> logging.LogRecord:
        return next(record for record in self.records if self.text in record.getMessage())


@contextlib.contextmanager
def watched(text: str, then: Callable[[], Any], level: int = logging.DEBUG) -> Iterator[Watcher]:
    handler = Watcher(text, then)
    with logged_to(handler, level):
        yield handler


def under_way(call: Callable[[], Any]) -> threading.Thread:
    def run() -> None:
        with contextlib.suppress(exceptions.AgentSpecError):
            call()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def client(server: Scripted) -> AgentSpecClient:
    return AgentSpecClient(base_url=server.url, retry_delay=0, max_retries=1, environment=False)


def async_client(url: str, **options: Any) -> AsyncAgentSpecClient:
    return AsyncAgentSpecClient(base_url=url, environment=False, **options)


class Blocking(unittest.TestCase):
    def watch_call(self, text: str, level: int, server: Scripted, call: Callable[[AgentSpecClient], Any]) -> Watcher:
        """Returns the log of a call that waits for a silent server."""
        seen = threading.Event()
        with watched(text, seen.set, level) as log:
            began = time.time()
            thread = under_way(lambda: call(client(server)))
            self.assertTrue(seen.wait(SOON), log.lines())
            self.assertTrue(thread.is_alive())
            lines = log.lines()
            self.assertTrue(began <= log.found().created <= time.time())
            self.assertEqual(log.found().thread, thread.ident)
            server.__exit__(None, None, None)
            thread.join(SOON)
        self.assertFalse(thread.is_alive())
        self.assertNotEqual(lines, log.lines(), "its end is logged too")
        return log

    def test_a_retry_is_logged_while_the_call_waits(self) -> None:
        with Scripted(BUSY, SILENCE) as server:
            self.watch_call("attempt 1 rejected (http_503), retrying", logging.INFO, server, lambda client: client.agents.list())

    def test_the_begin_of_a_call_that_hangs_is_logged(self) -> None:
        with Scripted(SILENCE) as server:
            host = server.url.replace("http://", "")
            log = self.watch_call(f"GET /v1/agents: attempt 1 begins, {host}, {ID}", logging.DEBUG, server, lambda client: client.agents.list(correlation_id=ID))
        self.assertEqual(log.records[0].levelname, "DEBUG")

    def test_the_retry_of_the_next_page_of_a_list_is_logged_while_it_waits(self) -> None:
        session = {"session_id": "x", "agent": "a", "created_at": "2026-01-01T00:00:00Z", "turns": 0, "metadata": {}}
        with Scripted(answer(200, {"sessions": [session], "total": 2}), BUSY, SILENCE) as server:
            self.watch_call("(http_503), retrying", logging.INFO, server, lambda client: list(client.sessions.list_all(agent="a", limit=1)))

    def test_a_record_has_the_time_at_which_it_happened(self) -> None:
        with Scripted(BUSY, answer(200, {"agents": []})) as server, watched("", lambda: None) as log:
            client(server).agents.list()
        times = [record.created for record in log.records]
        self.assertEqual(times, sorted(times))
        for record in log.records:
            self.assertEqual(record.msecs, int(record.created % 1 * 1000))


class Asyncio(unittest.IsolatedAsyncioTestCase):
    async def test_the_retry_of_a_refused_connection_is_logged_while_the_call_waits(self) -> None:
        seen = asyncio.Event()
        with watched("not_sent (connection_error), retrying after", seen.set, logging.INFO) as log:
            call = asyncio.ensure_future(async_client("http://127.0.0.1:9", retry_delay=60.0).agents.list())
            await asyncio.wait_for(seen.wait(), SOON)
            self.assertFalse(call.done())
            self.assertEqual(log.found().thread, threading.get_ident())
            call.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await call
        self.assertIn("dropped", log.lines()[-1])

    async def test_a_record_that_is_delivered_late_has_the_time_at_which_it_happened(self) -> None:
        seen = asyncio.Event()
        with Scripted(BUSY, SILENCE) as server, watched("retrying", seen.set, logging.INFO) as log:
            call = asyncio.ensure_future(async_client(server.url, retry_delay=0).agents.list())
            await server.receives()
            # The loop is blocked meanwhile.
            self.assertTrue(server.has_received(2))
            second = time.time()
            await asyncio.wait_for(seen.wait(), SOON)
            self.assertLessEqual(log.found().created, second)
            call.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await call

    async def test_a_handler_runs_in_the_context_of_the_call(self) -> None:
        seen = asyncio.Event()
        with Scripted(BUSY, SILENCE) as server, watched("retrying", seen.set) as log:

            async def ask(name: str) -> None:
                name_of_request.set(name)
                await async_client(server.url, retry_delay=0).agents.list()

            call = asyncio.ensure_future(ask("the first"))
            await asyncio.wait_for(seen.wait(), SOON)
            call.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await call
        self.assertEqual(set(log.contexts), {"the first"})

    async def test_the_begin_of_a_stream_is_logged_before_its_first_event(self) -> None:
        seen = asyncio.Event()
        with Scripted(events(is_held=True)) as server, watched("attempt 1 succeeded, status 200", seen.set) as log:
            async with async_client(server.url).agents.stream(name="a", input="b") as stream:
                reading = asyncio.ensure_future(stream.__anext__())
                await asyncio.wait_for(seen.wait(), SOON)
                self.assertFalse(reading.done())
                reading.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await reading
        self.assertIn("dropped", log.lines()[-1])

    async def test_the_next_page_of_a_list_is_logged_while_it_waits(self) -> None:
        session = {"session_id": "x", "agent": "a", "created_at": "2026-01-01T00:00:00Z", "turns": 0, "metadata": {}}
        seen, begun = asyncio.Event(), "GET /v1/agents/{name}/sessions: attempt 1 begins"

        def second() -> None:
            if sum(begun in line for line in log.lines()) == 2:
                seen.set()

        with Scripted(answer(200, {"sessions": [session], "total": 2}), SILENCE) as server, watched(begun, second) as log:
            sessions = async_client(server.url).sessions.list_all(agent="a", limit=1)
            self.assertEqual((await sessions.__anext__()).session_id, "x")
            waiting = asyncio.ensure_future(sessions.__anext__())
            await asyncio.wait_for(seen.wait(), SOON)
            self.assertFalse(waiting.done())
            waiting.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await waiting

    async def test_a_handler_that_raises_does_not_fail_the_call(self) -> None:
        def fail() -> None:
            raise ValueError("no")

        whole = events(token("a"), DONE)
        raises, logging.raiseExceptions = logging.raiseExceptions, False
        try:
            with Scripted(BUSY, whole) as server, watched("", fail):
                self.assertEqual(await async_client(server.url, retry_delay=0).agents.stream(name="a", input="b").text(), "a")
        finally:
            logging.raiseExceptions = raises


if __name__ == "__main__":
    unittest.main()
