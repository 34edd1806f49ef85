"""The contract's faults, rows 45 and 49: error bodies in the formats of other servers, and a web page in place of the API's response."""

import unittest
from typing import Dict, Tuple, Type

from agentspec import exceptions, types
from scenarios import ALWAYS, INVOKED, NEVER, REJECTED, UNKNOWN, ScenarioTest, final_response, invoke, list_agents, stream, text

INVALID = exceptions.InvalidRequestError
DENIED = exceptions.AuthenticationError
DECODE = exceptions.DecodeError

LONG = "The input is too long."
EXPIRED = "The key has expired."


class ForeignBodies(ScenarioTest):
    def test_fault_45_the_message_is_read_from_the_servers_own_format(self) -> None:
        rows: Dict[str, Tuple[Type[exceptions.AgentSpecError], str, str]] = {
            "45-detail": (INVALID, "invalid_request", LONG),
            "45-detail-list": (INVALID, "invalid_request", "body.input: field required; body.tags.0: not a text"),
            "45-message": (INVALID, "invalid_request", LONG),
            "45-problem": (exceptions.PermissionDeniedError, "forbidden", "Out of credit: It costs 50."),
            "45-list-of-texts": (INVALID, "invalid_request", "The input is too long.; The agent is busy."),
            "45-list-of-objects": (INVALID, "invalid_request", "a; b; c; d"),
            "45-fields": (INVALID, "invalid_request", "input: is too long, is not JSON"),
            "45-number-as-code": (INVALID, "invalid_request", LONG),
            "45-text-as-error": (INVALID, "invalid_request", LONG),
            "45-detail-within": (INVALID, "invalid_request", LONG),
            "45-fault": (DENIED, "unauthorized", EXPIRED),
            "45-capital-message": (DENIED, "unauthorized", EXPIRED),
            "45-description": (DENIED, "invalid_token", EXPIRED),
            "45-text-without-a-type": (INVALID, "invalid_request", "Client sent an HTTP request to an HTTPS server."),
            "45-after-a-byte-order-mark": (INVALID, "too_long", LONG),
        }
        for scenario, (kind, code, message) in rows.items():
            for ask in (invoke, stream):
                for error in self.fails(scenario, kind, code, REJECTED, [], ask):
                    self.assertEqual(error.message, message)
                    self.assertEqual(str(error), f"{code}: {message} (status {error.status})")

    def test_fault_45_it_is_retried_by_its_status(self) -> None:
        for error in self.row("45-plain-text", exceptions.ServerError, "http_503", REJECTED, ALWAYS):
            self.assertEqual(error.message, "upstream connect error")
        self.row("45-detail", INVALID, "invalid_request", REJECTED, NEVER)

    def test_fault_45_the_message_describes_a_body_without_a_text(self) -> None:
        title = "400 The plain HTTP request was sent to HTTPS port"
        for scenario, description in [
            ("45-nothing", "with an empty body (no content type)"),
            ("45-nothing-readable", "with a body that contains no readable error (application/octet-stream)"),
            ("45-title-of-a-page", f'with a web page (text/html, with the title "{title}")'),
        ]:
            for error in self.fails(scenario, INVALID, "invalid_request", REJECTED, [], invoke):
                self.assertEqual(error.message, f"the server answered 400 Bad Request {description}")
                self.assertFalse(error.is_unsupported)

    def test_fault_45_a_long_message_is_cut_at_1_kib(self) -> None:
        for scenario, code, message in [("45-long-message", "too_long", "ä" * 510 + "…"), ("45-long-text", "invalid_request", "x" * 1021 + "…")]:
            for error in self.fails(scenario, INVALID, code, REJECTED, [], invoke):
                self.assertEqual(error.message, message)
                self.assertEqual(str(error), f"{code}: {message} (status 400)")

    def test_fault_45_the_message_of_an_error_event_is_cut_at_1_kib_and_the_event_is_whole(self) -> None:
        self.gives("45-long-error-event", [types.ErrorEvent(code="rate_limited", message="x" * 8_000_000)])
        for ask in (text, final_response):
            for error in self.fails("45-long-error-event", exceptions.RateLimitError, "rate_limited", UNKNOWN, [], ask):
                self.assertEqual(error.message, "x" * 1021 + "…")
                self.assertEqual(str(error), f"rate_limited: {error.message}")
                self.assertLess(len(repr(error)), 2000)

    def test_fault_45_a_success_with_such_fields_is_a_success(self) -> None:
        for (result,), _ in self.each("45-success-with-a-message", invoke):
            self.assertIsNone(result.error)
            (answer,) = result.items
            self.assertEqual((answer.output, answer.usage), (INVOKED.output, INVOKED.usage))
        self.gives("45-success-with-a-message", [[]], list_agents)


class Pages(ScenarioTest):
    def test_fault_49_the_error_names_a_web_page(self) -> None:
        for scenario, form in [
            ("49-page", "200 OK, text/html"),
            ("49-xhtml-page", "200 OK, application/xhtml+xml"),
            ("49-page-of-another-type", "200 OK, application/json"),
            ("49-page-without-a-type", "200 OK, no content type"),
            ("49-page-of-202", "202 Accepted, text/html"),
        ]:
            expected = f"{self.mock.url}: the response is a web page and not a response of the API ({form}, with the title \"Welcome\"): "
            expected += "the base URL probably names another server"
            # A DELETE accepts any 2xx.
            for ask in (list_agents, invoke, stream):
                for error in self.fails(scenario, DECODE, "decode_error", UNKNOWN, [], ask):
                    self.assertTrue(error.is_unsupported)
                    self.assertEqual(error.message, expected)

    def test_fault_49_any_other_unreadable_response_is_not_reported_as_a_page(self) -> None:
        for scenario in ("21-not-json", "21-half-json", "21-empty-body", "20-events-as-plain-text", "20-json-on-stream"):
            for error in self.fails(scenario, DECODE, "decode_error", UNKNOWN, []):
                self.assertFalse(error.is_unsupported)
                self.assertNotIn("web page", error.message)


if __name__ == "__main__":
    unittest.main()
