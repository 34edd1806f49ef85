"""What a program can do while it waits: run other threads, be interrupted, give the wait up."""

import _thread
import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading
import time
import unittest
from types import FrameType
from typing import Any, Awaitable, Callable, Dict, Iterator, List, Optional

from agentspec import AgentSpecClient, AsyncAgentSpecClient, AsyncEventStream, exceptions
from support import DONE, SILENCE, Answer, Scripted, answer, events, token, until

#: A stream that stops in the middle, without an end.
STALLED = events(token("a"), token("b"), is_held=True)
RUNNING: Dict[str, Any] = {"pipeline": "p", "run_id": "run-1", "status": "running", "steps": [], "elapsed_ms": 1}


def plain(client: AgentSpecClient) -> None:
    client.agents.invoke(name="a", input="b")


def opening(client: AgentSpecClient) -> None:
    client.agents.stream(name="a", input="b")


def reading(client: AgentSpecClient) -> None:
    for _ in client.agents.stream(name="a", input="b"):
        pass


def collecting(client: AgentSpecClient) -> None:
    client.agents.stream(name="a", input="b").final_response()


def piecing(client: AgentSpecClient) -> None:
    for _ in client.agents.stream(name="a", input="b").text_stream():
        pass


def watching(client: AgentSpecClient) -> None:
    client.pipelines.wait(name="p")


def paging(client: AgentSpecClient) -> None:
    next(client.sessions.list_all(agent="a"))


def taking_turns(client: AgentSpecClient) -> None:
    client.sessions.open(agent="a", session_id="s").continue_(input="b")


#: Every kind of wait, and how the server keeps it waiting.
WAITS: Dict[Callable[[AgentSpecClient], None], Answer] = {
    plain: SILENCE,
    opening: SILENCE,
    reading: STALLED,
    collecting: STALLED,
    piecing: STALLED,
    watching: SILENCE,
    paging: SILENCE,
    taking_turns: SILENCE,
}


