"""The contract's faults, row 50: a server that echoes the credential."""

import json
import logging
import os
import pickle
import subprocess
import sys
import traceback
import unittest
from typing import Any, Dict, List, Optional, Tuple, Type

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions, types
from scenarios import PARTIAL, UNKNOWN, Ask, ScenarioTest, final_response, invoke, list_agents, with_both, stream, text, text_stream
from support import Scripted, answer, events, token
from test_logging import logged

#: The key in `scenarios.yaml`.
KEY = 'canary/7f"3a91-Zq'
#: Parts of its encoded forms.
TRACES = ["canary", "91-Zq", "91-zq", r"\u006", "2f7f%22", "7f&quot;", "N2YiM2E5", "cnkvN2Y"]
SCENARIOS = ["everywhere", "escaped", "plain-text", "page", "redirect", "unreadable", "error-event", "error-body-as-an-event", "unreadable-event", "broken-off", "well"]
BODY_LIMIT = 2048


def response(client: Any) -> Any:
    """Makes a plain call, and returns its response with the metadata."""
    return client.with_response(client.agents.list)


def shown(part: Any) -> str:
    """Returns all that a value shows; for an exception, also each attribute, and the same after pickling."""
    text_shown = f"{part!r} {part}"
    if isinstance(part, exceptions.AgentSpecError):
        again = pickle.loads(pickle.dumps(part))
        for error in (part, again):
            text_shown += f" {error!r} {error} {error.args} {vars(error)} {error.headers} {error.body!r} {error.code} {error.message} {error.cause}"
            text_shown += "".join(f" {step} {step!r} {step.extra}" for step in error.steps)
        text_shown += repr(pickle.dumps(part)) + "".join(traceback.format_exception(type(part), part, part.__traceback__))
    elif isinstance(part, types.ErrorEvent):
        text_shown += f" {part.code} {part.message} {part.extra} {vars(part)} {pickle.dumps(part)!r}"
    elif hasattr(part, "headers"):
        text_shown += f" {part.headers} {part.correlation_id} {part.sent_correlation_id}"
    return text_shown


class Echoed(ScenarioTest):
    def check(self, text: str) -> None:
        for trace in TRACES:
            self.assertNotIn(trace, text)

    def test_fault_50_a_credential_that_the_server_echoes_is_shown_nowhere(self) -> None:
        credentials: List[Dict[str, Any]] = [{"api_key": KEY}, {"token": KEY}]
        for scenario in SCENARIOS:
            for given in credentials:
                with logged(logging.DEBUG) as log:
                    text_shown = ""
                    asked: List[Ask] = [list_agents, response, invoke, stream, text, text_stream, final_response]
                    for results, _ in self.each(f"50-{scenario}", *asked, max_retries=0, trace_content=True, **given):
                        for result in results:
                            text_shown += "".join(map(shown, [*result.items, result.error]))
                            if result.error is not None:
                                self.assertEqual(result.error.correlation_id, result.error.sent_correlation_id)
                self.check(text_shown)
                self.assertIn("[redacted]", text_shown)
                self.assertTrue(log.records)
                for record in log.records:
                    self.check(f"{record.getMessage()} {record.__dict__}")

    def test_fault_50_the_headers_of_a_stream_do_not_show_it(self) -> None:
        run = self.run_of("50-error-event")
        with AgentSpecClient(base_url=run.url, api_key=KEY, environment=False) as client:
            with client.agents.stream(name="a", input="b") as opened:
                self.check(f"{opened!r} {opened.headers} {opened.correlation_id}")
                self.assertEqual((opened.headers["x-echo"], opened.correlation_id), ("[redacted]", opened.sent_correlation_id))

    def test_fault_50_a_body_cut_within_the_credential_shows_no_part_of_it(self) -> None:
        forms = [KEY, r"\u0063\u0061nary\/7f\u00223a91-Zq", "canary%2F7f%223a91-Zq"]
        rows = [(form, before) for form in forms for before in (*range(BODY_LIMIT - 40, BODY_LIMIT + 3), 0)]
        bodies = [f"{'x' * before}{form}{'y' * 9000}".encode() for form, before in rows]
        with Scripted(*(answer(400, body, Content_Type="application/octet-stream") for body in bodies * 2)) as server:
            for client, results in with_both(lambda: server.url, *[invoke] * len(rows), api_key=KEY):
                for (form, before), result in zip(rows, results):
                    with self.subTest(form, before=before, client=client):
                        assert result.error is not None and result.error.body is not None
                        rest = result.error.body.decode().lstrip("x").rstrip("y")
                        self.assertTrue("[redacted]".startswith(rest), rest)
                        self.assertLessEqual(len(result.error.body), BODY_LIMIT)
            self.assertEqual(len(server.received), 2 * len(rows))

    def test_fault_50_the_exception_of_an_error_event_knows_its_request(self) -> None:
        failed = {"type": "error", "code": "rate_limited", "message": f"{KEY} is used up", "more": KEY}
        busy = answer(503, {}, Retry_After="0")
        for ask in (text_stream, text, final_response):
            with Scripted(busy, events(token("a"), failed), busy, events(token("a"), failed)) as server:
                for _, (result,) in with_both(lambda: server.url, ask, api_key=KEY):
                    error = result.error
                    assert error is not None
                    self.assertIs(type(error), exceptions.RateLimitError)
                    self.assertEqual((error.message, error.outcome, error.attempts, error.events), ("[redacted] is used up", PARTIAL, 2, 1))
                    self.assertEqual([attempt.status for attempt in error.history], [503, 200])
                    sent = server.received[-1].headers
                    self.assertEqual((error.idempotency_key, error.sent_correlation_id), (sent["idempotency-key"], sent["x-correlation-id"]))
                    self.assertEqual(error.correlation_id, "the-servers-own")
                    self.assertEqual(json.loads(error.body or b""), {"code": "rate_limited", "message": "[redacted] is used up", "more": "[redacted]"})

    def test_fault_50_the_outcome_of_an_error_event_that_comes_first_is_unknown(self) -> None:
        with Scripted(events({"type": "error", "code": "x", "message": ""})) as server:
            for _, (result,) in with_both(lambda: server.url, text_stream):
                assert result.error is not None
                self.assertEqual((type(result.error), result.error.outcome, result.error.events), (exceptions.ServerError, UNKNOWN, 0))

    def test_fault_50_the_sdks_own_words_are_not_redacted(self) -> None:
        for key in ("connection", "http"):
            for _, (result,) in with_both(lambda: "http://127.0.0.1:1", list_agents, api_key=key, max_retries=0):
                assert result.error is not None
                self.assertEqual(result.error.code, "connection_error")
                self.assertTrue(result.error.message.startswith("no connection to 127.0.0.1:1: it was refused"), result.error)

    def test_fault_50_a_credential_of_four_bytes_or_more_is_redacted(self) -> None:
        for key, expected in [("abcd", "no [redacted]!"), ("abc", "no abc!")]:
            with Scripted(answer(400, f"no {key}!".encode(), Content_Type="text/plain")) as server:
                for _, (result,) in with_both(lambda: server.url, list_agents, api_key=key):
                    assert result.error is not None
                    self.assertEqual(result.error.message, expected)

    def test_fault_50_the_location_of_a_redirect_is_shown_without_its_password(self) -> None:
        for target in ("//me:s3cret@example.com/a", "\\\\me:s3cret@example.com/a", "/\\me:s3cret@example.com/a?b=s3cret"):
            with Scripted(answer(302, b"", Location=target)) as server:
                for _, (result,) in with_both(lambda: server.url, list_agents):
                    assert result.error is not None
                    self.assertIn("//example.com/a", str(result.error))
                    self.assertNotIn("s3cret", f"{result.error} {result.error!r}")


