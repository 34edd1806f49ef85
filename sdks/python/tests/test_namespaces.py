"""The namespaces of a client are objects, and an option that is left out is not None."""

import asyncio
import gc
import inspect
import unittest
import weakref
from typing import Any, List, Tuple
from unittest.mock import Mock, create_autospec, patch

import agentspec
from agentspec import UNSET, AgentSpecClient, AsyncAgentSpecClient, exceptions
from agentspec.types import InvokeResponse, Usage
from support import INVOKED, Scripted, answer, refusal

NAMESPACES = ("agents", "sessions", "pipelines")
FAKE = InvokeResponse(output="a fake", usage=Usage(input_tokens=1, output_tokens=1, total_tokens=2))
BUSY = refusal(503, "unavailable")


def clients(url: str = "http://localhost:1", **options: Any) -> List[Any]:
    return [kind(base_url=url, environment=False, **options) for kind in (AgentSpecClient, AsyncAgentSpecClient)]


class Namespaces(unittest.TestCase):
    def test_each_namespace_is_one_object_for_the_life_of_its_client(self) -> None:
        for client in clients():
            other = client.with_options(timeout=1.0)
            for name in NAMESPACES:
                with self.subTest(client=client, name=name):
                    self.assertIs(getattr(client, name), getattr(client, name))
                    self.assertIs(getattr(other, name), getattr(other, name))
                    self.assertIsNot(getattr(client, name), getattr(other, name))

    def test_a_patched_method_is_called(self) -> None:
        with Scripted(answer(200, INVOKED)) as server:
            client = AgentSpecClient(base_url=server.url)
            for namespace, method in [(client.agents, "invoke"), (client.sessions, "continue_"), (client.pipelines, "run")]:
                with patch.object(namespace, method, return_value=FAKE) as patched:
                    self.assertIs(getattr(getattr(client, f"{type(namespace).__name__.lower()}"), method)(input="b"), FAKE)
                patched.assert_called_once_with(input="b")
            self.assertEqual(server.received, [])
            self.assertEqual(client.agents.invoke(name="a", input="b").output, "Paris.")

    def test_a_patched_asyncio_method_is_called(self) -> None:
        async def main(server: Scripted) -> None:
            client = AsyncAgentSpecClient(base_url=server.url)
            with patch.object(client.agents, "invoke", return_value=FAKE) as patched:
                self.assertIs(await client.agents.invoke(name="a", input="b"), FAKE)
            patched.assert_awaited_once_with(name="a", input="b")
            self.assertEqual(server.received, [])
            self.assertEqual((await client.agents.invoke(name="a", input="b")).output, "Paris.")

        with Scripted(answer(200, INVOKED)) as server:
            asyncio.run(main(server))

    def test_a_namespace_can_be_patched_as_a_whole_and_is_restored(self) -> None:
        for client in clients():
            for name in NAMESPACES:
                with self.subTest(client=client, name=name):
                    real = getattr(client, name)
                    with patch.object(client, name) as patched:
                        self.assertIs(getattr(client, name), patched)
                        self.assertIs(type(getattr(client.with_options(), name)), type(real), "another client has its own")
                    self.assertIs(getattr(client, name), real)

    def test_a_mock_of_the_client_class_has_the_namespaces(self) -> None:
        for kind in (AgentSpecClient, AsyncAgentSpecClient):
            for fake in (Mock(spec=kind), create_autospec(kind, instance=True)):
                fake.agents.invoke.return_value = FAKE
                self.assertIs(fake.agents.invoke(name="a", input="b"), FAKE)

    def test_their_classes_are_public_and_documented(self) -> None:
        for client, prefix in zip(clients(), ("", "Async")):
            for name in NAMESPACES:
                with self.subTest(prefix=prefix, name=name):
                    public = getattr(agentspec, f"{prefix}{name.capitalize()}")
                    self.assertIs(type(getattr(client, name)), public)
                    self.assertEqual(inspect.getdoc(getattr(type(client), name)), inspect.getdoc(public))
                    self.assertIn(public.__name__, agentspec.__all__)
                    self.assertTrue(inspect.getdoc(public))

    def test_an_unreferenced_client_is_freed_at_once(self) -> None:
        gc.disable()
        self.addCleanup(gc.enable)
        for kind in (AgentSpecClient, AsyncAgentSpecClient):
            client = kind(environment=False)
            client.sessions.open(agent="a", session_id="s")
            gone = weakref.ref(client)
            del client
            self.assertIsNone(gone())


