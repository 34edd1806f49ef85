"""The contract's faults, rows 46 and 55 to 57: what is reported of a request is true and safe to print."""

import contextlib
import io
import json
import logging
import unittest
from typing import Any, Iterator

from agentspec import AgentSpecClient, exceptions, types
from scenarios import NOT_SENT, REJECTED, UNKNOWN, SUCCESS, Ask, ScenarioTest, invoke, list_agents, with_both, stream, text, text_stream
from support import INVOKED as ANSWER
from support import Answer, Scripted, answer, events, logged_to, refusal, token
from test_logging import logged

MESSAGE = "a\x1b]0;x\x07b\x9bc\u202ed\u2066e\u200ff\u061cg\u200bh\u200di\u2060j\ufeffk\rl\x7fm\tn\no"
CODE = "bad\x1b[2J"
SHOWN = (
    r"bad\u{1b}[2J: a\u{1b}]0;x\u{7}b\u{9b}c\u{202e}d\u{2066}e\u{200f}f\u{61c}g\u{200b}h\u{200d}i\u{2060}j\u{feff}k\u{d}l\u{7f}m" + "\tn\no"
)
INVALID = exceptions.InvalidRequestError


class NotSent(ScenarioTest):
    def test_fault_55_a_407_from_a_server_is_a_rejection(self) -> None:
        for ask in (invoke, stream, list_agents):
            for error in self.fails("55-proxy-authentication-required", exceptions.AgentSpecError, "http_407", REJECTED, [], ask):
                self.assertTrue(error.message.startswith("the server or a proxy in between requires a proxy credential"), error)

    def test_fault_55_other_statuses_of_intermediaries_are_responses_too(self) -> None:
        for scenario, kind, code, outcome in [
            ("55-request-timeout", exceptions.AgentSpecError, "http_408", REJECTED),
            ("55-request-timeout-before-the-body", exceptions.AgentSpecError, "http_408", REJECTED),
            ("55-misdirected", exceptions.AgentSpecError, "http_421", REJECTED),
            ("55-too-early", exceptions.AgentSpecError, "http_425", REJECTED),
            ("55-network-authentication-required", exceptions.ServerError, "http_511", UNKNOWN),
        ]:
            self.fails(scenario, kind, code, outcome, [], invoke)

    def test_fault_55_only_a_refused_connect_is_not_sent(self) -> None:
        for url, outcome in [("http://agents.invalid", REJECTED), ("https://agents.invalid", NOT_SENT)]:
            with Scripted(answer(407, b"")) as proxy:
                for _, (result,) in with_both(lambda: url, invoke, proxy=proxy.url):
                    assert result.error is not None
                    self.assertEqual((result.error.outcome, result.error.attempts), (outcome, 1))


def named(correlation_id: str, ask: Ask) -> Ask:
    """Returns the same call with this correlation id."""

    def by_id(client: Any) -> Any:
        if ask is list_agents:
            return client.agents.list(correlation_id=correlation_id)
        method = client.agents.stream if ask is stream else client.agents.invoke
        return method(name="a", input="b", correlation_id=correlation_id)

    return by_id


class SwappedResponses(ScenarioTest):
    def test_fault_56_a_response_of_another_call_is_refused_and_its_connection_is_not_reused(self) -> None:
        for scenario, ask in [
            ("56-answer-of-another-call", invoke),
            ("56-answer-of-another-call", list_agents),
            ("56-failure-of-another-call", invoke),
            ("56-stream-of-another-call", stream),
        ]:
            asked = [named("call-1", invoke), named("call-2", ask), named("call-3", invoke)]
            for (first, second, third), run in self.each(scenario, *asked):
                self.assertEqual((first.error, third.error, third.items), (None, None, [SUCCESS]))
                error = self.failed(second, exceptions.DecodeError, "decode_error", UNKNOWN, 1)
                self.assertEqual((error.correlation_id, error.sent_correlation_id), ("call-1", "call-2"))
                self.assertIn("correlation id of another call", error.message)
                one, same, other = run.connections()
                self.assertEqual((same, other == one), (one, False))

    def test_fault_56_any_other_id_is_kept_beside_the_one_that_was_sent(self) -> None:
        for (result,), _ in self.each("56-id-of-a-gateway", lambda client: client.with_response(client.agents.list, correlation_id="call-1")):
            (response,) = result.items
            self.assertEqual((response.correlation_id, response.sent_correlation_id), ("the-gateways-own", "call-1"))
        for (result,), _ in self.each("56-failure-with-the-id-of-a-gateway", named("call-1", invoke)):
            assert result.error is not None
            self.assertEqual((result.error.correlation_id, result.error.sent_correlation_id), ("the-gateways-own", "call-1"))

    def test_fault_56_a_stream_has_both_ids(self) -> None:
        with Scripted(events(token("a"))) as server, AgentSpecClient(base_url=server.url, environment=False) as client:
            with client.agents.stream(name="a", input="b", correlation_id="call-1") as opened:
                self.assertEqual((opened.correlation_id, opened.sent_correlation_id), ("the-servers-own", "call-1"))


