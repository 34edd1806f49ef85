"""The contract's faults, rows 41 to 44 and 48: unusual values and events that are accepted."""

import unittest
from typing import Any, List, Tuple, Type

from agentspec import exceptions, types
from scenarios import DONE, INVOKED, NETWORKS, NEURAL, PARTIAL, REJECTED, UNKNOWN, WHOLE, ScenarioTest, final_response, invoke, stream, text, text_stream

BIG = 2000000000000000000001


class LenientParsing(ScenarioTest):
    def test_fault_41_an_event_without_content_is_ignored(self) -> None:
        self.gives("41-heartbeats", WHOLE)
        self.gives("41-heartbeats", ["Neural networks"], text)

    def test_fault_41_the_end_marker_of_other_apis_is_not_the_end(self) -> None:
        for scenario in ("41-end-mark-in-place-of-done", "41-unterminated-end-mark"):
            self.fails(scenario, exceptions.StreamInterruptedError, "stream_interrupted", PARTIAL, [NEURAL, NETWORKS])

    def test_fault_41_heartbeats_reset_only_the_byte_timer(self) -> None:
        # More than one byte idle timeout passes before the event idle timeout ends it.
        limits: Any = {"byte_idle_timeout": 0.25, "event_idle_timeout": 0.4}
        for error in self.fails("41-heartbeats-alone", exceptions.TimeoutError, "timeout", PARTIAL, [NEURAL], **limits):
            self.assertIn("no event", error.message)

    def test_fault_42_half_of_a_surrogate_pair_becomes_a_replacement_character(self) -> None:
        self.gives("42-emoji-in-two-tokens", [types.Token(content="Hi \ufffd"), types.Token(content="\ufffd!"), DONE])
        self.gives("42-emoji-in-two-tokens", ["Hi \ufffd\ufffd!"], text)
        for (outcome,), _ in self.each("42-half-of-a-pair-in-an-answer", invoke):
            (invoked,) = outcome.items
            self.assertEqual((invoked.output, invoked.extra), ("Hi \ufffd", {"\ufffd": ["\U0001f600"]}))
        for error in self.fails("42-half-of-a-pair-in-an-error", exceptions.NotFoundError, "not_found", REJECTED, [], invoke):
            self.assertEqual(error.message, "No agent \ufffd")

    def test_fault_43_a_byte_order_mark_before_json_is_ignored(self) -> None:
        for (outcome,), _ in self.each("43-byte-order-mark", invoke):
            self.assertEqual([invoked.output for invoked in outcome.items], ["Neural networks"])
        rows: List[Tuple[str, Type[exceptions.AgentSpecError], str, Any]] = [
            ("43-byte-order-mark-before-an-error", exceptions.NotFoundError, "not_found", REJECTED),
            ("43-byte-order-mark-before-an-error-in-200", exceptions.RateLimitError, "rate_limited", UNKNOWN),
        ]
        for scenario, kind, code, outcome in rows:
            self.fails(scenario, kind, code, outcome, [], invoke)

    def test_fault_44_an_error_body_is_an_error_event_and_ends_the_stream(self) -> None:
        scenarios = ("44-flat", "44-flat-and-named", "44-named", "44-unterminated")
        for scenario in scenarios:
            self.gives(scenario, [NEURAL, types.ErrorEvent(code="rate_limited", message="Slow down.")])
        error: Any = {"code": "rate_limited", "message": "Slow down."}
        self.gives("44-nested-and-named", [NEURAL, types.ErrorEvent(**error, extra={"error": error})])
        self.gives("44-nested", [NEURAL, types.ErrorEvent(**error, extra={"error": {**error, "wait": 3}})])
        for scenario in (*scenarios, "44-nested", "44-nested-and-named"):
            for collect in (text, final_response):
                for error in self.fails(scenario, exceptions.RateLimitError, "rate_limited", PARTIAL, [], collect):
                    self.assertEqual((error.message, error.events), ("Slow down.", 1))
            self.fails(scenario, exceptions.RateLimitError, "rate_limited", PARTIAL, ["Neural"], text_stream)
        self.fails("44-message-alone", exceptions.ServerError, "internal_error", PARTIAL, [], text)

    def test_fault_48_arguments_keep_their_order_and_their_integers(self) -> None:
        expected = {"zeta": BIG, "alpha": {"c": -9223372036854775809, "b": 1.0}}
        for (outcome,), _ in self.each("48-arguments", stream):
            call = outcome.items[0]
            self.assertEqual((outcome.error, call), (None, types.ToolCall(name="pay", arguments=expected)))
            self.assertEqual((list(call.arguments), list(call.arguments["alpha"])), (["zeta", "alpha"], ["c", "b"]))

    def test_fault_48_a_number_beyond_the_range_of_a_float_keeps_its_text(self) -> None:
        output = ["NaN", "Infinity", "-Infinity", "1e400", "-1E+999", 1e308]
        self.gives("48-no-numbers", [types.ToolResult(name="measure", output=output), DONE])

    def test_fault_48_unknown_fields_of_a_response_are_kept_unchanged(self) -> None:
        for (outcome,), _ in self.each("48-answer", invoke):
            (invoked,) = outcome.items
            self.assertEqual((invoked.output, invoked.usage), (INVOKED.output, INVOKED.usage))
            self.assertEqual(invoked.extra, {"zeta": {"y": 18446744073709551616, "x": "NaN"}, "alpha": "1e400"})
            self.assertEqual((list(invoked.extra), list(invoked.extra["zeta"])), (["zeta", "alpha"], ["y", "x"]))

    def test_fault_48_the_error_of_a_field_out_of_range_names_its_place(self) -> None:
        for scenario, number in [("48-no-number-of-tokens", "NaN"), ("48-integer-beyond-64-bits-of-tokens", "18446744073709551616")]:
            for error in self.fails(scenario, exceptions.DecodeError, "decode_error", UNKNOWN, [], invoke):
                self.assertIn(f"usage.input_tokens: invalid type: the number {number}", str(error))


if __name__ == "__main__":
    unittest.main()
