"""The records of the logger `agentspec`: the spans and events of the Rust client, a line each."""

import asyncio
import contextlib
import json
import logging
import re
import unittest
from typing import Any, Callable, Iterator, List, Tuple

from agentspec import AgentSpecClient, AsyncAgentSpecClient, EventStream, exceptions
from support import DONE, INVOKED, KEY, SILENCE, STALLED, Answer, Scripted, answer, consume, events, logged_to, refusal, token

#: A use of a stream.
Way = Callable[[EventStream], Any]

LISTED = answer(200, {"agents": []})
BUSY = refusal(503, "internal_error")
WHOLE = events(token("a"), DONE)
ID = "corr-1"

#: The line of an attempt, with its time left out, as all times are.
ATTEMPT = ("DEBUG", f"POST /v1/agents/{{name}}/stream: attempt 1 succeeded, status 200, # s, {ID}")


class LogRecorder(logging.Handler):
    """Keeps the records of any level, except those of attempts that begin."""

    def __init__(self) -> None:
        super().__init__()
        self.records: List[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        # test_live_logs.py tests the begins of attempts.
        if not re.search(r": attempt \d+ begins, ", record.getMessage()):
            self.records.append(record)

    def lines(self) -> List[Tuple[str, str]]:
        return [(record.levelname, self.masked(record.getMessage())) for record in self.records]

    @staticmethod
    def masked(line: str) -> str:
        """Returns the line with its times and the server's port masked."""
        return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:#", re.sub(r"\d+\.\d{3} s", "# s", line))

    def fields(self) -> List[Any]:
        return [getattr(record, "agentspec") for record in self.records]


@contextlib.contextmanager
def logged(level: int) -> Iterator[LogRecorder]:
    """Records what is logged in the block, at this level and above."""
    handler = LogRecorder()
    with logged_to(handler, level):
        yield handler


def client(server: Scripted, **options: Any) -> AgentSpecClient:
    return AgentSpecClient(base_url=server.url, retry_delay=0, environment=False, **options)


def async_client(server: Scripted) -> AsyncAgentSpecClient:
    return AsyncAgentSpecClient(base_url=server.url, retry_delay=0, environment=False)


class Calls(unittest.TestCase):
    def test_the_attempts_of_a_retried_call_are_logged_before_the_call(self) -> None:
        with Scripted(BUSY, answer(200, INVOKED)) as server, logged(logging.DEBUG) as log:
            client(server).agents.invoke(name="assistant", input="b", correlation_id=ID)
        self.assertEqual(
            log.lines(),
            [
                ("DEBUG", f"POST /v1/agents/{{name}}/invoke: attempt 1 rejected, status 503, # s, {ID}"),
                ("INFO", f"invoke_agent assistant: attempt 1 rejected (http_503), retrying after # s, 127.0.0.1:#, status 503, {ID}: No."),
                ("DEBUG", f"POST /v1/agents/{{name}}/invoke: attempt 2 succeeded, status 200, # s, {ID}"),
                ("DEBUG", f"invoke_agent assistant: succeeded, 2 attempts, # s, 1 + 2 tokens, {ID}"),
            ],
        )
        self.assertEqual({record.name for record in log.records}, {"agentspec"})

    def test_a_failed_call_is_logged_with_the_reason_and_why_it_is_not_retried(self) -> None:
        with Scripted(refusal(404, "not_found")) as server, logged(logging.DEBUG) as log:
            with self.assertRaises(exceptions.NotFoundError):
                client(server).agents.list(correlation_id=ID)
        self.assertEqual(
            log.lines(),
            [
                ("DEBUG", f"GET /v1/agents: attempt 1 rejected, status 404, # s, {ID}"),
                ("INFO", f"list_agents: attempt 1 rejected (not_found), not retried because of policy, 127.0.0.1:#, status 404, {ID}: No."),
                ("INFO", f"list_agents: rejected (not_found), 1 attempt, # s, {ID}"),
            ],
        )

    def test_the_servers_message_is_escaped_and_a_pipeline_is_named(self) -> None:
        slow = refusal(429, "rate_limited", "Slow\x1b[31m down.\nNow.")
        with Scripted(slow, slow) as server, logged(logging.INFO) as log, self.assertRaises(exceptions.RateLimitError):
            client(server, max_retries=1).pipelines.run(name="p", input="b", correlation_id=ID)
        self.assertEqual(
            log.lines()[0],
            ("INFO", f"run_pipeline p: attempt 1 rejected (rate_limited), retrying after # s, 127.0.0.1:#, status 429, {ID}: Slow\\u{{1b}}[31m down. Now."),
        )

    def test_a_call_without_a_connection_is_logged_as_not_sent(self) -> None:
        with logged(logging.DEBUG) as log, self.assertRaises(exceptions.ConnectionError):
            AgentSpecClient(base_url="http://127.0.0.1:9", environment=False, max_retries=0).agents.list(correlation_id=ID)
        self.assertEqual(log.lines()[0], ("DEBUG", f"GET /v1/agents: attempt 1 not_sent (connection_error), # s, {ID}"))

    def test_a_call_that_is_refused_before_it_is_sent_is_logged(self) -> None:
        with Scripted(LISTED) as server, logged(logging.DEBUG) as log, self.assertRaises(exceptions.InvalidRequestError):
            client(server).agents.list(correlation_id="two words")
        self.assertEqual(log.lines(), [("INFO", "list_agents: not_sent (invalid_request), 0 attempts, # s")])

    def test_a_structured_formatter_gets_all_fields(self) -> None:
        with Scripted(BUSY, answer(200, INVOKED)) as server, logged(logging.DEBUG) as log:
            client(server).agents.invoke(name="a", input="b", options={"max_tokens": 9, "temperature": 0.5}, correlation_id=ID)
        first, retry, _, call = log.fields()
        port = int(server.url.rsplit(":")[-1])
        self.assertIsInstance(call.pop("agentspec.duration"), float)
        self.assertEqual(
            call,
            {
                "otel.name": "invoke_agent a",
                "otel.kind": "client",
                "gen_ai.operation.name": "invoke_agent",
                "gen_ai.provider.name": "agentspec",
                "gen_ai.agent.name": "a",
                "gen_ai.request.temperature": 0.5,
                "gen_ai.request.max_tokens": 9,
                "gen_ai.usage.input_tokens": 1,
                "gen_ai.usage.output_tokens": 2,
                "server.address": "127.0.0.1",
                "server.port": port,
                "agentspec.operation": "invoke_agent",
                "agentspec.correlation_id": ID,
                "agentspec.attempts": 2,
                "agentspec.outcome": "succeeded",
            },
        )
        self.assertIsInstance(first.pop("agentspec.duration"), float)
        self.assertEqual(
            first,
            {
                "otel.name": "POST /v1/agents/{name}/invoke",
                "otel.kind": "client",
                "otel.status_code": "ERROR",
                "http.request.method": "POST",
                "http.response.status_code": 503,
                "url.template": "/v1/agents/{name}/invoke",
                "server.address": "127.0.0.1",
                "server.port": port,
                "error.type": "503",
                "agentspec.operation": "invoke_agent",
                "agentspec.correlation_id": ID,
                "agentspec.attempt": 1,
                "agentspec.outcome": "rejected",
            },
        )
        self.assertEqual(
            retry,
            {
                "gen_ai.agent.name": "a",
                "server.address": "127.0.0.1",
                "server.port": port,
                "http.response.status_code": 503,
                "error.type": "http_503",
                "error.message": "No.",
                "agentspec.operation": "invoke_agent",
                "agentspec.correlation_id": ID,
                "agentspec.attempt": 1,
                "agentspec.outcome": "rejected",
                "agentspec.retry_delay": 0.0,
            },
        )

    def test_each_level_has_its_records(self) -> None:
        for level, lines in [(logging.DEBUG, 7), (logging.INFO, 3), (logging.WARNING, 0)]:
            with self.subTest(level), Scripted(BUSY, LISTED, refusal(404, "not_found")) as server, logged(level) as log:
                one = client(server)
                one.agents.list()
                with self.assertRaises(exceptions.NotFoundError):
                    one.agents.list()
                self.assertEqual(len(log.lines()), lines)

    def test_nothing_is_logged_by_default(self) -> None:
        root, handler = logging.getLogger(), LogRecorder()
        root.addHandler(handler)
        self.addCleanup(root.removeHandler, handler)
        with Scripted(refusal(404, "not_found")) as server, self.assertRaises(exceptions.NotFoundError):
            client(server).agents.list()
        self.assertEqual(handler.records, [])

    def test_each_call_of_a_client_is_logged_once(self) -> None:
        with Scripted(LISTED) as server, logged(logging.DEBUG) as log:
            one = client(server)
            for each in ["first", "second"]:
                one.agents.list(correlation_id=each)
        self.assertEqual([line.rsplit(" ")[-1] for _, line in log.lines()], ["first", "first", "second", "second"])

    def test_each_page_of_a_list_is_a_call(self) -> None:
        rest = {"agent": "a", "created_at": "2026-01-01T00:00:00Z", "turns": 0, "metadata": {}}
        pages = [[{"session_id": each, **rest} for each in page] for page in ("xy", "z")]
        with Scripted(*(answer(200, {"sessions": page, "total": 3}) for page in pages)) as server, logged(logging.DEBUG) as log:
            sessions = client(server).sessions.list_all(agent="a", limit=2, correlation_id=ID)
            line = ("DEBUG", f"list_sessions: succeeded, 1 attempt, # s, {ID}")
            for count in [1, 1, 2]:
                next(sessions)
                self.assertEqual(log.lines().count(line), count)
            self.assertEqual(list(sessions), [])
        self.assertEqual(len(log.lines()), 4)

    def test_a_name_with_a_line_break_stays_on_its_line(self) -> None:
        with Scripted(answer(200, INVOKED)) as server, logged(logging.DEBUG) as log, self.assertRaises(exceptions.InvalidRequestError):
            client(server).agents.invoke(name="a\nINFO no", input="b")
        self.assertEqual(log.lines(), [("INFO", "invoke_agent a\\nINFO no: not_sent (invalid_request), 0 attempts, # s")])
        self.assertEqual(log.fields()[0]["gen_ai.agent.name"], "a\nINFO no")

    def test_asyncio_calls_log_the_same(self) -> None:
        async def main(server: Scripted) -> None:
            one = async_client(server)
            await one.agents.list(correlation_id=ID)
            with self.assertRaises(exceptions.NotFoundError):
                await one.agents.list(correlation_id=ID)

        script = [BUSY, LISTED, refusal(404, "not_found")]
        with Scripted(*script) as server, logged(logging.DEBUG) as log:
            asyncio.run(main(server))
        with Scripted(*script) as server, logged(logging.DEBUG) as blocking:
            one = client(server)
            one.agents.list(correlation_id=ID)
            with self.assertRaises(exceptions.NotFoundError):
                one.agents.list(correlation_id=ID)
        self.assertEqual(len(log.lines()), 7)
        self.assertEqual(log.lines(), blocking.lines())

    def test_concurrent_calls_are_distinguished(self) -> None:
        async def main(server: Scripted) -> None:
            one = async_client(server)
            await asyncio.gather(*(one.agents.list(correlation_id=f"id-{number}") for number in range(20)))

        with Scripted(LISTED) as server, logged(logging.DEBUG) as log:
            asyncio.run(main(server))
        ids = sorted(line.rsplit(" ")[-1] for _, line in log.lines())
        self.assertEqual(ids, sorted([f"id-{number}" for number in range(20)] * 2))

    def test_a_cancelled_call_is_logged_as_dropped(self) -> None:
        async def main(server: Scripted) -> None:
            call = asyncio.ensure_future(async_client(server).agents.invoke(name="a", input="b", correlation_id=ID))
            await asyncio.get_running_loop().run_in_executor(None, server.has_received)
            call.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await call

        with Scripted(SILENCE) as server, logged(logging.DEBUG) as log:
            asyncio.run(main(server))
        dropped = [("DEBUG", f"POST /v1/agents/{{name}}/invoke: attempt 1 dropped, # s, {ID}"), ("INFO", f"invoke_agent a: dropped, # s, {ID}")]
        self.assertEqual(log.lines(), dropped)


class Streams(unittest.TestCase):
    def check(self, given: Answer, read: Way, level: str, line: str) -> Any:
        """Checks the lines of a stream, and returns the fields of its call."""
        with self.subTest(line), Scripted(given) as server, logged(logging.DEBUG) as log:
            with contextlib.suppress(exceptions.AgentSpecError):
                read(client(server).agents.stream(name="a", input="b", correlation_id=ID))
            self.assertEqual(log.lines(), [ATTEMPT, (level, f"invoke_agent a: {line}, {ID}")])
        return log.fields()[-1]

    def test_a_stream_is_logged_when_it_ends_however_it_is_read(self) -> None:
        whole = "succeeded, 1 attempt, 2 events (first after # s), # s, 1 + 2 tokens"
        ways: List[Way] = [list, EventStream.text, EventStream.final_response, lambda stream: list(stream.text_stream()), read_by_next]
        for way in ways:
            fields = self.check(WHOLE, way, "DEBUG", whole)
            self.assertEqual(fields["agentspec.events"], 2)
            self.assertLessEqual(fields["agentspec.time_to_first_event"], fields["agentspec.duration"])

    def test_a_truncated_stream_is_logged_as_partial(self) -> None:
        cut = events(token("a"))
        ways: List[Way] = [list, EventStream.text]
        for way in ways:
            fields = self.check(cut, way, "INFO", "partial (stream_interrupted), 1 attempt, 1 event (first after # s), # s")
            self.assertEqual(fields["error.type"], "stream_interrupted")

    def test_a_stream_that_ends_with_an_error_is_logged_as_failed(self) -> None:
        failed = events(token("a"), {"type": "error", "code": "budget_exceeded", "message": "No."})
        ways: List[Way] = [list, EventStream.text]
        for way in ways:
            self.check(failed, way, "INFO", "partial (budget_exceeded), 1 attempt, 2 events (first after # s), # s")

    def test_a_stream_that_is_closed_or_dropped_before_its_end_is_logged_as_dropped(self) -> None:
        def close_at_once(stream: EventStream) -> None:
            stream.close()
            stream.close()

        def leave(stream: EventStream) -> None:
            with stream:
                next(stream)

        line = "dropped, 1 attempt, 2 events (first after # s), # s"
        ways: List[Way] = [leave, break_off, next]
        for way in ways:
            self.check(STALLED, way, "INFO", line)
        self.check(SILENT_STREAM, close_at_once, "INFO", "dropped, 1 attempt, # s")

    def test_asyncio_streams_log_the_same(self) -> None:
        async def collect(stream: Any) -> None:
            await stream.text()

        async def leave(stream: Any) -> None:
            async with stream:
                await stream.__anext__()

        async def cancel(stream: Any) -> None:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(consume(stream), 0.2)

        async def drop(stream: Any) -> None:
            await stream.__anext__()

        whole = ("DEBUG", f"invoke_agent a: succeeded, 1 attempt, 2 events (first after # s), # s, 1 + 2 tokens, {ID}")
        cut = ("INFO", f"invoke_agent a: partial (stream_interrupted), 1 attempt, 1 event (first after # s), # s, {ID}")
        dropped = ("INFO", f"invoke_agent a: dropped, 1 attempt, 2 events (first after # s), # s, {ID}")
        rows: List[Any] = [
            (WHOLE, consume, whole),
            (WHOLE, collect, whole),
            (events(token("a")), consume, cut),
            (events(token("a")), collect, cut),
            (STALLED, leave, dropped),
            (STALLED, cancel, dropped),
            (STALLED, drop, dropped),
        ]
        for given, read, line in rows:
            with self.subTest(read.__name__, line=line), Scripted(given) as server, logged(logging.DEBUG) as log:

                async def main(read: Any = read, url: Scripted = server) -> None:
                    with contextlib.suppress(exceptions.AgentSpecError):
                        await read(async_client(url).agents.stream(name="a", input="b", correlation_id=ID))

                asyncio.run(main())
                self.assertEqual(log.lines(), [ATTEMPT, line])

    def test_a_stream_that_is_dropped_on_the_sdks_own_thread_logs_nothing_there(self) -> None:
        held: List[Any] = []
        loop = asyncio.SelectorEventLoop()
        call = loop.call_soon_threadsafe

        def drop_and_call(*args: Any) -> Any:
            held.clear()
            return call(*args)

        setattr(loop, "call_soon_threadsafe", drop_and_call)
        with Scripted(STALLED, LISTED) as server, logged(logging.DEBUG) as log:
            held.append(client(server).agents.stream(name="a", input="b", correlation_id=ID))
            next(held[0])
            loop.run_until_complete(async_client(server).agents.list())
            loop.close()
            self.assertEqual(held, [])
            self.assertTrue(server.saw_close())
        self.assertEqual([line.split(":")[0] for _, line in log.lines()], ["POST /v1/agents/{name}/stream", "GET /v1/agents", "list_agents"])


class Content(unittest.TestCase):
    def test_content_is_recorded_only_after_an_opt_in_and_never_in_a_line(self) -> None:
        for opts_in in [False, True]:
            with Scripted(answer(200, {**INVOKED, "output": "canary"}), events(token("canary"), DONE)) as server, logged(logging.DEBUG) as log:
                one = client(server, trace_content=opts_in, api_key=KEY)
                one.agents.invoke(name="a", input="canary")
                one.agents.stream(name="a", input="canary").text()
            self.assertEqual(len(log.records), 4)
            self.assertNotIn("canary", repr(log.lines()))
            self.assertNotIn(KEY, repr([vars(record) for record in log.records]))
            for fields in log.fields()[1::2]:
                contents = [json.loads(fields[name])[0]["parts"][0]["content"] for name in fields if name.endswith(".messages")]
                self.assertEqual(contents, ["canary"] * 2 * opts_in)
                self.assertEqual("canary" in repr(fields), opts_in)


SILENT_STREAM = events(is_held=True)


def read_by_next(stream: EventStream) -> None:
    with contextlib.suppress(StopIteration):
        while True:
            next(stream)


def break_off(stream: EventStream) -> None:
    for _ in stream:
        break


if __name__ == "__main__":
    unittest.main()
