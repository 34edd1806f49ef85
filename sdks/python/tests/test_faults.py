"""The contract's faults, rows 9 to 17: responses that are truncated, slow, or split into pieces."""

import time
import unittest

from agentspec import exceptions, types
from scenarios import (
    DONE,
    GET_AND_DELETE,
    INVOKED,
    NETWORKS,
    NEURAL,
    PARTIAL,
    UNKNOWN,
    WHOLE,
    WHOLE_ANSWERS,
    ScenarioTest,
    final_response,
    invoke,
    list_agents,
    stream,
    text,
)

CONNECTION, INTERRUPTED = exceptions.ConnectionError, exceptions.StreamInterruptedError


class TruncatedSlowAndSplit(ScenarioTest):
    def test_fault_09_a_truncated_json_body_is_never_a_partial_object(self) -> None:
        for scenario in ("09-reset-in-json", "09-early-end-in-json"):
            self.row(scenario, CONNECTION, "transport_error", UNKNOWN, GET_AND_DELETE, asked=WHOLE_ANSWERS)

    def test_fault_09_only_a_get_is_retried_after_a_truncated_body(self) -> None:
        for scenario in ("09-reset-in-json-then-well", "09-early-end-in-json-then-well"):
            for (result,), run in self.each(scenario, list_agents):
                self.assertEqual(result, ([[]], None))
                self.assertEqual(len(run.connections()), 2)
            self.fails(scenario, CONNECTION, "transport_error", UNKNOWN, [], invoke)

    def test_fault_10_a_body_without_its_last_chunk_is_truncated(self) -> None:
        self.row("10-json-without-last-chunk", CONNECTION, "transport_error", UNKNOWN, GET_AND_DELETE, asked=WHOLE_ANSWERS)

    def test_fault_10_a_stream_without_its_last_chunk_is_interrupted(self) -> None:
        self.fails("10-stream-without-last-chunk", INTERRUPTED, "stream_interrupted", PARTIAL, [NEURAL, NETWORKS])
        self.fails("10-stream-cut-in-a-chunk", INTERRUPTED, "stream_interrupted", PARTIAL, [NEURAL])
        for scenario in ("10-stream-without-last-chunk", "10-stream-cut-in-a-chunk"):
            for collect in (text, final_response):
                self.fails(scenario, INTERRUPTED, "stream_interrupted", PARTIAL, [], collect)

    def test_fault_10_a_stream_that_is_reset_is_interrupted(self) -> None:
        # A reset may overtake data that the client has not read yet.
        for (result,), _ in self.each("10-stream-reset", stream):
            error = result.error
            assert error is not None
            self.assertIs(type(error), INTERRUPTED)
            self.assertEqual(error.outcome, PARTIAL if result.items else UNKNOWN)
            self.assertEqual(result.items, [NEURAL, NETWORKS][: len(result.items)])
            self.assertEqual(error.events, len(result.items))

    def test_fault_11_a_body_shorter_than_its_length_is_truncated(self) -> None:
        self.row("11-length-too-large", CONNECTION, "transport_error", UNKNOWN, GET_AND_DELETE, asked=WHOLE_ANSWERS)
        self.fails("11-stream-length-too-large", INTERRUPTED, "stream_interrupted", PARTIAL, [NEURAL, NETWORKS])

    def test_fault_11_a_body_longer_than_its_length_leaves_nothing_for_the_next_response(self) -> None:
        for (first, second), run in self.each("11-length-too-small", invoke, invoke):
            self.failed(first, exceptions.DecodeError, "decode_error", UNKNOWN, 1)
            self.assertEqual(second, ([INVOKED], None))
            self.assertEqual(len(set(run.connections())), 2)

    def test_fault_13_a_stream_that_pauses_for_too_long_times_out_after_its_events(self) -> None:
        rows = [("13-stall-after-events", [NEURAL, NETWORKS]), ("13-stall-before-events", []), ("13-stall-inside-an-event", [NEURAL])]
        for scenario, items in rows:
            for error in self.fails(scenario, exceptions.TimeoutError, "timeout", PARTIAL if items else UNKNOWN, items, byte_idle_timeout=0.15):
                self.assertEqual(error.events, len(items))
                self.assertIn("no byte", error.message)

    def test_fault_13_the_connection_of_a_stream_that_timed_out_is_closed(self) -> None:
        for (result,), run in self.each("13-stall-after-events", stream, byte_idle_timeout=0.1):
            self.assertIs(type(result.error), exceptions.TimeoutError)
            self.assertTrue(run.saw_close())

    def test_fault_13_a_collected_stream_times_out_too(self) -> None:
        for collect in (text, final_response):
            self.fails("13-stall-after-events", exceptions.TimeoutError, "timeout", PARTIAL, [], collect, byte_idle_timeout=0.1)

    def test_fault_13_a_shorter_pause_is_no_timeout(self) -> None:
        self.gives("13-pause-between-events", WHOLE, byte_idle_timeout=5)
        self.gives("13-pause-between-events", WHOLE, byte_idle_timeout=None, event_idle_timeout=None)

    def test_fault_14_comments_reset_only_the_byte_timer(self) -> None:
        for scenario in ("14-comments-alone", "14-unknown-fields-alone"):
            # More than one byte idle timeout passes before the event idle timeout ends it.
            for error in self.fails(scenario, exceptions.TimeoutError, "timeout", PARTIAL, [NEURAL], byte_idle_timeout=0.25, event_idle_timeout=0.4):
                self.assertIn("no event", error.message)

    def test_fault_15_no_timeout_bounds_a_stream_that_keeps_sending(self) -> None:
        items = [*(types.Token(content=f"{number} ") for number in range(1, 51)), DONE]
        began = time.monotonic()
        self.gives("15-long-stream", items, timeout=0.5, byte_idle_timeout=0.5, event_idle_timeout=0.5)
        self.assertGreater(time.monotonic() - began, 1, "two streams were shorter than the timeout")

    def test_fault_16_events_do_not_depend_on_how_they_are_split(self) -> None:
        scenarios = [
            "one-byte-writes",
            "seven-byte-writes",
            "one-event-a-chunk",
            "all-in-one-write",
            "cr",
            "crlf",
            "mixed-line-ends",
            "crlf-split",
            "bom",
            "split-bom",
            "nul",
            "several-data-lines",
        ]
        for scenario in scenarios:
            self.gives(f"16-{scenario}", WHOLE)
        self.gives("16-split-utf8", [types.Token(content="café 😀"), DONE])

    def test_fault_16_an_event_is_delivered_as_soon_as_its_blank_line_is_complete(self) -> None:
        for scenario in ("16-event-as-soon-as-lf-lf", "16-event-as-soon-as-cr-cr"):
            # An event before the silence was delivered before the silence ended.
            self.fails(scenario, exceptions.TimeoutError, "timeout", PARTIAL, [NEURAL], byte_idle_timeout=0.15)

    def test_fault_17_gzip_is_decoded_as_it_arrives(self) -> None:
        self.gives("17-gzip", WHOLE)
        self.fails("17-gzip-as-it-arrives", exceptions.TimeoutError, "timeout", PARTIAL, [NEURAL], byte_idle_timeout=0.15)

    def test_fault_17_truncated_gzip_is_interrupted(self) -> None:
        for scenario in ("17-gzip-cut", "17-gzip-without-its-end"):
            self.fails(scenario, INTERRUPTED, "stream_interrupted", PARTIAL, [NEURAL, NETWORKS])

    def test_fault_17_a_body_that_contradicts_its_headers_is_refused(self) -> None:
        for scenario in ("17-gzip-that-is-none", "17-unknown-encoding"):
            self.fails(scenario, exceptions.DecodeError, "decode_error", UNKNOWN, [])


if __name__ == "__main__":
    unittest.main()
