"""The outcome of a failed request, and the history of its attempts."""

import asyncio
import contextlib
import json
import pickle
import socket
import unittest
from typing import Any, Callable, List, Tuple, cast

from agentspec import AgentSpecClient, AsyncAgentSpecClient, EventStream, FailedAttempt, Outcome, exceptions
from scenarios import invoke, list_agents, with_both, stream, text
from support import DONE, IN_TIME, INVOKED, SILENCE, STALLED, Answer, Clock, Scripted, answer, events, refusal, token

NOT_SENT, REJECTED, UNKNOWN, PARTIAL = Outcome
BUSY = refusal(503, "internal_error", Retry_After="0")
BROKEN = answer(200, b"{", Content_Length="99")


class Outcomes(unittest.TestCase):
    def test_an_outcome_is_a_str(self) -> None:
        self.assertEqual([f"{outcome}" for outcome in Outcome], ["not_sent", "rejected", "unknown", "partial"])
        self.assertEqual([str(outcome) for outcome in Outcome], ["not_sent", "rejected", "unknown", "partial"])
        self.assertEqual(json.dumps(list(Outcome)), '["not_sent", "rejected", "unknown", "partial"]')
        self.assertEqual((Outcome("partial"), {"rejected": 1}[Outcome.REJECTED]), (PARTIAL, 1))
        self.assertEqual([outcome.may_have_run for outcome in Outcome], [False, False, True, True])
        self.assertIs(pickle.loads(pickle.dumps(PARTIAL)), PARTIAL)

    def test_each_failure_has_its_outcome(self) -> None:
        rows: List[Tuple[Answer, Any, Outcome]] = [
            (refusal(400, "invalid_request"), invoke, REJECTED),
            (refusal(429, "rate_limited"), invoke, REJECTED),
            (refusal(503, "internal_error"), invoke, REJECTED),
            (refusal(500, "internal_error"), invoke, UNKNOWN),
            (refusal(502, "internal_error"), invoke, UNKNOWN),
            (refusal(418, "teapot"), invoke, REJECTED),
            (BROKEN, invoke, UNKNOWN),
            (SILENCE, invoke, UNKNOWN),
            (answer(200, b"{}"), invoke, UNKNOWN),
            (events(), stream, UNKNOWN),
            (events(token("a")), stream, PARTIAL),
            (STALLED, stream, PARTIAL),
            (events(token("a"), {"type": "error", "code": "internal_error", "message": "No."}), text, PARTIAL),
        ]
        for given, ask, outcome in rows:
            with contextlib.ExitStack() as stack:
                server = stack.enter_context(Scripted(given))
                if given is SILENCE:
                    stack.enter_context(stack.enter_context(Clock()).passes(IN_TIME, server.requests))
                for _, (result,) in with_both(lambda: server.url, ask, max_retries=0, timeout=IN_TIME, byte_idle_timeout=0.2):
                    error = result.error
                    assert error is not None
                    self.assertEqual((error.outcome, error.may_have_run), (outcome, outcome in (UNKNOWN, PARTIAL)), error)
                    self.assertEqual([attempt.outcome for attempt in error.history], [outcome])

    def test_the_outcome_of_several_attempts_is_the_furthest(self) -> None:
        with Scripted(BROKEN, BUSY) as server, self.assertRaises(exceptions.ServerError) as caught:
            list_agents(AgentSpecClient(base_url=server.url, max_retries=1, retry_delay=0))
        error = caught.exception
        self.assertEqual((error.status, error.outcome), (503, UNKNOWN))
        broken = FailedAttempt("ConnectionError", 200, UNKNOWN, 0.0)
        self.assertEqual(error.history, [broken, FailedAttempt("ServerError", 503, REJECTED, None)])

    def test_a_call_that_was_never_sent_has_no_attempts(self) -> None:
        client = AgentSpecClient(base_url="http://127.0.0.1:9", environment=False)
        closed = AgentSpecClient(base_url="http://127.0.0.1:9", environment=False)
        closed.close()
        calls: List[Callable[[], Any]] = [
            lambda: AgentSpecClient(timeout=-1),
            lambda: AgentSpecClient(api_key="a", token="b"),
            lambda: client.agents.invoke(name="", input="b"),
            lambda: client.agents.invoke(name="a", input=cast(Any, 5)),
            lambda: client.agents.invoke(name="a", input="b", headers=cast(Any, 5)),
            lambda: EventStream.from_bytes(cast(Any, "x")),
            lambda: invoke(closed),
        ]
        for call in calls:
            with self.assertRaises(exceptions.AgentSpecError) as caught:
                call()
            self.assertEqual((caught.exception.outcome, caught.exception.history, caught.exception.attempts), (NOT_SENT, [], 0))

    def test_a_stream_whose_read_was_cancelled_has_run(self) -> None:
        async def main(taken: int) -> None:
            client = AsyncAgentSpecClient(base_url=server.url)
            async with client.agents.stream(name="a", input="b") as events_of:
                for _ in range(taken):
                    await events_of.__anext__()
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(events_of.__anext__(), 0.1)
                with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                    await events_of.__anext__()
                self.assertEqual((caught.exception.events, caught.exception.outcome), (taken, PARTIAL if taken else UNKNOWN))

        for given, taken in [(STALLED, 2), (events(is_held=True), 0)]:
            with Scripted(given) as server:
                asyncio.run(main(taken))


