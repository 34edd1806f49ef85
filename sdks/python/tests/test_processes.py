"""Programs that fork or exit while requests are pending."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
import time
import unittest
from typing import Any, Callable, List

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from support import DONE, STALLED, Scripted, events, token, until


@unittest.skipUnless(hasattr(os, "fork"), "there is no fork here")
class Forks(unittest.TestCase):
    def in_child(self, use: Callable[[], bool]) -> None:
        import warnings

        with warnings.catch_warnings():
            # Newer Pythons warn of any fork in a program with threads, which the library creates.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            code = 1
            try:
                code = 0 if use() else 2
            finally:
                os._exit(code)
        self.addCleanup(self.kill, child)
        done: List[int] = []
        self.assertTrue(until(lambda: self.ended(child, done), 10), "the child hangs")
        self.assertEqual(done, [0])

    @staticmethod
    def ended(child: int, done: List[int]) -> bool:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            done.append(os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1)
        return bool(found)

    @staticmethod
    def kill(child: int) -> None:
        try:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        except OSError:
            pass

    def test_a_child_calls_the_credential_function_of_its_parents_client(self) -> None:
        async def source() -> str:
            return str(os.getpid()) + "-token"

        with Scripted(events(token("a"), DONE)) as server:
            blocking = AgentSpecClient(base_url=server.url, token=lambda: f"{os.getpid()}-token")
            asynchronous = AsyncAgentSpecClient(base_url=server.url, token=source)

            async def main() -> str:
                return await asynchronous.agents.stream(name="a", input="b").text()

            def ask() -> bool:
                return (blocking.agents.stream(name="a", input="b").text(), asyncio.run(main())) == ("a", "a")

            self.assertTrue(ask())
            self.in_child(ask)
            self.assertTrue(ask())
            tokens = [request.headers["authorization"] for request in server.received]
        self.assertEqual([tokens.count(tokens[0]), tokens.count(tokens[2]), tokens[0]], [4, 2, tokens[5]])

    def test_a_child_and_its_parent_both_use_the_parents_client(self) -> None:
        with Scripted(events(token("a"), DONE)) as server:
            client = AgentSpecClient(base_url=server.url)
            session = client.sessions.open(agent="a", session_id="s")

            def ask() -> bool:
                texts = client.agents.stream(name="a", input="b").text(), session.continue_stream(input="b").text()
                return texts == ("a", "a")

            self.assertTrue(ask())
            for _ in range(3):
                self.in_child(ask)
            self.assertTrue(ask())
            self.in_child(lambda: asyncio.run(self.ask(server.url)) == "a")

    async def ask(self, url: str) -> str:
        return await AsyncAgentSpecClient(base_url=url).agents.stream(name="a", input="b").text()

    def test_a_child_refuses_its_parents_stream_and_the_parent_keeps_reading(self) -> None:
        with Scripted(events(token("a"), is_held=True)) as server:
            client = AgentSpecClient(base_url=server.url)
            stream = client.agents.stream(name="a", input="b")
            next(stream)

            def read() -> bool:
                try:
                    next(stream)
                except exceptions.InvalidRequestError as error:
                    stream.close()
                    known = error.outcome, error.attempts, error.events, error.is_local, error.sent_correlation_id
                    return known == ("partial", 1, 1, True, stream.sent_correlation_id) and "opened before a fork" in error.message
                return False

            self.in_child(read)
            self.assertFalse(server.wait_for(lambda server: server.closed > 0, 0.1), "the child closed the connection of its parent")
            stream.close()
            self.assertTrue(server.saw_close())

    def test_an_unresolved_turn_exists_only_in_the_parent(self) -> None:
        with Scripted(STALLED, events(token("a"), DONE)) as server:
            session = AgentSpecClient(base_url=server.url).sessions.open(agent="a", session_id="s")
            session.continue_stream(input="b").close()
            self.in_child(lambda: session.unresolved_turn is None and session.continue_stream(input="c").text() == "a")
            turn = session.unresolved_turn
            self.assertEqual((turn and turn.input, len(server.received)), ("b", 2))

    def test_a_child_can_drop_the_objects_of_its_parent(self) -> None:
        with Scripted(STALLED) as server:
            held: List[Any] = [AgentSpecClient(base_url=server.url)]
            held.append(held[0].agents.stream(name="a", input="b"))

            def drop() -> bool:
                held.clear()
                gc.collect()
                return True

            self.in_child(drop)
            self.assertEqual([event.content for event in [next(held[1]), next(held[1])]], ["a", "b"])


class Exits(unittest.TestCase):
    """A program that exits with pending requests exits cleanly and at once."""

    def check(self, program: str) -> None:
        with Scripted(STALLED) as server:
            began = time.monotonic()
            ran = subprocess.run([sys.executable, "-W", "error", "-c", program, server.url], capture_output=True, text=True, timeout=20)
            self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "ready\n", ""))
            self.assertLess(time.monotonic() - began, 5)

    def test_with_an_open_stream(self) -> None:
        self.check(
            "import sys, agentspec\n"
            "stream = agentspec.AgentSpecClient(base_url=sys.argv[1]).agents.stream(name='a', input='b')\n"
            "next(stream); print('ready')"
        )

    def test_with_a_thread_of_the_library_that_still_runs_python(self) -> None:
        self.check(
            "import asyncio, sys, time, agentspec\n"
            "class Loop(asyncio.SelectorEventLoop):\n"
            "    def call_soon_threadsafe(self, *args, **kwargs):\n"
            "        handle = super().call_soon_threadsafe(*args, **kwargs)\n"
            "        time.sleep(0.05)\n"
            "        return handle\n"
            "class Slow:\n"
            "    def __del__(self, sleep=time.sleep):\n"
            "        sleep(0.3)\n"
            "sys.slow = Slow()\n"
            "async def main():\n"
            "    client = agentspec.AsyncAgentSpecClient(base_url=sys.argv[1])\n"
            "    async for _ in client.agents.stream(name='a', input='b'):\n"
            "        break\n"
            "loop = Loop()\n"
            "loop.run_until_complete(main()); loop.close(); print('ready')"
        )

    def test_a_call_during_the_exit_succeeds_or_is_refused(self) -> None:
        self.check(
            "import asyncio, atexit, sys\n"
            "async def late():\n"
            "    try:\n"
            "        await agentspec.AsyncAgentSpecClient(base_url=sys.argv[1]).agents.stream(name='a', input='b').__anext__()\n"
            "    except RuntimeError as error:\n"
            "        assert 'shutting down' in str(error); print('ready')\n"
            "atexit.register(lambda: asyncio.run(late()))\n"
            "import agentspec"
        )

    def test_with_a_daemon_thread_that_waits(self) -> None:
        self.check(
            "import sys, threading, time, agentspec\n"
            "stream = agentspec.AgentSpecClient(base_url=sys.argv[1]).agents.stream(name='a', input='b')\n"
            "threading.Thread(target=list, args=(stream,), daemon=True).start()\n"
            "time.sleep(0.05); print('ready')"
        )

    def test_with_a_task_that_waits(self) -> None:
        self.check(
            "import asyncio, sys, agentspec\n"
            "async def main():\n"
            "    client = agentspec.AsyncAgentSpecClient(base_url=sys.argv[1])\n"
            "    task = asyncio.ensure_future(client.agents.stream(name='a', input='b').text())\n"
            "    await asyncio.sleep(0.05); print('ready')\n"
            "asyncio.run(main())"
        )


if __name__ == "__main__":
    unittest.main()