def _failing(kind: Type[Any], **given: Any) -> Tuple[Any, str]:
    """Returns the client that could not be created, and the traceback with the variables of each frame except this one."""
    made = object.__new__(kind)
    try:
        made.__init__(**given)
    except exceptions.ConfigurationError as error:
        trace = error.__traceback__
        assert trace is not None
        inner: Optional[Any] = trace.tb_next
        return made, "".join(traceback.TracebackException(type(error), error, inner, capture_locals=True).format())
    raise AssertionError("the client was made")


class NotCreated(unittest.TestCase):
    def test_fault_50_a_client_that_cannot_be_created_shows_no_secret(self) -> None:
        wrong: List[Any] = [
            {"api_key": KEY + "\n"},
            {"token": KEY, "api_key": KEY},
            {"api_key": KEY, "timeout": -1},
            {"base_url": f"http://me:{KEY.replace('/', '')}@localhost"},
            {"proxy": f"canary proxy {KEY}", "api_key": KEY},
        ]
        for kind in (AgentSpecClient, AsyncAgentSpecClient):
            for given in wrong:
                with self.subTest(kind.__name__, given=list(given)):
                    made, text_shown = _failing(kind, environment=False, **given)
                    self.assertEqual(repr(made), f"<{kind.__name__} uninitialized>")
                    self.assertIn("in __init__", text_shown)
                    self.assertIn("event_limit", text_shown)
                    self.assertNotIn("canary", text_shown)

    def test_fault_50_an_invalid_proxy_of_the_environment_is_named(self) -> None:
        program = "import agentspec, sys\ntry: agentspec.AgentSpecClient(base_url='http://agents.invalid', **eval(sys.argv[1]))\nexcept agentspec.exceptions.ConfigurationError as e: print(e)"
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        for variable in ("HTTP_PROXY", "ALL_PROXY"):
            for given, due in [("{}", f"configuration_error: {variable} is not the URL of a proxy"), ("{'proxy': 'http://localhost:1'}", "")]:
                ran = subprocess.run(
                    [sys.executable, "-c", program, given], env={**kept, variable: f"http://me:{KEY}@proxy example"}, capture_output=True, text=True, timeout=30
                )
                self.assertEqual((ran.returncode, ran.stdout.startswith(due), bool(ran.stdout)), (0, True, bool(due)), ran.stderr)
                self.assertNotIn("canary", ran.stdout + ran.stderr)


if __name__ == "__main__":
    unittest.main()
