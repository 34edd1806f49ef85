"""The network options of a client: its connections and the headers of each request."""

import asyncio
import unittest
from typing import Any, Dict, List, Tuple

from agentspec import UNSET, AgentSpecClient, AsyncAgentSpecClient, exceptions
from scenarios import UNKNOWN, ScenarioTest, list_agents, with_both, stream
from support import INVOKED, Answer, Scripted, answer

SILENT = Answer(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", is_held=True)


class Connections(ScenarioTest):
    def test_pool_max_idle_per_host_limits_the_idle_connections(self) -> None:
        self.connections([1, 1, 1], pool_max_idle_per_host=1, pool_idle_timeout=None)
        self.connections([1, 2, 3], pool_max_idle_per_host=0)

    def test_pool_idle_timeout_limits_how_long_an_idle_connection_is_kept(self) -> None:
        self.connections([1, 1, 1], pool_idle_timeout=60)
        self.connections([1, 2, 3], pool_idle_timeout=0)

    def connections(self, expected: List[int], **options: Any) -> None:
        for results, run in self.each("52-busy-then-well", list_agents, list_agents, **options):
            self.assertEqual([result.error for result in results], [None, None])
            first, *_ = seen = run.connections()
            self.assertEqual([connection - first + 1 for connection in seen], expected)

    def test_an_invalid_option_is_refused_by_its_name(self) -> None:
        for name, value in [("connect_timeout", -1), ("pool_idle_timeout", "long"), ("pool_max_idle_per_host", -1), ("pool_max_idle_per_host", 0.5)]:
            given: Any = {name: value}
            with self.subTest(name, value=value), self.assertRaisesRegex(exceptions.ConfigurationError, f"^configuration_error: {name}: expected "):
                AgentSpecClient(environment=False, **given)

    def test_an_invalid_proxy_is_refused_when_the_client_is_created(self) -> None:
        for url in ("nonsense", "", "ftp://proxy:21", "socks5://me:s3cret@proxy:1080"):
            for client in (AgentSpecClient, AsyncAgentSpecClient):
                with self.subTest(url, client=client.__name__), self.assertRaisesRegex(exceptions.ConfigurationError, "proxy is not a URL") as raised:
                    client(environment=False, proxy=url)
                self.assertNotIn("s3cret", str(raised.exception))


class OfTheClient(unittest.TestCase):
    def test_a_header_of_the_client_is_sent_unless_the_call_sets_its_own(self) -> None:
        with Scripted(answer(200, INVOKED)) as server:
            client = AgentSpecClient(base_url=server.url, environment=False, headers={"X-Team": "blue", "X-Size": "3"})
            invoke: Any = {"name": "a", "input": "b"}
            client.agents.invoke(**invoke)
            client.agents.invoke(**invoke, headers={"x-team": "green"})
            client.with_options(headers={"X-Floor": "1"}).agents.invoke(**invoke)
            client.agents.invoke(**invoke, headers=None)
            seen = [tuple(request.headers.get(name) for name in ("x-team", "x-size", "x-floor")) for request in server.received]
        self.assertEqual(seen, [("blue", "3", None), ("green", "3", None), ("blue", "3", "1"), (None, None, None)])

    def test_a_header_with_its_own_setting_is_refused_when_the_client_is_created(self) -> None:
        for headers, message in [
            ({"Authorization": "canary"}, "header authorization cannot be set on a client"),
            ({"x team": "canary"}, "invalid name"),
            ({"x-team": "canary\n"}, "header x-team: invalid value"),
            ({"x-team": 5}, "headers: expected a mapping of str to str"),
            ("x-team", "headers: expected a mapping of str to str"),
        ]:
            given: Any = {"headers": headers}
            for client in (AgentSpecClient, AsyncAgentSpecClient):
                with self.subTest(message, client=client.__name__), self.assertRaisesRegex(exceptions.ConfigurationError, message) as raised:
                    client(environment=False, **given)
                self.assertNotIn("canary", str(raised.exception))

    def test_the_idle_timeouts_of_a_call_bound_the_silence_of_its_stream(self) -> None:
        with Scripted(SILENT) as server:
            cases: List[Tuple[Dict[str, Any], str]] = [
                ({"byte_idle_timeout": 0.01}, "no byte was received for 0.01 seconds"),
                ({"byte_idle_timeout": None, "event_idle_timeout": 0.01}, "no event was received for 0.01 seconds"),
            ]
            for options, message in cases:
                for ask in (lambda client: client.agents.stream(name="a", input="b", **options), lambda client: stream(client.with_options(**options))):
                    for client, (result,) in with_both(lambda: server.url, ask):
                        with self.subTest(message, client=client):
                            error = result.error
                            assert error is not None
                            self.assertIsInstance(error, exceptions.TimeoutError)
                            self.assertEqual(error.outcome, UNKNOWN)
                            self.assertIn(message, error.message)

    def test_the_idle_timeouts_of_a_streamed_turn_bound_its_silence(self) -> None:
        with Scripted(SILENT) as server:
            client = AgentSpecClient(base_url=server.url, environment=False)
            with self.assertRaisesRegex(exceptions.TimeoutError, "no byte was received for 0.01 seconds"):
                client.sessions.open(agent="a", session_id="s").continue_stream(input="b", byte_idle_timeout=0.01).text()

            async def main() -> None:
                handle = AsyncAgentSpecClient(base_url=server.url, environment=False).sessions.open(agent="a", session_id="s")
                with self.assertRaisesRegex(exceptions.TimeoutError, "no event was received for 0.01 seconds"):
                    await handle.continue_stream(input="b", byte_idle_timeout=UNSET, event_idle_timeout=0.01).text()

            asyncio.run(main())


if __name__ == "__main__":
    unittest.main()
