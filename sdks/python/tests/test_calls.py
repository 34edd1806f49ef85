"""Calls: what they send and return, and how they are retried and configured."""

import asyncio
import json
import threading
import unittest
from typing import Any, Callable, List, Optional, Tuple
from urllib.parse import parse_qs, urlsplit

from agentspec import UNSET, AgentSpecClient, AsyncAgentSpecClient, Response, exceptions, types
from agentspec._options import MaxRetries
from support import DONE, INVOKED, KEY, SILENCE, Answer, Clock, Mock, Scripted, answer, configured, environment, events, refusal, token

LISTED = answer(200, {"agents": [{"name": "assistant", "model": "m", "status": "ready"}]})
BUSY = refusal(503, "internal_error", "Starting up.")


class Environment(unittest.TestCase):
    def test_settings_that_are_not_given_are_read_from_the_environment(self) -> None:
        with Scripted(LISTED) as server:
            with environment(AGENTSPEC_BASE_URL=server.url, AGENTSPEC_API_KEY="from-env", AGENTSPEC_TOKEN="hidden"):
                AgentSpecClient().agents.list()
                asyncio.run(self.ask(AsyncAgentSpecClient()))
                AgentSpecClient(api_key="given").agents.list()
            with environment(AGENTSPEC_BASE_URL=server.url, AGENTSPEC_TOKEN="from-env"):
                AgentSpecClient().agents.list()
            with environment(AGENTSPEC_API_KEY=""):
                AgentSpecClient(base_url=server.url + "/").agents.list()
            sent = [(request.headers.get("x-api-key"), request.headers.get("authorization")) for request in server.received]
        self.assertEqual(sent, [("from-env", None), ("from-env", None), ("given", None), (None, "Bearer from-env"), (None, None)])

    async def ask(self, client: AsyncAgentSpecClient) -> None:
        await client.agents.list()

    def test_a_request_names_the_client_that_made_it(self) -> None:
        with Scripted(LISTED) as server:
            AgentSpecClient(base_url=server.url).agents.list()
            self.assertRegex(server.received[0].headers["user-agent"], r"^agentspec-python/\d")


