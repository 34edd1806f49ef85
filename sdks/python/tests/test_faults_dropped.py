"""The contract's faults, rows 33 and 34: a dropped or cancelled call closes its connection, and one that is read to its end leaves it to the next call."""

import asyncio
import sys
import unittest
from typing import Any, Awaitable, Callable, List

from agentspec import AgentSpecClient, AsyncAgentSpecClient, EventStream
from scenarios import NEURAL, WHOLE, Run, ScenarioTest, final_response, invoke, stream, text, text_stream
from support import Interrupted, consume, interrupted_when, until

STREAMS = ("33-silent-stream-to-drop", "33-busy-stream-to-drop")
CALLS = ("34-call-to-drop", "34-call-to-drop-in-its-headers", "34-call-to-drop-in-its-body")


def close(events: EventStream) -> None:
    events.close()


def leave_the_with(events: EventStream) -> None:
    with events:
        pass


def forget(events: EventStream) -> None:
    """Drops the stream: once this has returned, nothing refers to it."""


def leave_the_text(events: EventStream) -> None:
    events.text_stream().__next__()


async def cancel(task: "asyncio.Task[Any]") -> None:
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


class Dropped(ScenarioTest):
    def blocking(self, run: Run) -> AgentSpecClient:
        client = AgentSpecClient(base_url=run.url, environment=False)
        self.addCleanup(client.close)
        return client

    def asyncio(self, scenario: str, main: "Callable[[AsyncAgentSpecClient, Run], Awaitable[None]]") -> None:
        """Runs `main`, and asserts that its connection is closed while the client and the loop are still alive."""

        async def run_it() -> None:
            run = self.run_of(scenario)
            async with AsyncAgentSpecClient(base_url=run.url, environment=False) as client:
                await main(client, run)
                self.assertTrue(await asyncio.get_running_loop().run_in_executor(None, run.saw_close), scenario)

        asyncio.run(run_it())

    async def has_begun(self, run: Run) -> None:
        begun = await asyncio.get_running_loop().run_in_executor(None, lambda: until(lambda: len(run.connections()) == 1))
        self.assertTrue(begun)

    def test_fault_33_a_dropped_stream_closes_its_connection(self) -> None:
        ways: List[Callable[[EventStream], None]] = [close, leave_the_with, forget, leave_the_text]
        for scenario in STREAMS:
            for way in ways:
                if (scenario, way) == (STREAMS[0], leave_the_text):
                    continue  # This scenario has no second piece of text.
                with self.subTest(scenario, way=way.__name__):
                    run = self.run_of(scenario)
                    client = self.blocking(run)
                    events = stream(client)
                    self.assertEqual(next(events), NEURAL)
                    way(events)
                    del events
                    self.assertTrue(run.saw_close())

    def test_fault_33_breaking_out_of_a_loop_closes_its_connection(self) -> None:
        for scenario in STREAMS:
            with self.subTest(scenario):
                run = self.run_of(scenario)
                client = self.blocking(run)
                for _ in stream(client):
                    break
                self.assertTrue(run.saw_close())

    def test_fault_33_a_dropped_asyncio_stream_closes_its_connection(self) -> None:
        async def closed(client: AsyncAgentSpecClient, run: Run) -> None:
            events = stream(client)
            self.assertEqual(await events.__anext__(), NEURAL)
            await events.aclose()

        async def left(client: AsyncAgentSpecClient, run: Run) -> None:
            async with stream(client) as events:
                self.assertEqual(await events.__anext__(), NEURAL)

        async def broken_off(client: AsyncAgentSpecClient, run: Run) -> None:
            async for _ in stream(client):
                break

        async def cancelled(client: AsyncAgentSpecClient, run: Run) -> None:
            task = asyncio.ensure_future(text(client))
            await self.has_begun(run)
            await cancel(task)

        async def timed_out(client: AsyncAgentSpecClient, run: Run) -> None:
            task = asyncio.ensure_future(consume(stream(client)))
            await self.has_begun(run)
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(task, 0.05)

        for scenario in STREAMS:
            for way in (closed, left, broken_off, cancelled, timed_out):
                with self.subTest(scenario, way=way.__name__):
                    self.asyncio(scenario, way)

    def test_fault_34_a_call_whose_task_is_cancelled_closes_its_connection(self) -> None:
        for scenario in CALLS:
            for ask in (invoke, text):
                if (scenario, ask) == (CALLS[2], text):
                    continue  # The response of this scenario is not a stream.

                async def cancelled(client: AsyncAgentSpecClient, run: Run, ask: Callable[[Any], Any] = ask) -> None:
                    task = asyncio.ensure_future(ask(client))
                    await self.has_begun(run)
                    await cancel(task)

                with self.subTest(scenario, ask=ask.__name__):
                    self.asyncio(scenario, cancelled)

    @unittest.skipIf(sys.platform == "win32", "there are no such signals here")
    def test_fault_34_a_call_that_a_signal_interrupts_closes_its_connection(self) -> None:
        for scenario in CALLS:
            with self.subTest(scenario):
                run = self.run_of(scenario)
                client = self.blocking(run)
                with self.assertRaises(Interrupted), interrupted_when(lambda: len(run.connections()) == 1):
                    invoke(client)
                self.assertTrue(run.saw_close())


class ReadToTheEnd(ScenarioTest):
    def test_two_streams_one_after_the_other_use_one_connection(self) -> None:
        for ask in (stream, text, final_response, text_stream):
            for outcomes, run in self.each("16-one-event-a-chunk", ask, ask, ask):
                self.assertEqual([outcome.error for outcome in outcomes], [None] * 3)
                self.assertEqual(len(set(run.connections())), 1, ask.__name__)

    def test_done_is_delivered_before_the_end_of_the_body(self) -> None:
        # The end of the body never arrives: the events are delivered, and the connection is not reused.
        for outcomes, run in self.each("28-hang-after-done", stream, stream):
            self.assertEqual([outcome.items for outcome in outcomes], [WHOLE] * 2)
            self.assertEqual(len(set(run.connections())), 2)


if __name__ == "__main__":
    unittest.main()
