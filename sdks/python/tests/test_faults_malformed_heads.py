"""The contract's faults, row 46: malformed response heads."""

import re
import unittest
from typing import List

from agentspec import AgentSpecClient, exceptions
from scenarios import EVERY_CALL, NEVER, SCENARIOS, UNKNOWN, SUCCESS, WHOLE, ScenarioTest, invoke

TRANSPORT = exceptions.ConnectionError


class Heads(ScenarioTest):
    def headers(self, scenario: str, name: str) -> List[str]:
        client = AgentSpecClient(base_url=self.run_of(scenario).url, environment=False)
        return client.with_response(client.agents.invoke, name="a", input="b").headers.get_all(name)

    def test_fault_46_a_malformed_line_loses_nothing_of_the_response(self) -> None:
        rows = [
            ("46-blank-before-the-colon", ["a"]),
            ("46-folded-line", ["a, b c"]),
            ("46-control-character", ["a b"]),
            ("46-header-twice", ["a", "b"]),
        ]
        for scenario, notes in rows:
            self.gives(scenario, [SUCCESS], invoke)
            self.assertEqual(self.headers(scenario, "X-Note"), notes)
            self.assertEqual(self.headers(scenario, "Content-Type"), ["application/json"])
        self.assertEqual(self.headers("46-header-twice", "Set-Cookie"), ["a=1, b", "c=2"])

    def test_fault_46_a_stream_with_a_malformed_head_is_read_to_its_end(self) -> None:
        self.gives("46-malformed-stream", WHOLE)

    def test_fault_46_a_connection_is_reused_after_a_malformed_head(self) -> None:
        for results, run in self.each("46-malformed-then-malformed", invoke, invoke):
            self.assertEqual(results, [([SUCCESS], None)] * 2)
            self.assertEqual(len(set(run.connections())), 1)

    def test_fault_46_the_headers_that_frame_a_response_are_never_repaired(self) -> None:
        scenarios = re.findall("^(46-framing-.+):$", SCENARIOS.read_text("utf-8"), re.MULTILINE)
        self.assertEqual(len(scenarios), 11)
        for scenario in scenarios:
            self.row(scenario, TRANSPORT, "transport_error", UNKNOWN, NEVER, asked=EVERY_CALL)


if __name__ == "__main__":
    unittest.main()