class Options(unittest.TestCase):
    def test_a_call_has_options_of_its_own(self) -> None:
        with Scripted(answer(200, INVOKED)) as server:
            client = AgentSpecClient(base_url=server.url)
            client.agents.invoke(name="a b/c", input="é", headers={"X-Team": "7"}, correlation_id="corr-1", idempotency_key="idem-1", options={"max_tokens": 3, "seed": 4})
            client.agents.invoke(name="a", input="b")
            first, second = server.received
        self.assertEqual((first.method, first.path), ("POST", "/v1/agents/a%20b%2Fc/invoke"))
        self.assertEqual(json.loads(first.body), {"input": "é", "options": {"max_tokens": 3, "seed": 4}})
        names = ["x-team", "x-correlation-id", "idempotency-key"]
        self.assertEqual([first.headers.get(name) for name in names], ["7", "corr-1", "idem-1"])
        self.assertNotIn("x-team", second.headers)
        self.assertTrue(second.headers["x-correlation-id"] and second.headers["idempotency-key"])
        self.assertEqual(json.loads(second.body), {"input": "b"})

    def test_a_copy_has_defaults_of_its_own_and_the_client_stays_as_it_is(self) -> None:
        with Scripted(LISTED, LISTED, LISTED, answer(200, INVOKED)) as server:
            client = AgentSpecClient(base_url=server.url)
            copy = client.with_options(headers={"X-Team": "7", "X-Other": "1"})
            copy.agents.list(correlation_id="corr-1")
            client.agents.list()
            copy.with_options(timeout=9).agents.list(headers={"X-Other": "2"}, correlation_id="corr-2")
            copy.sessions.open(agent="a", session_id="s")
            copy.agents.invoke(name="a", input="b", correlation_id="corr-3")
            sent = [tuple(request.headers.get(name) for name in ["x-team", "x-other"]) for request in server.received]
            ids = [request.headers["x-correlation-id"] for request in server.received]
        self.assertEqual(sent, [("7", "1"), (None, None), ("7", "2"), ("7", "1")])
        self.assertEqual((ids[0], ids[2], ids[3]), ("corr-1", "corr-2", "corr-3"))
        self.assertNotIn(ids[1], ids[:1] + ids[2:])

    def test_every_resource_of_a_copy_uses_its_defaults(self) -> None:
        session = {"session_id": "s", "agent": "a", "created_at": "2026-01-15T09:30:00Z", "metadata": {}}
        status = {"pipeline": "p", "run_id": "r", "status": "completed", "steps": [], "started_at": "2026-01-15T09:30:00Z", "elapsed_ms": 1}
        turn = {**INVOKED, "turn": 1}
        health = {"status": "ok", "version": "1"}
        scripts: List[Answer] = [answer(200, body) for body in [session, {"sessions": [session], "total": 1}, turn, status, status, health]]
        with Scripted(*scripts, events(token("a"), DONE)) as server:
            copy = AgentSpecClient(base_url=server.url).with_options(headers={"X-Team": "7"})
            copy.sessions.create(agent="a")
            self.assertEqual(len(list(copy.sessions.list_all(agent="a"))), 1)
            copy.sessions.open(agent="a", session_id="s").continue_(input="b")
            copy.pipelines.wait(name="p")
            self.assertEqual(len(list(copy.pipelines.watch(name="p"))), 1)
            copy.health()
            copy.sessions.continue_stream(agent="a", session_id="s", input="b").text()
            self.assertEqual([request.headers.get("x-team") for request in server.received], ["7"] * 7)

    def test_a_timeout_of_a_call_or_a_copy_replaces_the_client_s(self) -> None:
        with Scripted(SILENCE) as server:
            client = AgentSpecClient(base_url=server.url, max_retries=0)
            with self.assertRaises(exceptions.TimeoutError):
                client.agents.list(timeout=0.02)
            with self.assertRaises(exceptions.TimeoutError):
                client.with_options(timeout=0.02).agents.list()
            with self.assertRaises(exceptions.TimeoutError):
                AgentSpecClient(base_url=server.url, timeout=0.02, max_retries=0).agents.list()

    def test_none_is_no_limit(self) -> None:
        with Scripted(SILENCE) as server:
            client = AgentSpecClient(base_url=server.url, timeout=0.02, max_retries=0)
            raised: List[BaseException] = []

            def ask() -> None:
                try:
                    client.agents.list(timeout=None)
                except exceptions.AgentSpecError as error:
                    raised.append(error)

            thread = threading.Thread(target=ask)
            thread.start()
            thread.join(0.1)
            self.assertTrue(thread.is_alive())
            server.__exit__(None, None, None)
            thread.join(5)
        self.assertNotIsInstance(raised[0], exceptions.TimeoutError)

    def test_retries_of_a_call_replace_the_client_s(self) -> None:
        rows: List[Tuple[int, MaxRetries, int]] = [(0, 2, 3), (3, 0, 1), (1, UNSET, 2)]
        for client_has, call_has, expected in rows:
            with Scripted(BUSY) as server:
                client = AgentSpecClient(base_url=server.url, max_retries=client_has, retry_delay=0)
                ways: List[Callable[[], Any]] = [
                    lambda client=client, call_has=call_has: client.agents.list(max_retries=call_has),  # type: ignore[misc]
                    client.with_options(max_retries=call_has).agents.list,
                ]
                for way in ways:
                    server.received.clear()
                    with self.assertRaises(exceptions.ServerError) as caught:
                        way()
                    self.assertEqual((caught.exception.attempts, len(server.received)), (expected, expected))


class Retries(unittest.TestCase):
    def test_each_attempt_is_the_same_request(self) -> None:
        with Scripted(BUSY, refusal(429, "rate_limited", Retry_After="0"), answer(200, INVOKED)) as server:
            client = AgentSpecClient(base_url=server.url, retry_delay=0)
            response = client.with_response(client.agents.invoke, name="a", input="b")
            self.assertEqual((response.attempts, response.value.output), (3, "Paris."))
            for name in ["idempotency-key", "x-correlation-id"]:
                self.assertEqual(len({request.headers[name] for request in server.received}), 1)
            self.assertEqual(len({(request.method, request.path, request.body) for request in server.received}), 1)

    def test_a_stream_is_retried_until_it_begins_and_never_after(self) -> None:
        with Scripted(BUSY, events(token("a"))) as server:
            stream = AgentSpecClient(base_url=server.url, retry_delay=0).agents.stream(name="a", input="b")
            self.assertEqual(stream.attempts, 2)
            with self.assertRaises(exceptions.StreamInterruptedError):
                stream.text()
            self.assertEqual(len(server.received), 2)

    def test_a_server_that_is_busy_twice_responds_in_the_end(self) -> None:
        reply = {"when": {"contains": "storm"}, "times": 2, "error": {"status": 503, "code": "internal_error", "message": "Starting up."}}
        with configured({"agents": [{"name": "forecaster", "replies": [reply, {"text": "No storm."}]}]}) as mock:
            client = AgentSpecClient(base_url=mock.url, api_key=KEY, retry_delay=0)
            response = client.with_response(client.agents.invoke, name="forecaster", input="storm?")
            self.assertEqual((response.value.output, response.attempts), ("No storm.", 3))
            self.assertIn('operation="invoke_agent",status="503"} 2', client.metrics())

    def test_a_wait_before_a_retry_follows_retry_delay(self) -> None:
        with Scripted(BUSY, LISTED) as server:
            client = AgentSpecClient(base_url=server.url, retry_delay=30)
            thread = threading.Thread(target=lambda: self.assertRaises(exceptions.ConfigurationError, client.agents.list), daemon=True)
            thread.start()
            self.assertTrue(server.has_received())
            thread.join(0.05)
            self.assertTrue(thread.is_alive(), "it did not wait")
            self.assertEqual(len(server.received), 1)


