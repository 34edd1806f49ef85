"""The contract's faults, rows 18, 22, 23, 32 and 35: error statuses and redirects, and when they are retried."""

import threading
import unittest
from typing import Any, List

from agentspec import AgentSpecClient, exceptions
from scenarios import ALWAYS, EVERY_CALL, GET_AND_DELETE, NEVER, REJECTED, UNKNOWN, SUCCESS, ScenarioTest, invoke
from support import Clock, Scripted, answer

SERVER = exceptions.ServerError

#: A delay of the client in seconds that no server of these tests asks for.
OWN = 0.2


class Statuses(ScenarioTest):
    def test_fault_18_an_error_outside_of_the_contract_is_kept_and_retried_by_its_status(self) -> None:
        rows = [
            ("18-html-page", b"<html><h1>502 Bad Gateway</h1></html>"),
            ("18-other-json", b'{"detail": "no upstream", "errors": [{"code": 7}]}'),
            ("18-empty-body", b""),
        ]
        for scenario, body in rows:
            for error in self.row(scenario, SERVER, "http_502", UNKNOWN, ALWAYS):
                self.assertEqual((error.status, error.body), (502, body))
        for error in self.fails("18-html-page", SERVER, "http_502", UNKNOWN, [], invoke, requests=4):
            self.assertEqual(error.headers["x-proxy"], "nearest")

    def test_fault_18_the_first_2_kib_of_a_large_page_are_kept(self) -> None:
        for error in self.row("18-large-html-page", SERVER, "http_502", UNKNOWN, ALWAYS):
            self.assertEqual(error.body, (b"<p>Bad Gateway</p>" * 200)[:2048])

    def test_fault_18_any_other_status_is_not_retried(self) -> None:
        self.row("18-html-page-of-500", SERVER, "internal_error", UNKNOWN, NEVER)

    def test_fault_18_a_post_that_may_have_run_is_resent_with_the_same_key_unless_the_policy_is_strict(self) -> None:
        for (result,), run in self.each("18-html-page-then-well", invoke):
            self.assertEqual(result, ([SUCCESS], None))
            first, second = [dict(request["headers"])["idempotency-key"] for request in run.seen()["requests"]]
            self.assertEqual(first, second)
        self.row("18-html-page", SERVER, "http_502", UNKNOWN, GET_AND_DELETE, retry_policy="strict")
        self.row("18-html-page", SERVER, "http_502", UNKNOWN, NEVER, retry_policy="none")


class Redirects(ScenarioTest):
    def test_fault_22_a_redirect_to_another_host_is_an_error(self) -> None:
        for scenario, status in [("22-redirect-to-another-host", 307), ("22-permanent-redirect-to-another-host", 308)]:
            for error in self.row(scenario, exceptions.AgentSpecError, f"http_{status}", REJECTED, NEVER):
                self.assertEqual((error.status, error.headers["location"]), (status, "http://elsewhere.invalid/v1/agents"))
                self.assertIn("redirects are not followed", error.message)

    def test_fault_22_the_other_server_never_sees_a_key(self) -> None:
        with Scripted(answer(200, {"agents": []})) as elsewhere:
            for status in (301, 302, 303, 307, 308):
                with Scripted(answer(status, b"", Location=f"{elsewhere.url}/v1/agents")) as server:
                    client = AgentSpecClient(base_url=server.url, api_key="canary-key-1234567890")
                    for number, ask in enumerate(EVERY_CALL, 1):
                        with self.assertRaises(exceptions.AgentSpecError) as caught:
                            ask(client)
                        self.assertEqual((caught.exception.code, len(server.received)), (f"http_{status}", number))
            self.assertEqual(elsewhere.received, [])

    def test_fault_23_a_redirect_loop_is_not_followed(self) -> None:
        self.row("23-redirect-loop", exceptions.AgentSpecError, "http_307", REJECTED, NEVER)

    def test_fault_23_a_redirect_does_not_turn_a_post_into_a_get(self) -> None:
        for status in (301, 302, 303):
            # It is the usual response to a POST that has run.
            self.row(f"23-{status}-then-well", exceptions.AgentSpecError, f"http_{status}", UNKNOWN, NEVER)
            for _, run in self.each(f"23-{status}-then-well", invoke):
                self.assertEqual([request["method"] for request in run.seen()["requests"]], ["POST"])