class LeftOut(unittest.TestCase):
    """`None` means no limit, or no own value, and never the client's value."""

    def test_max_retries_and_retry_policy_must_not_be_none(self) -> None:
        with Scripted(answer(200, INVOKED)) as server:
            for client in clients(server.url):
                calls: List[Any] = [
                    lambda **given: client.with_options(**given),
                    lambda **given: client.agents.list(**given),
                    lambda **given: client.sessions.open(agent="a", session_id="s").delete(**given),
                    lambda **given: client.pipelines.wait(name="a", **given),
                    lambda **given: client.sessions.list_all(agent="a", **given),
                ]
                for name in ("max_retries", "retry_policy"):
                    for call in calls:
                        with self.assertRaises(exceptions.InvalidRequestError) as caught:
                            asyncio.run(settled(call(**{name: None})))
                        self.assertEqual(caught.exception.message, f"{name} must not be None: leave it out to use the client's")
            self.assertEqual(server.received, [])

    def test_required_arguments_of_a_client_must_not_be_none(self) -> None:
        rows: List[Tuple[str, str]] = [
            ("max_retries", "a whole number"),
            ("retry_delay", "a number of seconds"),
            ("event_limit", "a whole number"),
            ("retry_policy", '"standard", "strict", "none", or a callable'),
        ]
        for kind in (AgentSpecClient, AsyncAgentSpecClient):
            for name, expected in rows:
                given: Any = {name: None}
                with self.assertRaises(exceptions.ConfigurationError) as caught:
                    kind(environment=False, **given)
                self.assertEqual(caught.exception.message, f"{name}: expected {expected}, got None: leave it out for the default")

    def test_an_option_that_is_left_out_is_the_clients(self) -> None:
        with Scripted(BUSY) as server:
            client = AgentSpecClient(base_url=server.url, retry_delay=0.0, max_retries=1).with_options(headers={"X-One": "1"})
            for given in ({}, {"max_retries": UNSET, "retry_policy": UNSET, "headers": UNSET, "timeout": UNSET, "correlation_id": UNSET}):
                options: Any = given
                with self.assertRaises(exceptions.ServerError) as caught:
                    client.agents.list(**options)
                self.assertEqual(caught.exception.attempts, 2)
            self.assertEqual([request.headers.get("x-one") for request in server.received], ["1"] * 4)

    def test_headers_of_none_exclude_those_of_the_client(self) -> None:
        with Scripted(answer(200, {"agents": []})) as server:
            client = AgentSpecClient(base_url=server.url).with_options(headers={"X-One": "1"})
            client.agents.list(headers={"X-Two": "2"})
            client.agents.list(headers=None)
            client.with_options(headers=None).agents.list(headers={"X-Two": "2"})
            sent = [(request.headers.get("x-one"), request.headers.get("x-two")) for request in server.received]
        self.assertEqual(sent, [("1", "2"), (None, None), (None, "2")])

    def test_ids_of_none_are_random(self) -> None:
        with Scripted(answer(200, INVOKED)) as server:
            client = AgentSpecClient(base_url=server.url)
            for _ in range(2):
                client.agents.invoke(name="a", input="b", correlation_id=None, idempotency_key=None)
            for name in ("x-correlation-id", "idempotency-key"):
                self.assertEqual(len({request.headers[name] for request in server.received}), 2)

    def test_a_deadline_of_none_is_no_limit(self) -> None:
        with Scripted(answer(200, {"agents": []})) as server:
            client = AgentSpecClient(base_url=server.url, deadline=0.0)
            with self.assertRaises(exceptions.TimeoutError):
                client.agents.list()
            self.assertEqual(list(client.agents.list(deadline=None)), [])
            self.assertEqual(list(client.with_options(deadline=None).agents.list()), [])

    def test_with_options_refuses_invalid_options(self) -> None:
        rows: List[Tuple[str, Any, str]] = [
            ("timeout", "5", "timeout: expected a number of seconds, or None for no limit, got str"),
            ("deadline", -1, "deadline: expected a number of seconds, 0 or more, or None for no limit, got -1"),
            ("max_retries", 1.5, "max_retries: expected a whole number, got float"),
            ("event_idle_timeout", [], "event_idle_timeout: expected a number of seconds, or None for no limit, got list"),
        ]
        for client in clients():
            for name, value, message in rows:
                with self.subTest(name), self.assertRaises(exceptions.InvalidRequestError) as caught:
                    client.with_options(**{name: value})
                self.assertEqual((caught.exception.message, caught.exception.is_local), (message, True))

    def test_a_policy_of_a_wrong_name_is_refused_with_the_choices(self) -> None:
        message = 'retry_policy: expected "standard", "strict", "none", or a callable, got "strickt"'
        wrong: Any = "strickt"
        with self.assertRaises(exceptions.ConfigurationError) as made:
            AgentSpecClient(retry_policy=wrong)
        self.assertEqual(made.exception.message, message)
        with self.assertRaises(exceptions.InvalidRequestError) as called:
            AgentSpecClient(environment=False).agents.list(retry_policy=wrong)
        self.assertEqual(called.exception.message, message)


async def settled(value: Any) -> Any:
    """Returns the result of a call of either client."""
    if inspect.isawaitable(value):
        return await value
    return [item async for item in value] if hasattr(value, "__aiter__") else value


if __name__ == "__main__":
    unittest.main()
