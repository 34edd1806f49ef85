"""What a client says of its connections and of each request."""

import asyncio
import unittest
from typing import Any, Dict, List, Tuple

from agentspec import UNSET, AgentSpecClient, AsyncAgentSpecClient, exceptions
from scenarios import UNKNOWN, ScenarioTest, list_agents, with_both, stream
from support import INVOKED, Answer, Scripted, answer

SILENT = Answer(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", is_held=True)


class Connections(ScenarioTest):
    def test_as_many_idle_connections_are_kept_as_the_client_says(self) -> None:
        self.connections([1, 1, 1], pool_max_idle_per_host=1, pool_idle_timeout=None)
        self.connections([1, 2, 3], pool_max_idle_per_host=0)

    def test_an_idle_connection_is_kept_for_as_long_as_the_client_says(self) -> None:
        self.connections([1, 1, 1], pool_idle_timeout=60)
        self.connections([1, 2, 3], pool_idle_timeout=0)

    def connections(self, due: List[int], **options: Any) -> None:
        for results, run in self.each("52-busy-then-well", list_agents, list_agents, **options):
            self.assertEqual([result.error for result in results], [None, None])
            first, *_ = seen = run.connections()
            self.assertEqual([connection - first + 1 for connection in seen], due)

    def test_what_cannot_be_is_refused_by_its_name(self) -> None:
        for name, value in [("connect_timeout", -1), ("pool_idle_timeout", "long"), ("pool_max_idle_per_host", -1), ("pool_max_idle_per_host", 0.5)]:
            given: Any = {name: value}
            with self.subTest(name, value=value), self.assertRaisesRegex(exceptions.ConfigurationError, f"^configuration_error: {name}: expected "):
                AgentSpecClient(environment=False, **given)

    def test_a_proxy_that_is_none_is_refused_where_the_client_is_made(self) -> None:
        for url in ("nonsense", "", "ftp://proxy:21", "socks5://me:s3cret@proxy:1080"):
            for client in (AgentSpecClient, AsyncAgentSpecClient):
                with self.subTest(url, client=client.__name__), self.assertRaisesRegex(exceptions.ConfigurationError, "proxy is not a URL") as raised:
                    client(environment=False, proxy=url)
                self.assertNotIn("s3cret", str(raised.exception))


class OfTheClient(unittest.TestCase):
    def test_a_header_of_the_client_is_on_each_request_unless_its_call_sets_another(self) -> None:
        with Scripted(answer(200, INVOKED)) as server:
            client = AgentSpecClient(base_url=server.url, environment=False, headers={"X-Team": "blue", "X-Size": "3"})
            invoke: Any = {"name": "a", "input": "b"}
            client.agents.invoke(**invoke)
            client.agents.invoke(**invoke, headers={"x-team": "green"})
            client.with_options(headers={"X-Floor": "1"}).agents.invoke(**invoke)
            client.agents.invoke(**invoke, headers=None)
            seen = [tuple(request.headers.get(name) for name in ("x-team", "x-size", "x-floor")) for request in server.received]
        self.assertEqual(seen, [("blue", "3", None), ("green", "3", None), ("blue", "3", "1"), (None, None, None)])

    def test_a_header_that_is_set_otherwise_is_refused_where_the_client_is_made(self) -> None:
        for headers, told in [
            ({"Authorization": "canary"}, "header authorization cannot be set on a client"),
            ({"x team": "canary"}, "invalid name"),
            ({"x-team": "canary\n"}, "header x-team: invalid value"),
            ({"x-team": 5}, "headers: expected a mapping of str to str"),
            ("x-team", "headers: expected a mapping of str to str"),
        ]:
            given: Any = {"headers": headers}
            for client in (AgentSpecClient, AsyncAgentSpecClient):
                with self.subTest(told, client=client.__name__), self.assertRaisesRegex(exceptions.ConfigurationError, told) as raised:
                    client(environment=False, **given)
                self.assertNotIn("canary", str(raised.exception))

    def test_a_stream_may_be_silent_for_as_long_as_its_call_says(self) -> None:
        with Scripted(SILENT) as server:
            cases: List[Tuple[Dict[str, Any], str]] = [
                ({"byte_idle_timeout": 0.01}, "no byte came for 0.01 seconds"),
                ({"byte_idle_timeout": None, "event_idle_timeout": 0.01}, "no event came for 0.01 seconds"),
            ]
            for options, told in cases:
                for ask in (lambda client: client.agents.stream(name="a", input="b", **options), lambda client: stream(client.with_options(**options))):
                    for client, (result,) in with_both(lambda: server.url, ask):
                        with self.subTest(told, client=client):
                            error = result.error
                            assert error is not None
                            self.assertIsInstance(error, exceptions.TimeoutError)
                            self.assertEqual(error.outcome, UNKNOWN)
                            self.assertIn(told, error.message)

    def test_a_streamed_turn_may_be_silent_for_as_long_as_it_says(self) -> None:
        with Scripted(SILENT) as server:
            client = AgentSpecClient(base_url=server.url, environment=False)
            with self.assertRaisesRegex(exceptions.TimeoutError, "no byte came for 0.01 seconds"):
                client.sessions.open(agent="a", session_id="s").continue_stream(input="b", byte_idle_timeout=0.01).text()

            async def main() -> None:
                handle = AsyncAgentSpecClient(base_url=server.url, environment=False).sessions.open(agent="a", session_id="s")
                with self.assertRaisesRegex(exceptions.TimeoutError, "no event came for 0.01 seconds"):
                    await handle.continue_stream(input="b", byte_idle_timeout=UNSET, event_idle_timeout=0.01).text()

            asyncio.run(main())


if __name__ == "__main__":
    unittest.main()
