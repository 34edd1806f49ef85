"""Clients of a server in the dialect of the public runtime: with `dialect`, which translates it, and without, which recognizes it."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import unittest
from typing import Any, Dict, List

import document
from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from support import DONE, KEY, Mock, Scripted, answer, environment, events, logged_to

RUNTIME = ("--dialect", "runtime")
PIPELINE = "research-and-summarize"
ADVICE = (
    ": the server speaks the dialect of the public AgentSpec runtime, not the documented API: set `dialect` to `runtime`, or AGENTSPEC_DIALECT=runtime"
)
ROWS: List[Dict[str, Any]] = json.loads((document.CHECKOUT / "sdks/operations.json").read_text(encoding="utf-8"))["rows"]

#: The arguments of each operation.
ARGUMENTS: Dict[str, Dict[str, Any]] = {
    "client.agents.list": {},
    "client.agents.invoke": {"name": "assistant", "input": "What is the capital of France?"},
    "client.agents.stream": {"name": "assistant", "input": "What is 2 + 3 * 4?"},
    "client.sessions.create": {"agent": "assistant"},
    "client.sessions.list": {"agent": "assistant"},
    "client.sessions.delete": {"agent": "assistant", "session_id": "SESSION"},
    "client.sessions.continue_": {"agent": "assistant", "session_id": "SESSION", "input": "Hello"},
    "client.sessions.continue_stream": {"agent": "assistant", "session_id": "SESSION", "input": "Hello"},
    "client.pipelines.run": {"name": PIPELINE, "input": "Hello"},
    "client.pipelines.status": {"name": PIPELINE},
    "client.health": {},
    "client.metrics": {},
}
#: The operations that the runtime does not have.
REFUSED = ["client.sessions.list", "client.pipelines.status"]


def operations() -> List[str]:
    """Returns the methods of every operation of the contract."""
    methods = [row["python"] for row in ROWS if row["python"] is not None]
    return [method for method in methods if method.startswith("client.") and "(" not in method]


def method(client: Any, path: str) -> Any:
    for name in path.split(".")[1:]:
        client = getattr(client, name)
    return client


def arguments(path: str, session_id: str) -> Dict[str, Any]:
    return {name: session_id if value == "SESSION" else value for name, value in ARGUMENTS[path].items()}


class Translated(unittest.TestCase):
    def check_refusal(self, path: str, error: exceptions.AgentSpecError) -> None:
        self.assertIn(path, REFUSED, error)
        self.assertIsInstance(error, exceptions.InvalidRequestError)
        self.assertEqual((error.is_unsupported, error.code, error.outcome), (True, "unsupported", "not_sent"))
        self.assertIn("the dialect of the public AgentSpec runtime", error.message)

    def test_every_operation_works_or_is_refused_before_it_is_sent(self) -> None:
        self.assertEqual(sorted(operations()), sorted(ARGUMENTS))
        with Mock(*RUNTIME) as mock:
            client = AgentSpecClient(base_url=mock.url, api_key=KEY, dialect="runtime")
            session_id = client.sessions.create(agent="assistant").session_id
            # Deletes the session last.
            for path in sorted(operations(), key=lambda path: path.endswith("delete")):
                with self.subTest(path):
                    try:
                        result = method(client, path)(**arguments(path, session_id))
                        if path.endswith("stream"):
                            self.assertTrue(result.text())
                        self.assertNotIn(path, REFUSED)
                    except exceptions.AgentSpecError as error:
                        self.check_refusal(path, error)

    def test_every_operation_of_the_asyncio_client_works_or_is_refused_before_it_is_sent(self) -> None:
        async def call_all(url: str) -> None:
            async with AsyncAgentSpecClient(base_url=url, api_key=KEY, dialect="runtime") as client:
                session_id = (await client.sessions.create(agent="assistant")).session_id
                for path in sorted(operations(), key=lambda path: path.endswith("delete")):
                    with self.subTest(path):
                        try:
                            result = method(client, path)(**arguments(path, session_id))
                            if path.endswith("stream"):
                                self.assertTrue(await result.text())
                            else:
                                await result
                            self.assertNotIn(path, REFUSED)
                        except exceptions.AgentSpecError as error:
                            self.check_refusal(path, error)

        with Mock(*RUNTIME) as mock:
            asyncio.run(call_all(mock.url))

    def test_an_answer_has_its_usage_and_all_other_fields(self) -> None:
        with Mock(*RUNTIME) as mock:
            client = AgentSpecClient(base_url=mock.url, api_key=KEY, dialect="runtime")
            invoked = client.agents.invoke(name="assistant", input="What is the capital of France?")
            self.assertEqual((invoked.output, invoked.usage.total_tokens), ("The capital of France is Paris.", 12))
            self.assertEqual(sorted(invoked.extra), ["duration_ms", "tool_calls", "turns"])
            streamed = list(client.agents.stream(name="assistant", input="What is 2 + 3 * 4?"))
            self.assertEqual([event.type for event in streamed[:2]], ["tool_call", "tool_result"])
            session = client.sessions.create(agent="assistant", metadata={"user": "42"})
            self.assertEqual(session.metadata, {"user": "42"})
            turns = [client.sessions.continue_(agent="assistant", session_id=session.session_id, input="Hello").turn for _ in range(2)]
            self.assertEqual(turns, [1, 2])
            run = client.pipelines.run(name=PIPELINE, input="Hello")
            self.assertEqual([step.name for step in run.steps], ["researcher", "summarizer"])
            self.assertEqual(client.health().status, "ok")

    def test_a_failed_run_has_its_steps(self) -> None:
        body = {"pipeline": "p", "status": "failed", "steps": {"a": {"agent": "a", "status": "failed", "error": "No model."}}}
        with Scripted(answer(200, body)) as server:
            with self.assertRaises(exceptions.ServerError) as caught:
                AgentSpecClient(base_url=server.url, dialect="runtime").pipelines.run(name="p", input="Hello")
        error = caught.exception
        self.assertEqual((error.code, error.message), ("pipeline_error", "the step a failed: No model."))
        self.assertEqual([step.name for step in error.steps], ["a"])

    def test_integers_of_any_size_are_kept(self) -> None:
        body = b'{"output":"Hi","tokens":{"input":1,"output":1,"total":2},"tool_calls":[{"input":{"n":100000000000000000000001}}],"turns":1}'
        with Scripted(answer(200, json.loads(body))) as server:
            invoked = AgentSpecClient(base_url=server.url, dialect="runtime").agents.invoke(name="a", input="b")
        self.assertEqual(invoked.extra["tool_calls"][0]["input"]["n"], 100000000000000000000001)

    def test_metadata_that_is_not_text_is_refused_before_it_is_sent(self) -> None:
        with Scripted(answer(200, {})) as server:
            with self.assertRaises(exceptions.InvalidRequestError) as caught:
                AgentSpecClient(base_url=server.url, dialect="runtime").sessions.create(agent="a", metadata={"user": 10**30})
            self.assertEqual(server.received, [])
        self.assertRegex(caught.exception.message, r"^metadata\.user is not text, .*string")

    def test_each_option_is_warned_of_once(self) -> None:
        class Kept(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                messages.append(record.getMessage())

        messages: List[str] = []
        with Mock(*RUNTIME) as mock, logged_to(Kept(), logging.WARNING):
            client = AgentSpecClient(base_url=mock.url, api_key=KEY, dialect="runtime")
            for _ in range(2):
                client.agents.invoke(name="assistant", input="Hello", options={"temperature": 0.5})
        self.assertEqual(len(messages), 1, messages)
        self.assertIn("the option `temperature` has no effect", messages[0])

    def test_a_post_is_not_sent_again_after_502_unless_a_policy_says_so(self) -> None:
        whole = answer(200, {"output": "Hi", "tokens": {"input": 1, "output": 1, "total": 2}, "turns": 1})
        for policy, requests in (({}, 1), ({"retry_policy": "standard"}, 2), ({"retry_policy": "strict"}, 1)):
            with self.subTest(policy), Scripted(answer(502, {}), whole) as server:
                client = AgentSpecClient(base_url=server.url, dialect="runtime", retry_delay=0, **policy)  # type: ignore[arg-type]
                try:
                    client.agents.invoke(name="a", input="b")
                except exceptions.ServerError:
                    pass
                self.assertEqual(len(server.received), requests)


class Setting(unittest.TestCase):
    def test_auto_finds_out_the_dialect_by_one_request_without_a_credential(self) -> None:
        healthy = answer(200, {"agents": 1, "status": "healthy", "uptime": "1s", "version": "0.3.0"})
        with Scripted(healthy, answer(200, {"agents": []})) as server:
            client = AgentSpecClient(base_url=server.url, api_key="your-api-key", dialect="auto")
            self.assertEqual((client.dialect, server.received), ("auto", []))
            client.agents.list()
            client.with_options(timeout=5).agents.list()
            self.assertEqual([request.path for request in server.received], ["/healthz", "/v1/agents", "/v1/agents"])
            self.assertNotIn("x-api-key", server.received[0].headers)

    def test_the_request_of_auto_has_the_headers_of_the_client(self) -> None:
        healthy = answer(200, {"agents": 1, "status": "healthy", "uptime": "1s", "version": "0.3.0"})
        with Scripted(healthy, answer(200, {"agents": []}), healthy, answer(200, {"agents": []})) as server:
            AgentSpecClient(base_url=server.url, headers={"x-gateway": "a"}, dialect="auto").agents.list()
            asyncio.run(AsyncAgentSpecClient(base_url=server.url, headers={"x-gateway": "a"}, dialect="auto").agents.list())
            self.assertEqual([request.headers.get("x-gateway") for request in server.received], ["a"] * 4)

    def test_auto_sends_nothing_while_no_health_tells_the_dialect(self) -> None:
        for status, body in ((403, {}), (500, {}), (200, {"status": "healthy"})):
            with self.subTest(status), Scripted(answer(status, body)) as server:
                with self.assertRaises(exceptions.AgentSpecError) as caught:
                    AgentSpecClient(base_url=server.url, dialect="auto").agents.invoke(name="a", input="Pay")
                self.assertEqual((caught.exception.outcome, [request.path for request in server.received]), ("not_sent", ["/healthz"]))
                self.assertIn("AGENTSPEC_DIALECT", caught.exception.message)

    def test_the_variable_sets_it_unless_the_argument_does(self) -> None:
        with Mock(*RUNTIME) as mock:
            for name in ("runtime", "auto"):
                with environment(AGENTSPEC_DIALECT=name):
                    client = AgentSpecClient(base_url=mock.url, api_key=KEY)
                    self.assertEqual(client.agents.invoke(name="assistant", input="Hello").output[:5], "Hello")
                    with self.assertRaises(exceptions.DecodeError):
                        AgentSpecClient(base_url=mock.url, api_key=KEY, dialect="documented").agents.invoke(name="assistant", input="Hello")

    def test_another_name_is_refused(self) -> None:
        wrong: Any = "legacy"
        with self.assertRaisesRegex(exceptions.ConfigurationError, "dialect must be `documented`, `runtime` or `auto`"):
            AgentSpecClient(dialect=wrong)
        with environment(AGENTSPEC_DIALECT="legacy"):
            with self.assertRaisesRegex(exceptions.ConfigurationError, "AGENTSPEC_DIALECT must be `documented`, `runtime` or `auto`"):
                AsyncAgentSpecClient()

    def test_the_complete_example_holds_its_conversation_with_auto_alone(self) -> None:
        program = document.blocks()[-1]
        with Mock(*RUNTIME) as mock:
            program = program.replace("http://localhost:8080", mock.url)
            told = {**os.environ, "AGENTSPEC_DIALECT": "auto"}
            ended = subprocess.run([sys.executable, "-c", program], env=told, capture_output=True, text=True, timeout=60)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""), ended.stdout)
        self.assertRegex(ended.stdout, r"Session created: sess_\d{22}\n")
        for part in ("A web scraper in Python is a good project.", "For your web scraper in Python I suggest Beautiful Soup", "[Tokens: 123]"):
            self.assertIn(part, ended.stdout)


class Recognized(unittest.TestCase):
    def test_a_client_of_the_documented_api_names_the_dialect(self) -> None:
        with Mock(*RUNTIME) as mock:
            client = AgentSpecClient(base_url=mock.url, api_key=KEY)
            for call in (
                lambda: client.agents.invoke(name="assistant", input="Hello"),
                lambda: client.agents.stream(name="assistant", input="Hello").text(),
                lambda: client.pipelines.run(name=PIPELINE, input="Hello"),
                client.health,
            ):
                with self.assertRaises(exceptions.DecodeError) as caught:
                    call()
                self.assertTrue(caught.exception.message.endswith(ADVICE), caught.exception.message)

    def test_a_turn_with_tokens_and_turns_names_the_dialect(self) -> None:
        with Scripted(answer(200, {"output": "Hi", "tokens": {"total": 1}, "turns": 1})) as server:
            with self.assertRaises(exceptions.DecodeError) as caught:
                AgentSpecClient(base_url=server.url).sessions.continue_(agent="a", session_id="s", input="Hello")
        self.assertTrue(caught.exception.message.endswith(ADVICE), caught.exception.message)

    def test_an_answer_that_can_be_read_is_not_refused_for_its_further_fields(self) -> None:
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        with Scripted(answer(200, {"output": "Hi", "usage": usage, "tokens": {}, "turns": 1}), events(DONE)) as server:
            client = AgentSpecClient(base_url=server.url)
            self.assertEqual(client.agents.invoke(name="a", input="b").output, "Hi")
            self.assertEqual(client.agents.stream(name="a", input="b").text(), "")
