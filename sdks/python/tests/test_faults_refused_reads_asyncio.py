"""The contract's faults, row 51, with asyncio: refused reads of a stream that is closed, consumed or shared, or whose opening is cancelled."""

import asyncio
import unittest
from typing import Any, Awaitable, Callable, List, Optional, Type

from agentspec import AsyncAgentSpecClient, AsyncEventStream, exceptions
from scenarios import NEURAL, NETWORKS, WHOLE, Run
from refused_reads import ENDED, OPEN, TO_BE_OPENED, RefusedReads
from support import consume

AsyncRead = Callable[[AsyncEventStream], Awaitable[Any]]


async def read_text(stream: AsyncEventStream) -> List[str]:
    return [piece async for piece in stream.text_stream()]


async def take(stream: AsyncEventStream) -> Any:
    return await stream.__anext__()


ASYNC_LOOPS: List[AsyncRead] = [consume, take, read_text]
ASYNC_COLLECTORS: List[AsyncRead] = [AsyncEventStream.text, AsyncEventStream.final_response]


class Asyncio(RefusedReads):
    def run_asyncio(self, scenario: str, use: "Callable[[AsyncAgentSpecClient, Run], Awaitable[None]]") -> None:
        async def main() -> None:
            run = self.run_of(scenario)
            async with AsyncAgentSpecClient(base_url=run.url, environment=False, retry_delay=0.0) as client:
                await use(client, run)

        asyncio.run(main())

    async def refused_async(self, run: Run, reading: "Awaitable[Any]", kind: Type[Exception], code: str, events: Optional[int]) -> exceptions.AgentSpecError:
        with self.assertRaises(exceptions.AgentSpecError) as caught:
            await reading
        self.check(caught.exception, run, kind, code, events)
        return caught.exception

    def test_fault_51_a_closed_stream_cannot_be_read_in_any_way(self) -> None:
        async def use(client: AsyncAgentSpecClient, run: Run) -> None:
            for taken in (0, 1):
                for read in (*ASYNC_LOOPS, *ASYNC_COLLECTORS):
                    async with client.agents.stream(name="a", input="b", max_retries=3) as stream:
                        for _ in range(taken):
                            await take(stream)
                    with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                        await read(stream)
                    error = caught.exception
                    self.assertEqual((error.code, error.events, error.attempts), ("stream_closed", taken, stream.attempts))
                    self.assertEqual((error.sent_correlation_id, error.may_have_run), (stream.sent_correlation_id, True))

        self.run_asyncio(OPEN, use)

    def test_fault_51_a_stream_that_another_task_closes_does_not_end_silently(self) -> None:
        for read in (consume, read_text, *ASYNC_COLLECTORS):

            async def use(client: AsyncAgentSpecClient, run: Run, read: AsyncRead = read) -> None:
                stream = await client.agents.stream(name="a", input="b")
                reader = asyncio.ensure_future(read(stream))
                if read in ASYNC_COLLECTORS:
                    await self.has_sent_both(client)
                while read not in ASYNC_COLLECTORS and stream._native is not None and stream._native.taken < 2:
                    await asyncio.sleep(0.001)
                await stream.close()
                with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                    await asyncio.wait_for(reader, 10)
                error = caught.exception
                self.assertEqual((error.code, error.events, error.outcome, error.attempts), ("stream_closed", 2, "partial", 2))
                self.assertEqual(error.sent_correlation_id, stream.sent_correlation_id)
                self.assertEqual(error.partial_text, "Neural networks" if read in ASYNC_COLLECTORS else None)

            self.run_asyncio(OPEN, use)

    async def has_sent_both(self, client: AsyncAgentSpecClient) -> None:
        async with client.agents.stream(name="a", input="b") as stream:
            await take(stream)
            await take(stream)

    def test_fault_51_a_consumed_stream_cannot_be_collected(self) -> None:
        async def use(client: AsyncAgentSpecClient, run: Run) -> None:
            stream = await client.agents.stream(name="a", input="b")
            self.assertEqual([event async for event in stream], WHOLE)
            self.assertEqual([event async for event in stream], [])
            for collect in ASYNC_COLLECTORS:
                await self.refused_async(run, collect(stream), exceptions.InvalidRequestError, "stream_consumed", 3)

        self.run_asyncio(ENDED, use)

    def test_fault_51_a_second_task_is_refused_and_the_first_keeps_reading(self) -> None:
        async def use(client: AsyncAgentSpecClient, run: Run) -> None:
            stream = await client.agents.stream(name="a", input="b")
            first = asyncio.ensure_future(consume(stream))
            while stream._native is not None and stream._native.taken < 2:
                await asyncio.sleep(0.001)
            for read in (*ASYNC_LOOPS, *ASYNC_COLLECTORS):
                await self.refused_async(run, read(stream), exceptions.InvalidRequestError, "stream_busy", 2)
            self.assertFalse(first.done(), "its stream goes on")
            await stream.close()
            await self.refused_async(run, first, exceptions.StreamInterruptedError, "stream_closed", 2)

        self.run_asyncio(OPEN, use)

    def test_fault_51_two_loops_never_share_events_even_if_neither_has_to_wait(self) -> None:
        async def use(client: AsyncAgentSpecClient, run: Run) -> None:
            stream = await client.agents.stream(name="a", input="b")
            mine = stream.__aiter__()
            self.assertEqual(await mine.__anext__(), NEURAL)
            other = asyncio.ensure_future(consume(stream))
            await self.refused_async(run, other, exceptions.InvalidRequestError, "stream_busy", 1)
            self.assertEqual([event async for event in mine], WHOLE[1:])

        self.run_asyncio(ENDED, use)

    def test_fault_51_a_stream_that_is_closed_while_it_is_opened_may_have_run(self) -> None:
        async def use(client: AsyncAgentSpecClient, run: Run) -> None:
            stream = client.agents.stream(name="a", input="b")
            reader = asyncio.ensure_future(consume(stream))
            while len(run.seen()["requests"]) < 2:
                await asyncio.sleep(0.005)
            for read in ASYNC_LOOPS[1:2] + ASYNC_COLLECTORS:
                await self.refused_async(run, read(stream), exceptions.InvalidRequestError, "stream_busy", 0)
            await stream.close()
            await self.refused_async(run, reader, exceptions.StreamInterruptedError, "stream_closed", 0)
            for read in (*ASYNC_LOOPS, *ASYNC_COLLECTORS, AsyncEventStream.open):
                error = await self.refused_async(run, read(stream), exceptions.StreamInterruptedError, "stream_closed", 0)
                self.assertIsNone(error.status)

        self.run_asyncio(TO_BE_OPENED, use)

    def test_fault_51_a_stream_whose_opening_was_cancelled_may_have_run(self) -> None:
        async def use(client: AsyncAgentSpecClient, run: Run) -> None:
            stream = client.agents.stream(name="a", input="b")
            opening = asyncio.ensure_future(stream.open())
            while len(run.seen()["requests"]) < 2:
                await asyncio.sleep(0.005)
            opening.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await opening
            for read in (*ASYNC_LOOPS, *ASYNC_COLLECTORS, AsyncEventStream.open):
                await self.refused_async(run, read(stream), exceptions.StreamInterruptedError, "stream_interrupted", 0)

        self.run_asyncio(TO_BE_OPENED, use)

    def test_fault_51_a_stream_that_was_closed_before_it_was_opened_was_not_sent(self) -> None:
        async def use(client: AsyncAgentSpecClient, run: Run) -> None:
            stream = client.agents.stream(name="a", input="b")
            await stream.close()
            for read in (*ASYNC_LOOPS, *ASYNC_COLLECTORS, AsyncEventStream.open):
                with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                    await read(stream)
                self.assertEqual((caught.exception.code, caught.exception.outcome, caught.exception.attempts), ("stream_closed", "not_sent", 0))
            self.assertEqual(run.seen()["requests"], [])

        self.run_asyncio(TO_BE_OPENED, use)

    def test_fault_51_the_error_after_a_cancelled_read_knows_the_request(self) -> None:
        async def use(client: AsyncAgentSpecClient, run: Run) -> None:
            stream = await client.agents.stream(name="a", input="b")
            self.assertEqual([await take(stream), await take(stream)], [NEURAL, NETWORKS])
            reading = asyncio.ensure_future(take(stream))
            await asyncio.sleep(0.01)
            reading.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await reading
            for read in (*ASYNC_LOOPS, *ASYNC_COLLECTORS):
                await self.refused_async(run, read(stream), exceptions.StreamInterruptedError, "stream_interrupted", 2)

        self.run_asyncio(OPEN, use)

    def test_fault_51_a_cancelled_collector_keeps_its_partial_text(self) -> None:
        async def use(client: AsyncAgentSpecClient, run: Run) -> None:
            stream = await client.agents.stream(name="a", input="b")
            collecting = asyncio.ensure_future(stream.text())
            await self.has_sent_both(client)
            collecting.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await collecting
            with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                await stream.text()
            error = caught.exception
            self.assertEqual((error.code, error.events, error.partial_text), ("stream_interrupted", 2, "Neural networks"))
            self.assertEqual((error.sent_correlation_id, error.attempts), (stream.sent_correlation_id, 2))

        self.run_asyncio(OPEN, use)

    def test_fault_51_a_stream_that_another_loop_opens_is_refused(self) -> None:
        run = self.run_of(TO_BE_OPENED)
        client = AsyncAgentSpecClient(base_url=run.url, environment=False, retry_delay=0.0)
        stream = client.agents.stream(name="a", input="b")
        first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
        self.addCleanup(first.close)
        self.addCleanup(second.close)

        async def begin() -> "asyncio.Future[Any]":
            opening = asyncio.ensure_future(stream.open())
            while len(run.seen()["requests"]) < 2:
                await asyncio.sleep(0.005)
            return opening

        async def end(opening: "asyncio.Future[Any]") -> None:
            opening.cancel()
            await asyncio.wait([opening])

        opening = first.run_until_complete(begin())
        for read in (take, AsyncEventStream.open, AsyncEventStream.text):
            error = second.run_until_complete(self.refused_async(run, read(stream), exceptions.InvalidRequestError, "invalid_request", 0))
            self.assertIn("is opened on another event loop", error.message)
        first.run_until_complete(end(opening))


if __name__ == "__main__":
    unittest.main()
