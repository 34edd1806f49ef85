"""The mock server for users' tests, and the fixture of pytest, as users see them."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any, Callable, List, Tuple
from unittest import mock
from urllib.parse import urlsplit

import document
from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from agentspec.testing import Answer, MockServer
from agentspec.types import Done, Token, Usage

QUESTION = "What is the capital of France?"
PARIS = "The capital of France is Paris."


def client_of(server: MockServer, **options: Any) -> AgentSpecClient:
    return AgentSpecClient(base_url=server.url, environment=False, max_retries=0, **options)


class Server(unittest.TestCase):
    def test_a_scripted_answer_is_given_once_and_the_requests_are_kept(self) -> None:
        with MockServer() as server:
            server.answer_next(Answer.error(429, "rate_limited", "Slow down.", headers={"Retry-After": "0"}))
            with AgentSpecClient(base_url=server.url, environment=False, api_key="s3cret") as client:
                self.assertEqual(client.agents.invoke(name="assistant", input=QUESTION).output, PARIS)
            received = server.received()
        self.assertEqual([(request.operation, request.method, request.path) for request in received], [("invoke_agent", "POST", "/v1/agents/assistant/invoke")] * 2)
        self.assertEqual((received[0].json()["input"], received[0].headers["X-API-Key"], received[0].query), (QUESTION, "[redacted]", ""))
        self.assertNotIn("s3cret", repr(received))

    def test_each_kind_of_answer_reaches_the_client(self) -> None:
        with MockServer() as server, client_of(server) as client:
            server.answer_next(Answer.status(200, json={"agents": []}))
            self.assertEqual(list(client.agents.list()), [])
            for body in ("<h1>Bad Gateway</h1>", b"<h1>Bad Gateway</h1>\xff"):
                server.answer_next(Answer.status(502, body=body, headers={"Content-Type": "text/html"}))
                with self.assertRaises(exceptions.AgentSpecError) as raised:
                    client.agents.list()
                self.assertEqual(raised.exception.status, 502)
            server.answer_next(Answer.events([Token("Par"), Token("is"), Done(Usage(1, 2, 3))]))
            self.assertEqual(client.agents.stream(name="assistant", input=QUESTION).text(), "Paris")
            for cut in ([Token("Par")], 'data: {"type":"token","content":"Par"}\n\n'):
                server.answer_next(Answer.events(cut))
                with self.assertRaises(exceptions.StreamInterruptedError):
                    client.agents.stream(name="assistant", input=QUESTION).text()

    def test_an_answer_can_be_for_one_operation(self) -> None:
        with MockServer() as server, client_of(server) as client:
            server.answer_next_to("health", Answer.error(503, "internal_error", "Starting up."))
            client.agents.list()
            with self.assertRaises(exceptions.AgentSpecError):
                client.health()

    def test_a_step_is_slow_or_fails(self) -> None:
        with MockServer() as server, client_of(server) as client:
            server.slow_step("research-and-summarize", "researcher", 0.005)
            server.fail_step("research-and-summarize", "summarizer", "overloaded", "Too much.")
            with self.assertRaises(exceptions.AgentSpecError) as raised:
                client.pipelines.run(name="research-and-summarize", input="Tea.")
            self.assertEqual(raised.exception.code, "pipeline_error")

    def test_time_advances_without_waiting(self) -> None:
        with MockServer(config={"sessions": {"expire_after_s": 3600}}) as server, client_of(server) as client:
            session = client.sessions.create(agent="assistant")
            server.advance(3600)
            with self.assertRaises(exceptions.NotFoundError):
                client.sessions.continue_(agent="assistant", session_id=session.session_id, input="Hello")

    def test_the_end_of_the_block_verifies_unless_it_has_raised_or_is_told_not_to(self) -> None:
        unused = Answer.status(503)
        with self.assertRaisesRegex(AssertionError, "scripted and not used: an answer with status 503 to any request"), MockServer() as server:
            server.answer_next(unused)
        with self.assertRaisesRegex(KeyError, "own"), MockServer() as server:
            server.answer_next(unused)
            raise KeyError("own")
        with MockServer(verify=False) as server:
            server.answer_next(unused)

    def test_a_test_with_asyncio_uses_the_same_server(self) -> None:
        async def asked() -> Tuple[str, List[Any]]:
            async with MockServer() as server, AsyncAgentSpecClient(base_url=server.url, environment=False) as client:
                server.answer_next(Answer.error(429, "rate_limited", "Slow down.", headers={"Retry-After": "0"}))
                response = await client.agents.invoke(name="assistant", input=QUESTION)
                return response.output, [request.operation for request in server.received()]

        self.assertEqual(asyncio.run(asked()), (PARIS, ["invoke_agent"] * 2))

    def test_keys_scenarios_and_files_are_passed_on(self) -> None:
        cut = {"cut": [{"stream": "chunked"}, {"chunk": 'data: {"type": "token", "content": "Hi"}\n\n'}, "fin"]}
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "agents.yaml"
            file.write_text("agents: [{name: forecaster}]", encoding="utf-8")
            with MockServer(config=file, scenarios=cut, api_key="key", token="token") as server:
                with self.assertRaises(exceptions.AuthenticationError), client_of(server) as client:
                    client.agents.list()
                with client_of(server, token="token") as client:
                    self.assertEqual([agent.name for agent in client.agents.list()], ["forecaster"])
                with AgentSpecClient(base_url=f"{server.url}/_scenario/cut/run", environment=False) as client:
                    with self.assertRaises(exceptions.StreamInterruptedError):
                        client.agents.stream(name="forecaster", input="Hi").text()

    def test_a_key_of_the_surrounding_environment_is_not_used(self) -> None:
        with mock.patch.dict(os.environ, {"AGENTSPEC_MOCK_API_KEY": "key", "AGENTSPEC_MOCK_TOKEN": "token"}), MockServer() as server:
            client_of(server).agents.list()

    def test_the_other_dialect_is_served(self) -> None:
        with MockServer(dialect="runtime") as server, client_of(server) as client:
            server.answer_next(Answer.error(503, "overloaded", "Later."))
            with self.assertRaises(exceptions.AgentSpecError) as raised:
                client.agents.list()
            self.assertEqual(raised.exception.code, "overloaded")

    def test_a_wrong_argument_names_itself_and_scripts_nothing(self) -> None:
        with MockServer() as server:
            wrong: List[Tuple[Callable[[], Any], str]] = [
                (lambda: server.answer_next_to("invoke", Answer.status(503)), 'operation: the contract has no operation "invoke": it has list_agents,'),
                (lambda: server.answer_next(Answer.status(99)), "status: the status of an answer must be in 200 to 599, and 99 is not"),
                (lambda: server.answer_next(Answer.status(200, headers={"A": "\n"})), r"headers\[0\]: HTTP does not allow the header"),
                (lambda: server.fail_step("none", "x", "y", "z"), 'step: there is no pipeline "none"'),
                (lambda: server.advance(-1), "seconds: expected a finite number of seconds, 0 or more, got -1"),
                (lambda: Answer.status(200, delay=float("nan")), "delay: expected a finite number of seconds"),
                (lambda: Answer.status(200, json={}, body=""), "json, body: an answer has one body"),
            ]
            for act, message in wrong:
                with self.subTest(message), self.assertRaisesRegex(ValueError, message):
                    act()
            with self.assertRaisesRegex(TypeError, "not JSON serializable"):
                Answer.status(200, json=object())

    def test_a_program_that_is_absent_or_refuses_is_named_with_the_fix(self) -> None:
        with mock.patch.dict(os.environ, {"AGENTSPEC_MOCK": "", "PATH": ""}):
            with self.assertRaisesRegex(FileNotFoundError, "agentspec-mock was not found: install its wheel .* AGENTSPEC_MOCK"):
                MockServer()
        with self.assertRaisesRegex(RuntimeError, "the mock server cannot be started: .*no-such-program"):
            MockServer(program="no-such-program")
        with self.assertRaisesRegex(RuntimeError, "did not start: agentspec-mock: .*config.json: .*unknown key 'agent'"):
            MockServer(config={"agent": []})

    @unittest.skipUnless(hasattr(signal, "SIGKILL"), "the platform has no signal that kills")
    def test_a_server_ends_with_the_process_that_has_started_it(self) -> None:
        program = "import os, signal\nfrom agentspec.testing import MockServer\nprint(MockServer().url, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n"
        killed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
        address = urlsplit(killed.stdout.strip())
        deadline = time.monotonic() + 60
        with self.assertRaises(ConnectionRefusedError):
            while time.monotonic() < deadline:
                socket.create_connection((address.hostname or "", address.port or 0)).close()

    def test_a_stopped_server_is_gone_and_says_so(self) -> None:
        server = MockServer()
        server.close()
        server.close()
        with self.assertRaisesRegex(RuntimeError, "the mock server is stopped"):
            server.received()
        with self.assertRaises(exceptions.ConnectionError), client_of(server) as client:
            client.agents.list()


def has_pytest() -> bool:
    with contextlib.suppress(ImportError):
        __import__("pytest")
        return True
    return False


@unittest.skipUnless(has_pytest(), "pytest is not installed")
class Fixture(unittest.TestCase):
    def run_pytest(self, *files: Tuple[str, str]) -> str:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files:
                Path(folder, name).write_text(text, encoding="utf-8")
            # No other plugin of the environment, and none of its options.
            environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "", "PYTEST_ADDOPTS": ""}
            command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "--tb=short", "."]
            return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120).stdout

    def test_the_test_of_the_guide_passes_as_it_is_written(self) -> None:
        tests = [text for text in document.blocks(document.SDK / "GUIDE.md") if "agentspec_mock" in text]
        self.assertTrue(tests)
        printed = self.run_pytest(*[(f"test_{number}.py", text) for number, text in enumerate(tests)])
        self.assertRegex(printed, rf"{sum(text.count('def test_') for text in tests)} passed in", printed)
        # What the guide promises: five lines.
        [busy] = [text for text in tests if "429" in text]
        self.assertEqual(len(busy[busy.index("def test_") :].strip().splitlines()), 5)

    def test_an_unused_script_fails_a_test_that_has_not_failed_already(self) -> None:
        text = """
