"""Python code that runs on the library's own thread, as a `__del__` may."""

import subprocess
import sys
import unittest

from support import DONE, Answer, Scripted, events, refusal, token

#: Reads a stream on a loop whose thread-safe call, which the library's thread makes, collects a garbage object.
PROGRAM = """
import asyncio, sys, agentspec, agentspec.exceptions
url = sys.argv[1]
class Garbage:
    def __del__(self):
        agentspec.AgentSpecClient(base_url=url).agents.list()
class Loop(asyncio.SelectorEventLoop):
    def call_soon_threadsafe(self, *args, **kwargs):
        Garbage()
        return super().call_soon_threadsafe(*args, **kwargs)
sys.unraisablehook = lambda raised: print(raised.exc_type.__name__, raised.exc_value)
async def main():
    try:
        async for event in agentspec.AsyncAgentSpecClient(base_url=url, max_retries=0).agents.stream(name="a", input="b"):
            print(event.type)
    except agentspec.exceptions.AgentSpecError as error:
        print(error.code)
loop = Loop()
loop.run_until_complete(main())
loop.close()
"""


class OwnThread(unittest.TestCase):
    def check(self, given: Answer, *printed: str) -> None:
        with Scripted(given) as server:
            ran = subprocess.run([sys.executable, "-c", PROGRAM, server.url], capture_output=True, text=True, timeout=20)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        lines = ran.stdout.splitlines()
        refusals = [line for line in lines if line.startswith("ConfigurationError ")]
        self.assertIn("ConfigurationError configuration_error: a blocking call on the SDK's own thread, as from a __del__ or a retry policy, would wait for itself", refusals[0])
        self.assertEqual([line for line in lines if line not in refusals], list(printed))

    def test_a_blocking_call_there_is_refused_while_a_stream_delivers(self) -> None:
        self.check(events(token("a"), DONE), "token", "done")

    def test_a_blocking_call_there_is_refused_while_a_stream_fails(self) -> None:
        self.check(refusal(404, "not_found"), "not_found")


if __name__ == "__main__":
    unittest.main()
