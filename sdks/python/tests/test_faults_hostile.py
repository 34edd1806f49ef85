"""The contract's faults, rows 53 and 54: responses that are small on the wire and huge in memory, and endless work."""

import asyncio
import os
import subprocess
import sys
import unittest
from typing import Any, List

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from scenarios import INVOKED, NEURAL, PARTIAL, UNKNOWN, ScenarioTest, invoke, list_agents, stream, text
from support import KEY

#: The memory limit of a process in bytes: four times the limit of a response, and half a GiB of addresses for Python and its threads.
MEMORY = (4 * 64 + 512) << 20
SERVER = "AGENTSPEC_BURSTING_SERVER"


class MemoryBombs(ScenarioTest):
    @unittest.skipUnless(sys.platform == "linux", "the memory of a process is limited as on Linux")
    def test_fault_53_what_is_small_on_the_wire_takes_bounded_memory(self) -> None:
        # One arena: each reserves 64 MiB of addresses, which count.
        environment = {**os.environ, SERVER: self.mock.url, "MALLOC_ARENA_MAX": "1"}
        limited = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY})); import test_faults_hostile; test_faults_hostile.main()"
        child = subprocess.run([sys.executable, "-c", limited], env=environment, capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual((child.returncode, child.stdout.strip()), (0, "refused in bounds"), child.stderr)

    def test_fault_53_an_event_that_is_too_large_fails_after_the_events_before_it(self) -> None:
        for error in self.fails("53-event", exceptions.DecodeError, "too_large", PARTIAL, [NEURAL], stream):
            self.assertIn("event_limit", error.message)

    def test_fault_53_the_user_can_set_the_limit_of_a_response(self) -> None:
        self.fails("43-byte-order-mark", exceptions.DecodeError, "too_large", UNKNOWN, [], invoke, answer_limit=100)
        for (outcome,), _ in self.each("43-byte-order-mark", invoke, answer_limit=2000):
            self.assertEqual([invoked.output for invoked in outcome.items], [INVOKED.output])
        with self.assertRaisesRegex(exceptions.ConfigurationError, "answer_limit is 0 bytes"):
            AgentSpecClient(base_url=self.mock.url, answer_limit=0)


class Endless(ScenarioTest):
    def test_fault_54_empty_gzip_members_end_by_the_timeout(self) -> None:
        for ask in (list_agents, invoke):
            self.fails("54-empty-members", exceptions.TimeoutError, "timeout", UNKNOWN, [], ask, timeout=0.3, max_retries=0)
        self.fails("54-empty-members-of-a-stream", exceptions.TimeoutError, "timeout", UNKNOWN, [], text, event_idle_timeout=0.3)

    def test_fault_54_endless_informational_responses_are_refused(self) -> None:
        for ask in (invoke, stream):
            self.fails("54-informational-answers", exceptions.DecodeError, "too_large", UNKNOWN, [], ask)
        for (outcome,), _ in self.each("54-some-informational-answers", invoke):
            self.assertEqual([invoked.output for invoked in outcome.items], [INVOKED.output])

    def test_fault_54_other_clients_proceed_meanwhile(self) -> None:
        async def main() -> List[Any]:
            hostile = AsyncAgentSpecClient(base_url=self.run_of("54-empty-members").url, environment=False)
            async with hostile, AsyncAgentSpecClient(base_url=self.mock.url, api_key=KEY, environment=False) as healthy:
                endless = asyncio.ensure_future(hostile.agents.list())
                agents = [await healthy.agents.list() for _ in range(20)]
                self.assertFalse(endless.done())
                endless.cancel()
                return agents

        self.assertEqual(len(asyncio.run(main())), 20)


def main() -> None:
    """Makes the calls, in a process with limited memory. Each is refused."""
    url = os.environ[SERVER]
    rows = [("53-answer", list_agents, "too_large"), ("53-text", list_agents, "too_large"), ("53-error-body", invoke, "internal_error")]
    for scenario, ask, code in [*rows, ("53-event", text, "too_large")]:
        with AgentSpecClient(base_url=f"{url}/_scenario/{scenario}/little-{scenario}", environment=False) as client:
            try:
                ask(client)
            except exceptions.AgentSpecError as error:
                assert error.code == code, error
            else:
                raise AssertionError(scenario)
    print("refused in bounds")


if __name__ == "__main__":
    unittest.main()