from agentspec.testing import Answer

def test_forgets(agentspec_mock):
    agentspec_mock.answer_next(Answer.status(503))

def test_fails(agentspec_mock):
    agentspec_mock.answer_next(Answer.status(503))
    raise KeyError("own")
"""
        printed = self.run_pytest(("test_it.py", text))
        self.assertRegex(printed, r"(?s)teardown of test_forgets .*AssertionError: scripted and not used: an answer with status 503 to any request\n")
        self.assertRegex(printed, r"1 failed, 1 passed, 1 error in", printed)

    def test_its_options_can_be_overridden(self) -> None:
        text = """
import pytest
from agentspec.testing import Answer

@pytest.fixture
def agentspec_mock_options():
    return {"config": {"agents": [{"name": "forecaster"}]}, "verify": False}

def test_it(agentspec_mock):
    from agentspec import AgentSpecClient
    assert [agent.name for agent in AgentSpecClient(base_url=agentspec_mock.url).agents.list()] == ["forecaster"]
    agentspec_mock.answer_next(Answer.status(503))
"""
        self.assertRegex(self.run_pytest(("test_it.py", text)), r"1 passed in")

    def test_a_run_without_the_fixture_does_not_import_the_sdk(self) -> None:
        text = "import sys\ndef test_it():\n    assert 'agentspec' not in sys.modules and '_agentspec_pytest' in sys.modules\n"
        self.assertRegex(self.run_pytest(("test_it.py", text)), r"1 passed in")


if __name__ == "__main__":
    unittest.main()
