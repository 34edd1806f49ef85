"""The contract's faults, rows 19 to 31: responses with unexpected content."""

import sys
import unittest
from pathlib import Path
from typing import Any, List, Tuple, Type

from agentspec import exceptions, types
from scenarios import DONE, INVOKED, NETWORKS, NEURAL, PARTIAL, UNKNOWN, WHOLE, ScenarioTest, final_response, invoke, list_agents, stream, text, text_stream

DECODE, INTERRUPTED = exceptions.DecodeError, exceptions.StreamInterruptedError

#: The memory in bytes that may be used in addition to the limit of an event.
BOUND = 24 << 20


def peak() -> int:
    """Returns the peak memory since `reset_peak`, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


class Content(ScenarioTest):
    def test_fault_19_an_error_in_a_200_is_an_error_of_its_code(self) -> None:
        rows: List[Tuple[str, Type[exceptions.AgentSpecError], str]] = [
            ("19-error-in-200", exceptions.RateLimitError, "rate_limited"),
            ("19-flat-error-in-200", exceptions.NotFoundError, "not_found"),
            ("19-unknown-error-in-200", exceptions.ServerError, "out_of_cheese"),
        ]
        for scenario, kind, code in rows:
            for ask in (invoke, list_agents):
                for error in self.fails(scenario, kind, code, UNKNOWN, [], ask):
                    self.assertEqual(error.status, 200)

    def test_fault_20_a_response_that_is_not_a_stream_is_refused_with_its_body(self) -> None:
        rows = [
            ("20-json-on-stream", b'{"output"'),
            ("20-html-on-stream", b"<h1>Welcome to the proxy</h1>"),
            ("20-events-as-plain-text", b"data: "),
            ("20-no-content-type-on-stream", b"data: "),
        ]
        for scenario, body in rows:
            for error in self.fails(scenario, DECODE, "decode_error", UNKNOWN, []):
                self.assertTrue((error.body or b"").startswith(body), error.body)
        for error in self.fails("20-no-content-on-stream", DECODE, "decode_error", UNKNOWN, []):
            self.assertEqual(error.status, 204)

    def test_fault_21_unexpected_json_is_refused_with_its_place(self) -> None:
        rows = [
            ("21-empty-body", b"", ""),
            ("21-not-json", b"Neural networks", ""),
            ("21-half-json", b'{"output": "Neural', ""),
            ("21-wrong-type", b'{"output": 5', "output"),
            ("21-field-missing", b'{"output": "Neural networks"}', "usage"),
            ("21-list", b"[]", ""),
        ]
        for scenario, body, place in rows:
            for error in self.fails(scenario, DECODE, "decode_error", UNKNOWN, [], invoke):
                self.assertTrue((error.body or b"").startswith(body), error.body)
                self.assertIn(place, str(error))

    def test_fault_21_an_unreadable_event_ends_the_stream_after_the_events_before_it(self) -> None:
        for scenario in ("21-malformed-event", "21-event-of-a-wrong-type"):
            for error in self.fails(scenario, DECODE, "decode_error", PARTIAL, [NEURAL]):
                self.assertTrue((error.body or b"").startswith(b'{"type": "token"'), error.body)
            self.fails(scenario, DECODE, "decode_error", PARTIAL, [], text)

    def test_fault_24_a_head_that_is_too_large_is_refused(self) -> None:
        for scenario in ("24-large-header", "24-many-headers"):
            self.fails(scenario, DECODE, "too_large", UNKNOWN, [])

    def test_fault_24_an_event_that_is_too_large_is_refused_at_the_limit(self) -> None:
        for scenario in ("24-large-line", "24-large-event"):
            self.fails(scenario, DECODE, "too_large", PARTIAL, [NEURAL])
        for scenario in ("24-large-line", "24-large-event", "24-endless-line"):
            for error in self.fails(scenario, DECODE, "too_large", PARTIAL, [NEURAL], event_limit=1000):
                self.assertIn("larger than 1000 bytes", error.message)

    def test_fault_24_a_larger_limit_accepts_it(self) -> None:
        for (outcome,), _ in self.each("24-large-line", stream, event_limit=32 << 20):
            self.assertIsNone(outcome.error)
            self.assertEqual([len(item.content) for item in outcome.items[:-1]], [6, 20_000_000])

    def test_fault_24_an_endless_body_is_refused(self) -> None:
        self.fails("24-endless-json", DECODE, "too_large", UNKNOWN, [], invoke)

    @unittest.skipUnless(sys.platform == "linux", "what a process held is read from /proc")
    def test_fault_24_comments_and_unknown_fields_are_discarded_in_bounded_memory(self) -> None:
        self.gives("16-one-event-a-chunk", WHOLE)
        reset_peak()
        before = peak()
        for scenario in ("24-large-comment", "24-large-unknown-field"):
            self.gives(scenario, WHOLE, event_limit=1000)
        self.fails("24-endless-line", DECODE, "too_large", PARTIAL, [NEURAL], event_limit=1 << 20)
        self.assertLess(peak() - before, BOUND)

    def test_fault_25_invalid_utf8_becomes_a_replacement_character(self) -> None:
        self.gives("25-invalid-utf8-in-a-text", [types.Token(content="caf\ufffd"), DONE])
        self.fails("25-invalid-utf8-outside-of-a-text", DECODE, "decode_error", PARTIAL, [NEURAL])

    def test_fault_26_a_stream_without_its_end_is_interrupted(self) -> None:
        rows: List[Tuple[str, List[Any]]] = [
            ("26-no-end-event", [NEURAL, NETWORKS]),
            ("26-no-event-at-all", []),
            ("26-no-end-event-and-closed", [NEURAL, NETWORKS]),
            ("26-unterminated-token", [NEURAL]),
        ]
        for scenario, items in rows:
            outcome = PARTIAL if items else UNKNOWN
            for error in self.fails(scenario, INTERRUPTED, "stream_interrupted", outcome, items):
                self.assertEqual(error.events, len(items))
            for collect in (text, final_response):
                for error in self.fails(scenario, INTERRUPTED, "stream_interrupted", outcome, [], collect):
                    self.assertEqual(error.events, len(items))

    def test_fault_27_an_end_event_without_its_blank_line_is_an_end(self) -> None:
        for scenario in ("27-unterminated-done", "27-done-without-its-blank-line", "27-unterminated-done-of-gzip"):
            self.gives(scenario, WHOLE)
            self.gives(scenario, [INVOKED], final_response)
        self.gives("27-unterminated-error", [NEURAL, NETWORKS, types.ErrorEvent(code="internal_error", message="The model stopped.")])
        self.fails("27-half-done", INTERRUPTED, "stream_interrupted", PARTIAL, [NEURAL, NETWORKS])

    def test_fault_28_data_after_done_is_ignored(self) -> None:
        scenarios = ["token", "second-done", "error", "garbage", "cut", "hang", "endless"]
        for scenario in scenarios:
            name = f"28-{scenario}" + ("" if scenario == "second-done" else "-after-done")
            self.gives(name, WHOLE)
            self.gives(name, [INVOKED], final_response)
            self.gives(name, ["Neural", " networks"], text_stream)

    def test_fault_28_a_reset_after_done_is_ignored(self) -> None:
        # It may overtake data that the client has not read yet.
        for (outcome,), _ in self.each("28-reset-after-done", stream):
            self.assertEqual(outcome.items, WHOLE[: len(outcome.items)])
            self.assertEqual(outcome.error is None, outcome.items == WHOLE)

    def test_fault_28_the_end_is_reported_once(self) -> None:
        def read_twice(client: Any) -> Any:
            events = stream(client)
            if not hasattr(events, "__aiter__"):
                return [*events, *events]

            async def read() -> List[Any]:
                return [*[event async for event in events], *[event async for event in events]]

            return read()

        self.gives("28-token-after-done", [WHOLE], read_twice)

    def test_fault_29_an_error_event_is_an_event_when_events_are_read(self) -> None:
        busy = types.ErrorEvent(code="rate_limited", message="Slow down.")
        stopped = types.ErrorEvent(code="internal_error", message="The model stopped.")
        self.gives("29-error-event", [NEURAL, NETWORKS, busy])
        self.gives("29-unknown-error-event", [NEURAL, NETWORKS, types.ErrorEvent(code="out_of_cheese", message="Redo from start.")])
        self.gives("29-error-event-first", [stopped])

    def test_fault_29_an_error_event_is_raised_when_the_text_is_read(self) -> None:
        rows: List[Tuple[str, Type[exceptions.AgentSpecError], str, int]] = [
            ("29-error-event", exceptions.RateLimitError, "rate_limited", 2),
            ("29-unknown-error-event", exceptions.ServerError, "out_of_cheese", 2),
            ("29-error-event-first", exceptions.ServerError, "internal_error", 0),
        ]
        for scenario, kind, code, events in rows:
            outcome = PARTIAL if events else UNKNOWN
            for collect in (text, final_response):
                for error in self.fails(scenario, kind, code, outcome, [], collect):
                    self.assertEqual(error.events, events)
            self.fails(scenario, kind, code, outcome, ["Neural", " networks"][:events], text_stream)

    def test_fault_29_a_reset_after_an_error_event_is_ignored(self) -> None:
        # It may overtake data that the client has not read yet.
        items = [NEURAL, NETWORKS, types.ErrorEvent(code="internal_error", message="The model stopped.")]
        for (outcome,), _ in self.each("29-error-event-and-cut", stream):
            self.assertEqual(outcome.items, items[: len(outcome.items)])
            self.assertEqual(outcome.error is None, outcome.items == items)

    def test_fault_30_unknown_events_fields_and_values_are_kept(self) -> None:
        for (outcome,), _ in self.each("30-unknown-event", stream):
            first, thought, *rest = outcome.items
            self.assertEqual((outcome.error, first, rest), (None, NEURAL, [NETWORKS, DONE]))
            self.assertEqual((thought.type, thought.raw), ("unknown", {"type": "thought", "content": "Hm.", "depth": 2}))
        for (outcome,), _ in self.each("30-unknown-field-of-an-event", stream):
            self.assertEqual(outcome.items[0], types.Token(content="Neural", extra={"confidence": 0.5, "logprobs": [1]}))
        for (outcome,), _ in self.each("30-unknown-field", invoke):
            (invoked,) = outcome.items
            self.assertEqual((invoked.output, invoked.extra, invoked.usage.extra), ("Neural networks", {"mood": "good"}, {"cached": 4}))
        for (outcome,), _ in self.each("30-unknown-status", list_agents):
            ((agent,),) = outcome.items
            self.assertEqual((agent.status, agent.skills), ("hibernating", []))

    def test_fault_31_an_integral_number_is_an_integer_and_the_last_of_two_equal_keys_counts(self) -> None:
        for scenario in ("31-integral-float", "31-duplicate-keys"):
            self.gives(scenario, [INVOKED], invoke)
        for scenario in ("31-integral-float-in-an-event", "31-duplicate-keys-in-an-event"):
            self.gives(scenario, WHOLE)

    def test_fault_31_a_fraction_is_not_an_integer(self) -> None:
        self.fails("31-fraction", DECODE, "decode_error", UNKNOWN, [], invoke)
        self.fails("31-fraction-in-an-event", DECODE, "decode_error", PARTIAL, [NEURAL, NETWORKS])

    def test_fault_31_numbers_in_free_form_values_are_not_changed(self) -> None:
        for (outcome,), _ in self.each("31-free-numbers-in-an-event", stream):
            result = outcome.items[0]
            self.assertEqual(result.output, [1.0, 100.0, 12345678901234567890])
            self.assertEqual([type(number) for number in result.output], [float, float, int])

    def test_fault_31_deep_nesting_is_refused(self) -> None:
        self.fails("31-deep-nesting", DECODE, "decode_error", UNKNOWN, [], invoke)
        self.fails("31-deep-nesting-in-an-event", DECODE, "decode_error", PARTIAL, [NEURAL])


if __name__ == "__main__":
    unittest.main()