class Framing(unittest.TestCase):
    def test_fault_46_a_response_whose_end_is_ambiguous_is_refused(self) -> None:
        for head in ("Content-Length: 14\r\nTransfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked"):
            sent = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{head}\r\n\r\ne\r\n{{\"agents\": []}}\r\n0\r\n\r\n"
            for ask in (list_agents, invoke, stream):
                with self.subTest(head), Scripted(Answer(sent.encode())) as server:
                    for _, (result,) in with_both(lambda: server.url, ask):
                        assert result.error is not None
                        self.assertIs(type(result.error), exceptions.ConnectionError)
                        self.assertEqual((result.error.outcome, result.error.attempts), (UNKNOWN, 1))


class Escaping(ScenarioTest):
    def test_fault_57_an_exception_prints_the_message_escaped_and_its_attributes_hold_it_unescaped(self) -> None:
        for error in self.fails("57-error", INVALID, CODE, REJECTED, [], invoke):
            self.assertEqual((error.message, str(error)), (MESSAGE, f"{SHOWN} (status 400)"))
            self.assertTrue(repr(error).isprintable())
        for error in self.fails("57-plain-text", exceptions.PermissionDeniedError, "forbidden", REJECTED, [], invoke):
            self.assertEqual((error.message, str(error)), ("a\x1b[2J\u202eb\tc\nd", "forbidden: a\\u{1b}[2J\\u{202e}b\tc\nd (status 403)"))

    def test_fault_57_an_error_event_is_unescaped_and_the_exception_of_it_is_escaped(self) -> None:
        event = types.ErrorEvent(code=CODE, message=MESSAGE, extra={"error": {"code": CODE, "message": MESSAGE}})
        self.gives("57-error-event", [event])
        self.assertTrue(repr(event).isprintable())
        for ask in (text, text_stream):
            for error in self.fails("57-error-event", exceptions.ServerError, CODE, UNKNOWN, [], ask):
                self.assertEqual((error.message, str(error)), (MESSAGE, SHOWN))

    def test_fault_57_the_messages_of_libraries_are_escaped_too(self) -> None:
        def health(client: Any) -> Any:
            return client.health()

        for ask in (list_agents, invoke, health):
            for error in self.fails("57-source", exceptions.DecodeError, "decode_error", UNKNOWN, [], ask):
                self.assertTrue(error.cause)
                self.assertTrue(str(error).isprintable(), str(error))

    def test_fault_57_log_lines_are_escaped(self) -> None:
        created = {"session_id": "s\x1b\u202e", "agent": "a", "created_at": "", "metadata": {}}
        with logged(logging.DEBUG) as log, Scripted(answer(200, created), events(token(MESSAGE), {"type": "error", "code": CODE, "message": MESSAGE})) as server:
            with AgentSpecClient(base_url=server.url, environment=False, trace_content=True) as client:
                self.assertEqual(client.sessions.create(agent="a").session_id, "s\x1b\u202e")
                list(client.agents.stream(name="a", input="b"))
            outputs = []
            for record in log.records:
                fields = getattr(record, "agentspec")
                self.assertTrue(record.getMessage().isprintable(), record.getMessage())
                self.assertTrue(all(str(value).isprintable() for value in fields.values()), fields)
                outputs += [fields["gen_ai.output.messages"]] if "gen_ai.output.messages" in fields else []
            self.assertEqual([json.loads(output)[0]["parts"][0]["content"] for output in outputs], [MESSAGE])

    def test_fault_57_an_exception_that_a_program_constructs_may_hold_any_str(self) -> None:
        self.assertEqual(str(INVALID("\ud800\x1b", code="c")), "c: ?\\u{1b}")


class Failing(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        raise RuntimeError("the handler failed")


class FailingFormat(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        raise RuntimeError("the format failed")


def refuse(record: logging.LogRecord) -> bool:
    raise RuntimeError("the filter failed")


@contextlib.contextmanager
def logging_fails(how: str) -> Iterator[io.StringIO]:
    """Makes logging fail in this way in the block. Yields what is printed to stderr."""
    logger = logging.getLogger("agentspec")
    handler: logging.Handler = Failing() if how == "handler" else logging.StreamHandler(io.StringIO())
    if how == "formatter":
        handler.setFormatter(FailingFormat())
    if how == "filter":
        logger.addFilter(refuse)
    printed = io.StringIO()
    try:
        with logged_to(handler, logging.DEBUG), contextlib.redirect_stderr(printed):
            yield printed
    finally:
        logger.removeFilter(refuse)


class Logging(unittest.TestCase):
    def test_a_failure_of_logging_does_not_fail_a_call(self) -> None:
        for how in ("handler", "formatter", "filter"):
            with self.subTest(how), Scripted(answer(200, ANSWER)) as server, logging_fails(how) as printed:
                for _, (result,) in with_both(lambda: server.url, invoke):
                    self.assertIsNone(result.error)
                    self.assertEqual(result.items[0].output, "Paris.")
                self.assertIn("Logging error", printed.getvalue())
                self.assertIn("RuntimeError: the ", printed.getvalue())
            with self.subTest(how), Scripted(events(token("a"), {"type": "done", "usage": ANSWER["usage"]})) as server, logging_fails(how):
                for _, (result,) in with_both(lambda: server.url, stream):
                    self.assertEqual((result.error, len(result.items)), (None, 2))

    def test_a_failure_of_logging_does_not_replace_an_error(self) -> None:
        for how in ("handler", "filter"):
            with Scripted(refusal(400, "invalid_request")) as server, logging_fails(how):
                for _, (result,) in with_both(lambda: server.url, invoke):
                    self.assertIs(type(result.error), INVALID)

    def test_nothing_is_printed_if_logging_does_not_raise_exceptions(self) -> None:
        with Scripted(answer(200, ANSWER)) as server, logging_fails("handler") as printed:
            logging.raiseExceptions = False
            try:
                for _, (result,) in with_both(lambda: server.url, invoke):
                    self.assertIsNone(result.error)
            finally:
                logging.raiseExceptions = True
            self.assertEqual(printed.getvalue(), "")


if __name__ == "__main__":
    unittest.main()