class Responses(unittest.TestCase):
    def test_a_call_can_return_the_metadata_of_its_response(self) -> None:
        with Scripted(answer(200, INVOKED, X_Correlation_ID="the-servers-own", X_Extra="1")) as server:
            client = AgentSpecClient(base_url=server.url)
            response = client.with_response(client.agents.invoke, name="a", input="b")
            self.assertIsInstance(response, Response)
            self.assertEqual(response.value, types.InvokeResponse.from_dict(INVOKED))
            self.assertEqual((response.status, response.attempts, response.correlation_id), (200, 1, "the-servers-own"))
            self.assertEqual(response.headers["x-extra"], "1")
            self.assertIsInstance(client.agents.invoke(name="a", input="b"), types.InvokeResponse)

            async def main() -> None:
                client = AsyncAgentSpecClient(base_url=server.url)
                responses = await asyncio.gather(
                    client.with_response(client.agents.invoke, name="a", input="b"),
                    client.agents.invoke(name="a", input="b"),
                    client.with_response(client.agents.invoke, name="a", input="b", correlation_id="x"),
                )
                self.assertEqual([type(each) for each in responses], [Response, types.InvokeResponse, Response])
                self.assertEqual(responses[0].correlation_id, "the-servers-own")

            asyncio.run(main())

    def test_a_call_that_fails_leaves_nothing_behind(self) -> None:
        with Scripted(refusal(404, "not_found"), LISTED) as server:
            client = AgentSpecClient(base_url=server.url)
            with self.assertRaises(exceptions.NotFoundError):
                client.with_response(client.agents.list)
            self.assertIsInstance(client.agents.list(), types.AgentList)

    def test_none_is_a_value_too(self) -> None:
        with Scripted(answer(204, b"")) as server:
            client = AgentSpecClient(base_url=server.url)
            response = client.with_response(client.sessions.delete, agent="a", session_id="s")
            self.assertEqual((response.value, response.status), (None, 204))


class RefusedResponses(unittest.TestCase):
    def test_a_stream_and_an_operation_of_several_calls_are_refused_before_anything_is_sent(self) -> None:
        with Scripted(LISTED) as server:
            client = AgentSpecClient(base_url=server.url)
            with self.assertRaisesRegex(TypeError, "a stream has status, headers"):
                client.with_response(client.agents.stream, name="a", input="b")
            with self.assertRaisesRegex(TypeError, "wait is several calls"):
                client.with_response(client.pipelines.wait, name="p")
            with self.assertRaisesRegex(TypeError, "watch is several calls"):
                client.with_response(client.pipelines.watch, name="p")
            with self.assertRaisesRegex(TypeError, "list_all is several calls"):
                client.with_response(client.sessions.list_all, agent="a")
            self.assertEqual(server.received, [])

    def test_the_value_is_that_of_the_call_itself(self) -> None:
        with Scripted(LISTED) as server:
            client = AgentSpecClient(base_url=server.url)
            response = client.with_response(lambda: [client.agents.list()[0].name, client.agents.list()[0].name])
            self.assertEqual((response.value, response.status), (["assistant", "assistant"], 200))


class Paging(unittest.TestCase):
    def test_all_sessions_are_listed_page_by_page(self) -> None:
        with Mock() as mock:
            client = AgentSpecClient(base_url=mock.url, api_key=KEY)
            made = [client.sessions.create(agent="assistant", metadata={"n": number}).session_id for number in range(7)]
            self.assertEqual([session.session_id for session in client.sessions.list_all(agent="assistant", limit=3)], made[::-1])
            self.assertEqual([session.session_id for session in client.sessions.list_all(agent="assistant", offset=5)], made[1::-1])
            page = client.sessions.list(agent="assistant", limit=2)
            self.assertEqual(([session.session_id for session in page], page.total), (made[:4:-1], 7))

            async def main() -> List[Any]:
                client = AsyncAgentSpecClient(base_url=mock.url, api_key=KEY)
                return [session.metadata async for session in client.sessions.list_all(agent="assistant", limit=3)]

            self.assertEqual(asyncio.run(main()), [{"n": number} for number in reversed(range(7))])

    def test_a_page_is_requested_only_when_it_is_read(self) -> None:
        def page(offset: int) -> Answer:
            sessions = [{"session_id": f"s{offset + number}", "agent": "a", "created_at": "2026-01-15T09:30:00Z", "metadata": {}} for number in range(2)]
            return answer(200, {"sessions": sessions, "total": 6})

        with Scripted(page(0), page(2), page(4)) as server:
            sessions = AgentSpecClient(base_url=server.url).sessions.list_all(agent="a", limit=2)
            self.assertEqual(server.received, [])
            self.assertEqual([next(sessions).session_id for _ in range(3)], ["s0", "s1", "s2"])
            self.assertEqual([parse_qs(urlsplit(request.path).query).get("offset", ["0"]) for request in server.received], [["0"], ["2"]])

    def test_a_page_that_fails_raises_after_the_sessions_before_it(self) -> None:
        sessions = [{"session_id": f"s{number}", "agent": "a", "created_at": "2026-01-15T09:30:00Z", "metadata": {}} for number in range(2)]
        with Scripted(answer(200, {"sessions": sessions, "total": 4}), refusal(404, "not_found")) as server:
            pages = AgentSpecClient(base_url=server.url).sessions.list_all(agent="a", limit=2)
            self.assertEqual([next(pages).session_id, next(pages).session_id], ["s0", "s1"])
            with self.assertRaises(exceptions.NotFoundError):
                next(pages)