class Histories(unittest.TestCase):
    def test_a_response_and_a_stream_have_the_history_of_failed_attempts(self) -> None:
        history = [FailedAttempt("ServerError", 503, REJECTED, 0.0)] * 2
        with Scripted(BUSY, BUSY, answer(200, INVOKED)) as server:
            client = AgentSpecClient(base_url=server.url)
            response = client.with_response(client.agents.invoke, name="a", input="b")
            self.assertEqual((response.history, response.attempts), (history, 3))
            self.assertEqual(client.with_response(client.agents.invoke, name="a", input="b").history, [])
        with Scripted(BUSY, BUSY, events(token("a"), {"type": "error", "code": "internal_error", "message": "No."})) as server:
            streamed = AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
            self.assertEqual((streamed.history, streamed.attempts), (history, 3))
            with self.assertRaises(exceptions.ServerError) as caught:
                list(streamed.text_stream())
            self.assertEqual(caught.exception.history, [*history, FailedAttempt("ServerError", 200, PARTIAL, None)])
        self.assertEqual(EventStream.from_bytes(b"").history, [])

    def test_those_of_asyncio_have_it_too(self) -> None:
        async def main() -> None:
            client = AsyncAgentSpecClient(base_url=server.url)
            async with client.agents.stream(name="a", input="b") as streamed:
                self.assertEqual(streamed.history, [FailedAttempt("ServerError", 503, REJECTED, 0.0)])

        with Scripted(BUSY, events(token("a"), DONE)) as server:
            asyncio.run(main())

    def test_an_attempt_that_was_not_sent_is_in_the_history(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        with self.assertRaises(exceptions.ConnectionError) as caught:
            invoke(AgentSpecClient(base_url=f"http://127.0.0.1:{port}", max_retries=1, retry_delay=0))
        attempt = FailedAttempt("ConnectionError", None, NOT_SENT, 0.0)
        self.assertEqual(caught.exception.history, [attempt, FailedAttempt("ConnectionError", None, NOT_SENT, None)])
        self.assertFalse(caught.exception.may_have_run)


class Routes(unittest.TestCase):
    def test_an_unknown_route_is_distinguished_from_an_unknown_agent(self) -> None:
        page = b"<h1>Not here</h1>"
        rows = [(answer(404, page), True), (answer(405, b""), True), (refusal(404, "not_found"), False), (refusal(400, "invalid_request"), False)]
        for given, is_unsupported in rows:
            with Scripted(given) as server:
                for _, (result,) in with_both(lambda: server.url, invoke):
                    assert result.error is not None
                    self.assertEqual(result.error.is_unsupported, is_unsupported)


if __name__ == "__main__":
    unittest.main()