class Threads(unittest.TestCase):
    def test_other_threads_run_while_one_waits(self) -> None:
        for wait, script in WAITS.items():
            with self.subTest(wait.__name__), Scripted(script) as server:
                thread = threading.Thread(target=lambda: self.swallow(wait, server))
                thread.start()
                self.assertTrue(server.has_received())
                # With the GIL held by the wait, this would not come to its end.
                began, count = time.monotonic(), 0
                while time.monotonic() - began < 0.05:
                    count += 1
                self.assertGreater(count, 1000)
                self.assertTrue(thread.is_alive())
                server.__exit__(None, None, None)
                thread.join(5)
                self.assertFalse(thread.is_alive())

    def swallow(self, wait: Callable[[AgentSpecClient], None], server: Scripted) -> None:
        try:
            wait(AgentSpecClient(base_url=server.url, max_retries=0))
        except exceptions.AgentSpecError:
            pass

    def test_many_threads_share_a_client(self) -> None:
        with Scripted(events(token("a"), token("b"), DONE)) as server:
            client = AgentSpecClient(base_url=server.url)
            texts: List[str] = []

            def ask() -> None:
                for _ in range(10):
                    texts.append(client.agents.stream(name="a", input="b").text())

            threads = [threading.Thread(target=ask) for _ in range(16)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(texts, ["ab"] * 160)

    def test_threads_that_share_a_stream_each_get_a_part(self) -> None:
        with Scripted(events(*(token(str(number)) for number in range(500)), DONE)) as server:
            stream = AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
            read: List[str] = []

            def take() -> None:
                for event in stream:
                    read.append(event.content if event.type == "token" else "done")

            threads = [threading.Thread(target=take) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(sorted(read), sorted([*map(str, range(500)), "done"]))

    def test_a_stream_can_be_closed_while_another_thread_reads_it(self) -> None:
        with Scripted(STALLED) as server:
            stream = AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
            read: List[str] = []
            thread = threading.Thread(target=lambda: read.extend(event.type for event in stream))
            thread.start()
            self.assertTrue(until(lambda: len(read) == 2))
            stream.close()
            self.assertTrue(server.saw_close())
            thread.join(5)
            self.assertFalse(thread.is_alive())


@unittest.skipUnless(hasattr(signal, "pthread_kill"), "there are no such signals here")
class Interrupts(unittest.TestCase):
    def setUp(self) -> None:
        previous = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.addCleanup(signal.signal, signal.SIGINT, previous)

    def test_ctrl_c_interrupts_any_wait_at_once_and_stops_the_request(self) -> None:
        for wait, script in WAITS.items():
            with self.subTest(wait.__name__), Scripted(script) as server:
                client = AgentSpecClient(base_url=server.url)
                sent: List[float] = []

                def interrupt(server: Scripted = server, sent: List[float] = sent) -> None:
                    server.has_received()
                    # For those that wait for a part of the answer first. Later than one look for signals, which is not to be the first.
                    time.sleep(0.08)
                    sent.append(time.monotonic())
                    os.kill(os.getpid(), signal.SIGINT)

                thread = threading.Thread(target=interrupt)
                thread.start()
                with self.assertRaises(KeyboardInterrupt):
                    wait(client)
                ended = time.monotonic()
                thread.join()
                self.assertLess(ended - sent[0], 0.1)
                self.assertTrue(server.saw_close())

    def test_a_stream_is_not_read_on_after_an_interrupt_as_if_it_were_whole(self) -> None:
        with Scripted(STALLED) as server:
            stream = AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
            self.assertEqual([next(stream).type, next(stream).type], ["token", "token"])
            timer = threading.Timer(0.02, _thread.interrupt_main)
            timer.start()
            with self.assertRaises(KeyboardInterrupt):
                next(stream)
            timer.join()
            self.assertTrue(server.saw_close())
            with self.assertRaisesRegex(exceptions.StreamInterruptedError, "a read of the stream was interrupted"):
                next(stream)
            stream.close()

    def test_a_handler_that_returns_interrupts_nothing(self) -> None:
        handled: List[int] = []

        def handle(number: int, frame: Optional[FrameType]) -> None:
            handled.append(number)
            server.__exit__(None, None, None)

        signal.signal(signal.SIGINT, handle)
        with Scripted(SILENCE) as server:

            def interrupt() -> None:
                server.has_received()
                os.kill(os.getpid(), signal.SIGINT)

            thread = threading.Thread(target=interrupt)
            thread.start()
            with self.assertRaises(exceptions.ConnectionError):
                AgentSpecClient(base_url=server.url, max_retries=0).agents.invoke(name="a", input="b")
            thread.join()
        self.assertEqual(handled, [signal.SIGINT])


class GivenUp(unittest.TestCase):
    """The server sees the connection closed within a second."""

    def check(self, use: Callable[[AgentSpecClient], Any]) -> None:
        with Scripted(STALLED) as server:
            kept = use(AgentSpecClient(base_url=server.url))
            self.assertTrue(server.saw_close())
            del kept

    def test_by_close(self) -> None:
        def use(client: AgentSpecClient) -> Any:
            stream = client.agents.stream(name="a", input="b")
            next(stream)
            stream.close()
            return stream

        self.check(use)

    def test_by_close_before_anything_is_read(self) -> None:
        def use(client: AgentSpecClient) -> Any:
            stream = client.agents.stream(name="a", input="b")
            stream.close()
            return stream

        self.check(use)

    def test_by_leaving_with(self) -> None:
        def use(client: AgentSpecClient) -> Any:
            with client.agents.stream(name="a", input="b") as stream:
                for _ in stream:
                    return stream

        self.check(use)

    def test_by_leaving_with_while_pieces_of_the_text_are_taken(self) -> None:
        def use(client: AgentSpecClient) -> Any:
            with client.agents.stream(name="a", input="b") as stream:
                pieces = stream.text_stream()
                next(pieces)
            return pieces

        self.check(use)

    def test_by_an_exception_in_the_loop(self) -> None:
        def use(client: AgentSpecClient) -> None:
            for event in client.agents.stream(name="a", input="b"):
                raise ValueError(event.type)

        def swallow(client: AgentSpecClient) -> None:
            with self.assertRaises(ValueError):
                use(client)

        self.check(swallow)

    def test_by_breaking_out_of_the_loop(self) -> None:
        def use(client: AgentSpecClient) -> None:
            for _ in client.agents.stream(name="a", input="b"):
                break

        self.check(use)

    def test_by_breaking_out_of_a_loop_over_the_text(self) -> None:
        def use(client: AgentSpecClient) -> None:
            for _ in client.agents.stream(name="a", input="b").text_stream():
                break

        self.check(use)

    def test_by_closing_the_generator(self) -> None:
        def use(client: AgentSpecClient) -> Any:
            pieces: Iterator[str] = client.agents.stream(name="a", input="b").text_stream()
            next(pieces)
            getattr(pieces, "close")()
            return pieces

        self.check(use)

    def test_by_dropping_a_stream_that_was_not_read(self) -> None:
        self.check(opening)


Use = Callable[[AsyncAgentSpecClient], Awaitable[Any]]


class GivenUpByAsyncio(unittest.TestCase):
    def check(self, use: Use, script: Answer = STALLED) -> None:
        async def main() -> None:
            with Scripted(script) as server:
                kept = await use(AsyncAgentSpecClient(base_url=server.url))
                self.assertTrue(await asyncio.get_running_loop().run_in_executor(None, server.saw_close))
                del kept
            self.assertEqual(asyncio.all_tasks(), {asyncio.current_task()})

        asyncio.run(main())

    async def cancelled(self, waiting: "Awaitable[Any]") -> None:
        task = asyncio.ensure_future(waiting)
        await asyncio.sleep(0.05)
        self.assertFalse(task.done())
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task

    def test_by_cancelling_the_task_of_a_call(self) -> None:
        self.check(lambda client: self.cancelled(client.agents.invoke(name="a", input="b")), SILENCE)

    def test_by_cancelling_the_task_that_opens_a_stream(self) -> None:
        self.check(lambda client: self.cancelled(client.agents.stream(name="a", input="b").text()), SILENCE)

    def test_by_cancelling_the_task_that_collects_a_stream(self) -> None:
        self.check(lambda client: self.cancelled(client.agents.stream(name="a", input="b").text()))

    def test_by_cancelling_the_task_that_reads_a_stream_which_others_hold(self) -> None:
        async def use(client: AsyncAgentSpecClient) -> Any:
            stream = client.agents.stream(name="a", input="b")
            await self.cancelled(consume(stream))
            return stream

        self.check(use)

    def test_by_cancelling_a_wait_for_a_run(self) -> None:
        self.check(lambda client: self.cancelled(client.pipelines.wait(name="p")), SILENCE)

    def test_by_a_timeout_of_asyncio(self) -> None:
        async def use(client: AsyncAgentSpecClient) -> Any:
            stream = client.agents.stream(name="a", input="b")
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(consume(stream), 0.05)
            return stream

        self.check(use)

    def test_a_stream_is_not_read_on_after_a_timeout_as_if_it_were_whole(self) -> None:
        async def use(client: AsyncAgentSpecClient) -> Any:
            stream = client.agents.stream(name="a", input="b")
            self.assertEqual([(await stream.__anext__()).type, (await stream.__anext__()).type], ["token", "token"])
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(stream.__anext__(), 0.05)
            with self.assertRaisesRegex(exceptions.StreamInterruptedError, "a read of the stream was interrupted"):
                await stream.__anext__()
            return stream

        self.check(use)

    def test_a_stream_whose_opening_was_cancelled_is_not_opened_again(self) -> None:
        async def main() -> None:
            with Scripted(SILENCE) as server:
                stream = AsyncAgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(stream.__anext__(), 0.05)
                with self.assertRaises(exceptions.InvalidRequestError):
                    await stream.__anext__()
                self.assertEqual(len(server.received), 1)

        asyncio.run(main())

    def test_by_close(self) -> None:
        async def use(client: AsyncAgentSpecClient) -> Any:
            stream = client.agents.stream(name="a", input="b")
            await stream.__anext__()
            await stream.close()
            return stream

        self.check(use)

    def test_by_close_while_another_task_reads_it(self) -> None:
        async def use(client: AsyncAgentSpecClient) -> Any:
            stream = client.agents.stream(name="a", input="b")
            reader = asyncio.ensure_future(consume(stream))
            await asyncio.sleep(0.05)
            await stream.close()
            self.assertEqual(await asyncio.wait_for(reader, 5), 2)
            return stream

        self.check(use)

    def test_by_leaving_async_with(self) -> None:
        async def use(client: AsyncAgentSpecClient) -> Any:
            async with client.agents.stream(name="a", input="b") as stream:
                async for _ in stream:
                    return stream

        self.check(use)

    def test_by_breaking_out_of_async_for(self) -> None:
        async def use(client: AsyncAgentSpecClient) -> None:
            async for _ in client.agents.stream(name="a", input="b"):
                break

        self.check(use)

    def test_by_breaking_out_of_async_for_over_the_text(self) -> None:
        async def use(client: AsyncAgentSpecClient) -> None:
            async for _ in client.agents.stream(name="a", input="b").text_stream():
                break
            await asyncio.sleep(0)

        self.check(use)


async def consume(stream: AsyncEventStream) -> int:
    count = 0
    async for _ in stream:
        count += 1
    return count


class Loops(unittest.TestCase):
    def test_a_fast_stream_leaves_room_for_others(self) -> None:
        count = 20_000

        async def main(url: str) -> None:
            longest = 0.0

            async def tick() -> None:
                nonlocal longest
                while True:
                    before = time.monotonic()
                    await asyncio.sleep(0)
                    longest = max(longest, time.monotonic() - before)

            ticking = asyncio.ensure_future(tick())
            began = time.monotonic()
            self.assertEqual(await consume(AsyncAgentSpecClient(base_url=url).agents.stream(name="a", input="b")), count + 1)
            took = time.monotonic() - began
            ticking.cancel()
            # Were it starved, the longest tick would be the whole of it.
            self.assertLess(longest, max(0.05, took / 2))

        with Scripted(events(*([token("a")] * count), DONE)) as server:
            asyncio.run(main(server.url))

    def test_a_client_serves_several_loops_one_after_the_other(self) -> None:
        async def ask(client: AsyncAgentSpecClient) -> str:
            return await client.agents.stream(name="a", input="b").text()

        with Scripted(events(token("a"), DONE)) as server:
            client = AsyncAgentSpecClient(base_url=server.url)
            self.assertEqual([asyncio.run(ask(client)) for _ in range(3)], ["a"] * 3)

    def test_a_client_serves_several_loops_at_once(self) -> None:
        async def ask(client: AsyncAgentSpecClient) -> List[str]:
            return list(await asyncio.gather(*(client.agents.stream(name="a", input="b").text() for _ in range(5))))

        with Scripted(events(token("a"), DONE)) as server:
            client = AsyncAgentSpecClient(base_url=server.url)
            texts: List[str] = []
            threads = [threading.Thread(target=lambda: texts.extend(asyncio.run(ask(client)))) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(texts, ["a"] * 20)

    def test_a_loop_in_debug_mode_has_nothing_to_complain_of(self) -> None:
        async def ask(url: str) -> None:
            async with AsyncAgentSpecClient(base_url=url) as client:
                await client.agents.stream(name="a", input="b").text()

        with Scripted(events(token("a"), DONE)) as server:
            asyncio.run(ask(server.url), debug=True)


@unittest.skipUnless(hasattr(os, "fork"), "there is no fork here")
class Forks(unittest.TestCase):
    def in_child(self, use: Callable[[], bool]) -> None:
        import warnings

        with warnings.catch_warnings():
            # Newer Pythons warn of any fork in a program with threads, which ours is by its own.
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

    def test_a_child_uses_its_parents_client_and_the_parent_goes_on(self) -> None:
        with Scripted(events(token("a"), DONE)) as server:
            client = AgentSpecClient(base_url=server.url)
            session = client.sessions.open(agent="a", session_id="s")

            def ask() -> bool:
                told = client.agents.stream(name="a", input="b").text(), session.continue_stream(input="b").text()
                return told == ("a", "a")

            self.assertTrue(ask())
            for _ in range(3):
                self.in_child(ask)
            self.assertTrue(ask())
            self.in_child(lambda: asyncio.run(self.ask(server.url)) == "a")

    async def ask(self, url: str) -> str:
        return await AsyncAgentSpecClient(base_url=url).agents.stream(name="a", input="b").text()

    def test_a_child_refuses_its_parents_stream_and_the_parent_reads_on(self) -> None:
        with Scripted(events(token("a"), is_held=True)) as server:
            client = AgentSpecClient(base_url=server.url)
            stream = client.agents.stream(name="a", input="b")
            next(stream)

            def read() -> bool:
                try:
                    next(stream)
                except exceptions.InvalidRequestError as error:
                    stream.close()
                    return "opened before a fork" in error.message
                return False

            self.in_child(read)
            self.assertFalse(server.wait_for(lambda server: server.closed > 0, 0.1), "the child closed the connection of its parent")
            stream.close()
            self.assertTrue(server.saw_close())

    def test_a_child_drops_what_it_has_of_its_parent(self) -> None:
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
    """A program that ends with requests under way ends well, and at once."""

    def check(self, program: str) -> None:
        with Scripted(STALLED) as server:
            began = time.monotonic()
            ran = subprocess.run([sys.executable, "-W", "error", "-c", program, server.url], capture_output=True, text=True, timeout=20)
            self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "ready\n", ""))
            self.assertLess(time.monotonic() - began, 5)

    def test_with_a_stream_that_is_open(self) -> None:
        self.check(
            "import sys, agentspec\n"
            "stream = agentspec.AgentSpecClient(base_url=sys.argv[1]).agents.stream(name='a', input='b')\n"
            "next(stream); print('ready')"
        )

    def test_with_a_thread_of_the_library_that_runs_python_still(self) -> None:
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

    def test_what_is_asked_at_the_end_is_answered_or_refused(self) -> None:
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


class Idle(unittest.TestCase):
    def test_a_closed_client_keeps_no_connection(self) -> None:
        # The whole answer has come, and its connection could be used again.
        whole = answer(200, {"agents": []}, Connection="keep-alive")._replace(is_held=True)
        with Scripted(whole) as server:
            with AgentSpecClient(base_url=server.url) as client:
                client.agents.list()
                self.assertFalse(server.wait_for(lambda server: server.closed > 0, 0.05))
            self.assertTrue(server.saw_close())


if __name__ == "__main__":
    unittest.main()
