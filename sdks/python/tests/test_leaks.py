"""Thousands of streams, read, interrupted, cancelled and cut short, leak nothing.

AGENTSPEC_STREAMS says how many; 10,000 unless it is set.
"""

import asyncio
import gc
import os
import sys
import threading
import time
import unittest
from typing import Callable, NamedTuple, Tuple

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from support import KEY, Mock, Scripted, events, token, until

STREAMS = int(os.environ.get("AGENTSPEC_STREAMS", "10000"))
#: The number of streams before the first measurement: what is created once, such as threads and memory pools, exists by then.
WARM_UP = 400
#: The number of concurrent asyncio streams.
AT_ONCE = 8
#: The permitted growth of memory in bytes, whatever the number of streams.
GROWTH = 4 << 20

IS_LINUX = sys.platform == "linux"


class Held(NamedTuple):
    """The resources of this process."""

    threads: int
    python_threads: int
    files: int
    memory: int

    @classmethod
    def now(cls) -> "Held":
        gc.collect()
        with open("/proc/self/statm", encoding="ascii") as statm:
            pages = int(statm.read().split()[1])
        page = os.sysconf("SC_PAGE_SIZE")
        return cls(len(os.listdir("/proc/self/task")), threading.active_count(), len(os.listdir("/proc/self/fd")), pages * page)


class Streams:
    """The ways to use a stream, each with a suitable server."""

    def __init__(self, mock: Mock, slow: Mock, cut: Scripted) -> None:
        self._cutting = cut
        self._client = AgentSpecClient(base_url=mock.url, api_key=KEY)
        self._slow = AgentSpecClient(base_url=slow.url, api_key=KEY)
        self._cut = AgentSpecClient(base_url=cut.url, max_retries=0)
        self._async = AsyncAgentSpecClient(base_url=mock.url, api_key=KEY)
        self._async_slow = AsyncAgentSpecClient(base_url=slow.url, api_key=KEY)
        self.ways: Tuple[Callable[[], None], ...] = (self.whole, self.text, self.interrupted, self.closed, self.cut_short)

    def whole(self) -> None:
        *_, last = self._client.agents.stream(name="assistant", input="Hello")
        assert last.type == "done"

    def text(self) -> None:
        assert self._client.agents.stream(name="assistant", input="Hello").text()

    def interrupted(self) -> None:
        for _ in self._slow.agents.stream(name="assistant", input="Tell me a story."):
            break

    def closed(self) -> None:
        with self._slow.agents.stream(name="assistant", input="Tell me a story.") as stream:
            next(stream)

    def cut_short(self) -> None:
        try:
            for _ in self._cut.agents.stream(name="a", input="b"):
                pass
        except exceptions.StreamInterruptedError:
            return
        raise AssertionError("a stream that is cut short was taken for a whole one")

    async def async_whole(self) -> None:
        assert await self._async.agents.stream(name="assistant", input="Hello").text()

    async def async_interrupted(self) -> None:
        async for _ in self._async_slow.agents.stream(name="assistant", input="Tell me a story."):
            break

    async def async_cancelled(self) -> None:
        begun = asyncio.Event()

        async def read() -> None:
            async for _ in self._async_slow.agents.stream(name="assistant", input="Tell me a story."):
                begun.set()

        task = asyncio.ensure_future(read())
        await begun.wait()
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()

    async def async_never_started(self) -> None:
        task = asyncio.ensure_future(self._async_slow.agents.stream(name="assistant", input="Tell me a story.").text())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])

    def run(self, count: int) -> None:
        """Runs so many streams, half of them with asyncio, a few at a time."""
        for number in range(count // 2):
            self.ways[number % len(self.ways)]()
            # What the test's server keeps is not a leak of the client.
            self._cutting.received.clear()
        asyncio.run(self.run_async(count - count // 2))

    async def run_async(self, count: int) -> None:
        ways = (self.async_whole, self.async_interrupted, self.async_cancelled, self.async_never_started)
        for first in range(0, count, AT_ONCE):
            await asyncio.gather(*(ways[number % len(ways)]() for number in range(first, min(first + AT_ONCE, count))))
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, left

    def close(self) -> None:
        for client in [self._client, self._slow, self._cut]:
            client.close()
        for other in [self._async, self._async_slow]:
            asyncio.run(other.close())


@unittest.skipUnless(IS_LINUX, "what a process holds is read from /proc")
class Leaks(unittest.TestCase):
    def test_streams_leak_no_thread_no_file_no_task_and_no_memory(self) -> None:
        with Mock() as mock, Mock(pace_ms=1000) as slow, Scripted(events(token("a"))) as cut:
            streams = Streams(mock, slow, cut)
            streams.run(WARM_UP)
            streams.close()
            before = Held.now()
            streams = Streams(mock, slow, cut)
            began = time.monotonic()
            streams.run(STREAMS)
            took = time.monotonic() - began
            idle = Held.now()
            streams.close()
            until(lambda: Held.now()[:3] <= before[:3], 3)
            after = Held.now()
        summary = f"{STREAMS} streams in {took:.1f} s: {before}, then {idle}, and {after} with the clients closed"
        if "AGENTSPEC_STREAMS" in os.environ:
            print(summary, file=sys.stderr)
        self.assertLessEqual(idle.files - before.files, 4 * AT_ONCE, summary)
        self.assertLessEqual(after.threads, before.threads, summary)
        self.assertLessEqual(after.python_threads, before.python_threads, summary)
        self.assertLessEqual(after.files, before.files, summary)
        self.assertLess(after.memory - before.memory, GROWTH, summary)


if __name__ == "__main__":
    unittest.main()
