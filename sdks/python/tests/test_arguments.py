"""Arguments arrive unchanged, or are refused by name before anything is sent."""

import asyncio
import json
import math
import random
import unittest
from typing import Any, Callable, List, Tuple

from agentspec import AgentSpecClient, AsyncAgentSpecClient, AsyncEventStream, EventStream, exceptions
from support import INVOKED, KEY, Mock, Scripted, answer


def random_float(chance: random.Random) -> float:
    return math.ldexp(chance.uniform(-1, 1), chance.randint(-1000, 1000))


def nested(depth: int) -> Any:
    return {"a": nested(depth - 1)} if depth > 1 else {}


class Numbers(unittest.TestCase):
    def test_numbers_are_returned_as_they_were_sent(self) -> None:
        chance = random.Random(1)
        numbers = {f"n{index}": random_float(chance) for index in range(2000)}
        metadata = {**numbers, "least": -(2**63), "most": 2**64 - 1, "zero": -0.0}
        with Mock() as mock:
            session = AgentSpecClient(base_url=mock.url, api_key=KEY).sessions.create(agent="assistant", metadata=metadata)
        self.assertEqual(session.metadata, metadata)

    def test_numbers_are_sent_as_they_were_given(self) -> None:
        chance = random.Random(2)
        given = [random_float(chance) for _ in range(2000)]
        with Scripted(answer(200, INVOKED)) as server:
            AgentSpecClient(base_url=server.url).agents.invoke(name="a", input="b", options={"numbers": given})
            self.assertEqual(json.loads(server.received[0].body)["options"]["numbers"], given)

    def test_integers_of_any_size_are_exact_both_ways(self) -> None:
        numbers = [0, 2**63, 2**64, -(2**63) - 1, 10**40, -(10**4299), {"amount_wei": 2000000000000000000001}]
        with Mock() as mock:
            session = AgentSpecClient(base_url=mock.url, api_key=KEY).sessions.create(agent="assistant", metadata={"numbers": numbers[:5]})
        self.assertEqual((session.metadata, type(session.metadata["numbers"][2])), ({"numbers": numbers[:5]}, int))
        session_with: Any = {"session_id": "s", "agent": "a", "created_at": "2026-01-01T00:00:00Z", "metadata": {"numbers": numbers}}
        with Scripted(answer(201, session_with)) as server:
            session = AgentSpecClient(base_url=server.url).sessions.create(agent="a", metadata={"numbers": numbers})
            self.assertEqual(json.loads(server.received[0].body), {"metadata": {"numbers": numbers}})
        self.assertEqual(session.metadata, {"numbers": numbers})
        self.assertEqual([type(number) for number in session.metadata["numbers"][:-1]], [int] * 6)

    def test_an_integer_beyond_pythons_limit_is_its_text(self) -> None:
        digits = "9" * 4301
        body = b'{"session_id": "s", "agent": "a", "created_at": "2026-01-01T00:00:00Z", "metadata": {"n": %s}}' % digits.encode()
        with Scripted(answer(201, body)) as server:
            session = AgentSpecClient(base_url=server.url).sessions.create(agent="a")
        self.assertEqual(session.metadata, {"n": digits})

    def test_an_integral_float_is_an_integer_where_one_is_expected(self) -> None:
        with Scripted(answer(200, INVOKED)) as server:
            AgentSpecClient(base_url=server.url).agents.invoke(name="a", input="b", options={"max_tokens": 100.0, "other": 100.0})
            self.assertEqual(server.received[0].body, b'{"input":"b","options":{"max_tokens":100,"other":100.0}}')


class Order(unittest.TestCase):
    def test_keys_are_sent_in_the_order_in_which_they_were_given(self) -> None:
        model = {"type": "json_schema", "properties": {"reasoning": {"type": "string"}, "answer": {"type": "string"}}}
        with Scripted(answer(200, INVOKED)) as server:
            client = AgentSpecClient(base_url=server.url)
            client.agents.invoke(name="a", input="b", options={"zeta": 1, "response_format": model, "alpha": 2})
            sent = json.loads(server.received[0].body)["options"]
        self.assertEqual(json.dumps(sent), json.dumps({"zeta": 1, "response_format": model, "alpha": 2}))

    def test_metadata_and_checks_keep_their_order(self) -> None:
        metadata = {"zeta": {"y": 1, "x": 2.0}, "alpha": [{"b": 1, "a": 2}], "beta": 3}
        checks = {"store": "ok", "models": "slow", "agents": "ok"}
        session = {"session_id": "s", "agent": "a", "created_at": "2026-01-01T00:00:00Z", "metadata": metadata}
        with Scripted(answer(201, session), answer(200, {"status": "ok", "version": "1", "checks": checks})) as server:
            client = AgentSpecClient(base_url=server.url)
            created, health = client.sessions.create(agent="a", metadata=metadata), client.health()
            self.assertEqual(json.dumps(json.loads(server.received[0].body)["metadata"]), json.dumps(metadata))
        self.assertEqual(json.dumps(created.metadata), json.dumps(metadata))
        self.assertEqual(json.dumps(health.checks), json.dumps(checks))