class Pipelines(unittest.TestCase):
    @staticmethod
    def status(status: str, *steps: Tuple[str, str]) -> Answer:
        listed = [{"name": name, "status": state, "duration_ms": None} for name, state in steps]
        return answer(200, {"pipeline": "p", "run_id": "run-1", "status": status, "steps": listed, "started_at": "2026-01-15T09:30:00Z", "elapsed_ms": 1})

    def script(self) -> List[Answer]:
        return [
            self.status("running", ("one", "running"), ("two", "pending")),
            self.status("running", ("one", "completed"), ("two", "running")),
            self.status("completed", ("one", "completed"), ("two", "completed")),
        ]

    def test_a_run_is_watched_until_it_ends(self) -> None:
        with Scripted(*self.script()) as server:
            status = AgentSpecClient(base_url=server.url).pipelines.wait(name="p", poll_delay=0.001)
            self.assertEqual((status.status, [step.status for step in status.steps]), ("completed", ["completed", "completed"]))
            self.assertEqual([parse_qs(urlsplit(request.path).query).get("run_id") for request in server.received], [None, ["run-1"], ["run-1"]])

    def test_each_change_of_a_run_is_yielded(self) -> None:
        expected = [("one", "running"), ("two", "pending"), ("one", "completed"), ("two", "running"), ("two", "completed"), (None, "completed")]

        async def changes(url: str) -> List[Any]:
            watch = AsyncAgentSpecClient(base_url=url).pipelines.watch(name="p", run_id="run-1", poll_delay=0.001)
            return [change async for change in watch]

        with Scripted(*self.script()) as server:
            seen: List[Any] = list(AgentSpecClient(base_url=server.url).pipelines.watch(name="p", poll_delay=0.001))
            self.assertEqual([(getattr(change, "name", None), change.status) for change in seen], expected)
            self.assertIsInstance(seen[0], types.PipelineStep)
            self.assertIsInstance(seen[-1], types.PipelineStatus)
        with Scripted(*self.script()) as server:
            seen = asyncio.run(changes(server.url))
            self.assertEqual([(getattr(change, "name", None), change.status) for change in seen], expected)

    def test_at_its_deadline_the_watch_ends_and_the_run_goes_on(self) -> None:
        with Clock(), Scripted(self.status("running")) as server:
            client = AgentSpecClient(base_url=server.url)
            with self.assertRaisesRegex(exceptions.TimeoutError, "run-1 of p did not end within 0.5 seconds; the run continues") as caught:
                client.pipelines.wait(name="p", poll_delay=0.1, deadline=0.5)
            self.assertFalse(caught.exception.is_connection, "no connection failed")
            with self.assertRaises(exceptions.TimeoutError):
                list(client.pipelines.watch(name="p", poll_delay=0.1, deadline=0.5))
            for wrong in ["deadline", "poll_delay"]:
                with self.assertRaisesRegex(exceptions.InvalidRequestError, wrong):
                    client.pipelines.wait(name="p", **{wrong: -1.0})  # type: ignore[arg-type]


class Contexts(unittest.TestCase):
    def test_a_client_is_a_context_manager(self) -> None:
        with Mock() as mock:
            with AgentSpecClient(base_url=mock.url, api_key=KEY) as client:
                self.assertEqual(client.agents.list()[0].name, "assistant")
                self.assertEqual(repr(client), f"<AgentSpecClient of {client.base_url}>")

            async def main() -> Optional[types.Health]:
                async with AsyncAgentSpecClient(base_url=mock.url, api_key=KEY) as client:
                    return await client.health()

            health = asyncio.run(main())
            assert health is not None
            self.assertEqual(health.status, "ok")


if __name__ == "__main__":
    unittest.main()