class RetryAfter(ScenarioTest):
    def waits(self, scenario: str, delay: float) -> None:
        """Asserts that both clients succeed the second time, after this delay."""
        with Clock() as clock:
            for (result,), run in self.each(scenario, invoke, retry_delay=OWN):
                self.assertEqual(result, ([SUCCESS], None))
                self.assertEqual(len(run.connections()), 2)
            self.assertEqual(clock.delays(), [delay] * 2)

    def gives_up(self, scenario: str) -> List[exceptions.AgentSpecError]:
        """Asserts that neither client waits for that long."""
        return self.row(scenario, SERVER, "http_503", REJECTED, NEVER)

    def test_fault_32_a_delay_in_seconds_is_waited_for(self) -> None:
        for scenario in ("32-seconds", "32-seconds-on-429"):
            self.waits(scenario, 1)
        self.waits("32-zero", 0)

    def test_fault_32_a_date_in_any_format_is_relative_to_the_date_of_the_response(self) -> None:
        for scenario in ("32-date", "32-date-of-rfc-850", "32-date-of-asctime"):
            self.waits(scenario, 1)
        self.waits("32-past", 0)

    def test_fault_32_any_other_value_is_ignored(self) -> None:
        for scenario in ("32-garbage", "32-empty", "32-negative", "32-fraction"):
            self.waits(scenario, OWN)

    def test_fault_32_a_delay_beyond_the_maximum_ends_the_call_at_once_and_is_on_the_error(self) -> None:
        rows = [("32-beyond-the-cap", 61.0), ("32-too-large-for-a-clock", float(2**64 - 1)), ("32-too-large-for-an-integer", float(2**64))]
        for scenario, seconds in rows:
            for error in self.gives_up(scenario):
                self.assertEqual(error.retry_after, seconds)
        for error in self.gives_up("32-date-beyond-the-cap"):
            self.assertGreater(error.retry_after or 0, 3600 * 24 * 365 * 8000)

    def test_fault_32_the_user_can_set_the_maximum_delay(self) -> None:
        self.row("32-seconds", SERVER, "http_503", REJECTED, NEVER, max_retry_delay=0.5)
        # The delay is not waited for: it is within the cap, but not within the deadline.
        for error in self.row("32-beyond-the-cap", SERVER, "http_503", REJECTED, NEVER, max_retry_delay=61.0, deadline=30):
            self.assertEqual(error.retry_after, 61)


class ManyAtOnce(ScenarioTest):
    CALLS = 20

    def requests(self, **options: Any) -> int:
        """Returns the number of requests of many calls that fail at the same time."""
        run = self.run_of("35-always-503")
        client = AgentSpecClient(base_url=run.url, environment=False, max_retries=1, **options)
        self.addCleanup(client.close)

        def call() -> None:
            with self.assertRaises(SERVER):
                invoke(client)

        threads = [threading.Thread(target=call) for _ in range(self.CALLS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(run.connections())

    def test_fault_35_calls_that_fail_at_once_share_a_budget_of_retries(self) -> None:
        # One call retries outside of the budget, and a second of time adds one more retry.
        self.assertIn(self.requests(retry_budget=2, retry_delay=0.5), range(self.CALLS + 3, self.CALLS + 6))
        self.assertEqual(self.requests(retry_budget=None, retry_delay=0), 2 * self.CALLS)
        self.assertEqual(self.requests(retry_delay=0), 2 * self.CALLS)


if __name__ == "__main__":
    unittest.main()
