"""While a program waits, it can run other threads, be interrupted, and serve other tasks."""

import _thread
import asyncio
import os
import signal
import threading
import time
import unittest
from types import FrameType
from typing import Any, Callable, Dict, List, Optional

from agentspec import AgentSpecClient, AsyncAgentSpecClient, _bridge, exceptions
from support import DONE, SILENCE, STALLED, Answer, Scripted, answer, consume, events, token, until


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


#: Every kind of wait, with the response that makes it wait.
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
                # If the wait held the GIL, this would never end.
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

    def test_one_of_several_threads_that_share_a_stream_reads_all_of_it(self) -> None:
        with Scripted(events(*(token(str(number)) for number in range(500)), DONE)) as server:
            stream = AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
            read: List[List[str]] = []
            codes: List[str] = []

            def take() -> None:
                mine: List[str] = []
                try:
                    for event in stream:
                        mine.append(event.content if event.type == "token" else "done")
                except exceptions.InvalidRequestError as error:
                    codes.append(error.code)
                read.append(mine)

            threads = [threading.Thread(target=take) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual([mine for mine in read if mine], [[*map(str, range(500)), "done"]])
            self.assertEqual(set(codes) - {"stream_busy"}, set())

    def test_a_stream_can_be_closed_while_another_thread_reads_it(self) -> None:
        with Scripted(STALLED) as server:
            stream = AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
            read: List[str] = []
            codes: List[str] = []

            def take() -> None:
                try:
                    read.extend(event.type for event in stream)
                except exceptions.StreamInterruptedError as error:
                    codes.append(error.code)

            thread = threading.Thread(target=take)
            thread.start()
            self.assertTrue(until(lambda: len(read) == 2))
            stream.close()
            self.assertTrue(server.saw_close())
            thread.join(5)
            self.assertEqual(codes, ["stream_closed"])


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
                    # Some waits first get a part of the response. The delay exceeds one interval of the signal check, so that this is not the first.
                    time.sleep(0.08)
                    sent.append(time.monotonic())
                    os.kill(os.getpid(), signal.SIGINT)

                thread = threading.Thread(target=interrupt)
                thread.start()
                with self.assertRaises(KeyboardInterrupt):
                    wait(client)
                ended = time.monotonic()
                thread.join()
                self.assertLess(ended - sent[0], 0.25)
                self.assertTrue(server.saw_close())

    def test_a_stream_cannot_be_read_after_an_interrupt_as_if_it_were_complete(self) -> None:
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

    def test_a_signal_handler_that_returns_interrupts_nothing(self) -> None:
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
            # If the loop were starved, the longest tick would take the whole time.
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

    def test_an_error_that_a_future_refuses_is_still_reported(self) -> None:
        def start(loop: asyncio.AbstractEventLoop, resolve: Callable[[Any, Any], None]) -> Any:
            return loop.call_soon(resolve, None, StopIteration())

        async def main() -> None:
            await asyncio.wait_for(_bridge.wait(start), 10)

        # Newer Pythons convert it to a RuntimeError themselves.
        with self.assertRaises((TypeError, RuntimeError)) as caught:
            asyncio.run(main())
        self.assertIsInstance(caught.exception.__cause__, StopIteration)

    def test_a_loop_in_debug_mode_reports_no_problem(self) -> None:
        async def ask(url: str) -> None:
            async with AsyncAgentSpecClient(base_url=url) as client:
                await client.agents.stream(name="a", input="b").text()

        with Scripted(events(token("a"), DONE)) as server:
            asyncio.run(ask(server.url), debug=True)


class Idle(unittest.TestCase):
    def test_a_closed_client_keeps_no_connection(self) -> None:
        # The whole response has arrived, so its connection could be reused.
        whole = answer(200, {"agents": []}, Connection="keep-alive")._replace(is_held=True)
        with Scripted(whole) as server:
            with AgentSpecClient(base_url=server.url) as client:
                client.agents.list()
                self.assertFalse(server.wait_for(lambda server: server.closed > 0, 0.05))
            self.assertTrue(server.saw_close())


if __name__ == "__main__":
    unittest.main()