class Refusals(unittest.TestCase):
    def setUp(self) -> None:
        self.server = Scripted(answer(200, INVOKED))
        self.addCleanup(self.server.__exit__, None, None, None)
        self.client = AgentSpecClient(base_url=self.server.url)

    def refused(self, message: str, call: Callable[[], Any]) -> None:
        with self.assertRaises(exceptions.InvalidRequestError) as caught:
            call()
        self.assertEqual((caught.exception.message, caught.exception.code), (message, "invalid_request"))
        self.assertEqual(self.server.received, [])

    def test_an_invalid_option_is_named(self) -> None:
        half = "is not valid Unicode: it has half of a surrogate pair"
        rows: List[Tuple[str, Any]] = [
            ("options.a[1].b: the integer has more digits than Python converts to a str: pass it as a str", {"options": {"a": [1, {"b": -(10**4300)}]}}),
            ("options.max_tokens is \"many\": give an integer, as in 100", {"options": {"max_tokens": "many"}}),
            ("options.temperature is \"hot\": give a number, as in 0.2", {"options": {"temperature": "hot"}}),
            ("options.a: expected a finite number, got inf, which JSON cannot represent", {"options": {"a": math.inf}}),
            ("options: nested too deeply: expected at most 126 levels of lists and mappings", {"options": nested(127)}),
            ("options: nested too deeply: expected at most 126 levels of lists and mappings", {"options": nested(900)}),
            ("options: expected a mapping, got list", {"options": [1]}),
            ("options.a: expected keys of type str, got int", {"options": {"a": {1: 2}}}),
            (f"options.a {half}", {"options": {"a": "\ud800"}}),
            (f"a key of options {half}", {"options": {"\ud800": 1}}),
            (f"correlation_id {half}", {"correlation_id": "\ud800"}),
            (f"idempotency_key {half}", {"idempotency_key": "\ud800"}),
            (f"headers: the value of 'a' {half}", {"headers": {"a": "\ud800"}}),
            ("headers: expected a mapping of str to str, but the value of 'a' is of type int", {"headers": {"a": 5}}),
            ("headers: expected a mapping of str to str, but a name is of type int", {"headers": {5: "a"}}),
        ]
        for message, given in rows:
            with self.subTest(message):
                self.refused(message, lambda given=given: self.client.agents.invoke(name="a", input="b", **given))  # type: ignore[misc]

    def test_an_argument_of_a_wrong_type_is_named(self) -> None:
        wrong: Any = self.client
        rows: List[Tuple[str, Callable[[], Any]]] = [
            ("name: expected a str, got NoneType", lambda: wrong.agents.invoke(name=None, input="b")),
            ("limit: expected an int, got str", lambda: wrong.sessions.list(agent="a", limit="x")),
            ("limit: expected an int, got bool", lambda: wrong.sessions.list(agent="a", limit=True)),
            ("limit: expected an int from 0 to 4294967295, got -1", lambda: wrong.sessions.list(agent="a", limit=-1)),
            ("offset: expected an int from 0 to 18446744073709551615, got 18446744073709551616", lambda: wrong.sessions.list(agent="a", offset=2**64)),
            ("run_id: expected a str, got int", lambda: wrong.pipelines.status(name="a", run_id=5)),
            ("deadline: expected a number of seconds, got str", lambda: wrong.pipelines.wait(name="a", deadline="1")),
            ("metadata: expected a mapping, got str", lambda: wrong.sessions.create(agent="a", metadata="x")),
            ("agent: expected a str, got int", lambda: wrong.sessions.open(agent=5, session_id="s")),
            ("session_id: expected a str, got NoneType", lambda: wrong.sessions.open(agent="a", session_id=None)),
        ]
        for message, call in rows:
            with self.subTest(message):
                self.refused(message, call)

    def test_a_bool_is_not_a_number(self) -> None:
        limits = ["timeout", "deadline", "byte_idle_timeout", "event_idle_timeout", "connect_timeout", "pool_idle_timeout"]
        durations = {name: "a number of seconds, or None for no limit" for name in limits}
        of_calls = {**{name: durations[name] for name in limits[:4]}, "max_retries": "a whole number"}
        of_clients = {
            **durations,
            **of_calls,
            **dict.fromkeys(["retry_delay", "max_retry_delay"], "a number of seconds"),
            **dict.fromkeys(["event_limit", "answer_limit"], "a whole number"),
            **dict.fromkeys(["retry_budget", "pool_max_idle_per_host"], "a whole number, or None for no limit"),
        }
        wrong: Any = self.client
        for value in (True, False):
            for name, expected in of_clients.items():
                given: Any = {name: value}
                with self.subTest(name, value=value):
                    for client in (AgentSpecClient, AsyncAgentSpecClient):
                        with self.assertRaises(exceptions.ConfigurationError) as caught:
                            client(environment=False, **given)
                        self.assertEqual(caught.exception.message, f"{name}: expected {expected}, got bool")
            for name, expected in of_calls.items():
                with self.subTest(name, value=value):
                    message = f"{name}: expected {expected}, got bool"
                    self.refused(message, lambda name=name: wrong.with_options(**{name: value}))  # type: ignore[misc]
                    self.refused(message, lambda name=name: wrong.agents.stream(name="a", input="b", **{name: value}))  # type: ignore[misc]
            for name in ("deadline", "poll_delay"):
                self.refused(f"{name}: expected a number of seconds, got bool", lambda name=name: wrong.pipelines.wait(name="a", **{name: value}))  # type: ignore[misc]

    def test_from_bytes_requires_bytes(self) -> None:
        text: Any = "x"
        self.refused("data: expected bytes, got str", lambda: EventStream.from_bytes(text))
        self.refused("data: expected bytes, got str", lambda: asyncio.run(self.read(text)))

    async def read(self, data: Any) -> str:
        return await AsyncEventStream.from_bytes(data).text()

    def test_the_deepest_allowed_nesting_is_sent(self) -> None:
        self.client.agents.invoke(name="a", input="b", options=nested(126))
        self.assertEqual(json.loads(self.server.received[0].body)["options"], nested(126))


if __name__ == "__main__":
    unittest.main()
