"""A call or stream that is cancelled, dropped or closed closes its connection."""

import asyncio
import unittest
from typing import Any, Awaitable, Callable, Iterator

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from support import SILENCE, STALLED, Answer, Scripted, consume


class Blocking(unittest.TestCase):
    """In each test, the server sees the connection closed."""

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

    def test_by_leaving_the_with_block(self) -> None:
        def use(client: AgentSpecClient) -> Any:
            with client.agents.stream(name="a", input="b") as stream:
                for _ in stream:
                    return stream

        self.check(use)

    def test_by_leaving_the_with_block_while_the_text_is_read(self) -> None:
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
        def use(client: AgentSpecClient) -> None:
            client.agents.stream(name="a", input="b")

        self.check(use)


Use = Callable[[AsyncAgentSpecClient, Scripted], Awaitable[Any]]


class Asyncio(unittest.TestCase):
    def check(self, use: Use, script: Answer = STALLED) -> None:
        async def main() -> None:
            with Scripted(script) as server:
                kept = await use(AsyncAgentSpecClient(base_url=server.url), server)
                self.assertTrue(await asyncio.get_running_loop().run_in_executor(None, server.saw_close))
                del kept
            self.assertEqual(asyncio.all_tasks(), {asyncio.current_task()})

        asyncio.run(main())

    async def cancelled(self, server: Scripted, waiting: "Awaitable[Any]") -> None:
        task = asyncio.ensure_future(waiting)
        await server.receives()
        self.assertFalse(task.done())
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task

    async def timed_out(self, server: Scripted, waiting: "Awaitable[Any]") -> None:
        task = asyncio.ensure_future(waiting)
        await server.receives()
        with self.assertRaises(asyncio.TimeoutError):
            await asyncio.wait_for(task, 0.05)

    def check_reader(self, stop: "Callable[[Scripted, Awaitable[Any]], Awaitable[None]]") -> None:
        """Stops the task that reads a stream to which others refer."""

        async def use(client: AsyncAgentSpecClient, server: Scripted) -> Any:
            stream = client.agents.stream(name="a", input="b")
            await stop(server, consume(stream))
            return stream

        self.check(use)

    def test_by_cancelling_the_task_of_a_call(self) -> None:
        self.check(lambda client, server: self.cancelled(server, client.agents.invoke(name="a", input="b")), SILENCE)

    def test_by_cancelling_the_task_that_opens_a_stream(self) -> None:
        self.check(lambda client, server: self.cancelled(server, client.agents.stream(name="a", input="b").text()), SILENCE)

    def test_by_cancelling_the_task_that_collects_a_stream(self) -> None:
        self.check(lambda client, server: self.cancelled(server, client.agents.stream(name="a", input="b").text()))

    def test_by_cancelling_the_task_that_reads_a_stream_that_others_refer_to(self) -> None:
        self.check_reader(self.cancelled)

    def test_by_cancelling_the_task_for_which_a_stream_has_just_been_opened(self) -> None:
        async def use(client: AsyncAgentSpecClient, server: Scripted) -> Any:
            stream = client.agents.stream(name="a", input="b")
            task = asyncio.ensure_future(stream.__anext__())
            while stream._opening is None:
                await asyncio.sleep(0)
            # Called when the stream is open, before the task resumes.
            stream._opening.add_done_callback(lambda _: task.cancel())
            with self.assertRaises(asyncio.CancelledError):
                await task
            with self.assertRaises(exceptions.StreamInterruptedError):
                await stream.__anext__()
            return stream

        self.check(use)

    def test_by_cancelling_a_wait_for_a_run(self) -> None:
        self.check(lambda client, server: self.cancelled(server, client.pipelines.wait(name="p")), SILENCE)

    def test_by_a_timeout_of_asyncio(self) -> None:
        self.check_reader(self.timed_out)

    def test_a_stream_cannot_be_read_after_a_timeout_as_if_it_were_complete(self) -> None:
        async def use(client: AsyncAgentSpecClient, server: Scripted) -> Any:
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
                await self.timed_out(server, stream.__anext__())
                with self.assertRaises(exceptions.StreamInterruptedError) as raised:
                    await stream.__anext__()
                self.assertTrue(raised.exception.may_have_run)
                self.assertEqual(len(server.received), 1)

        asyncio.run(main())

    def test_by_close(self) -> None:
        async def use(client: AsyncAgentSpecClient, server: Scripted) -> Any:
            stream = client.agents.stream(name="a", input="b")
            await stream.__anext__()
            await stream.close()
            return stream

        self.check(use)

    def test_by_close_while_another_task_reads_it(self) -> None:
        async def use(client: AsyncAgentSpecClient, server: Scripted) -> Any:
            stream = client.agents.stream(name="a", input="b")
            has_both = asyncio.Event()

            async def read() -> int:
                count = 0
                async for _ in stream:
                    count += 1
                    if count == 2:
                        has_both.set()
                return count

            reader = asyncio.ensure_future(read())
            await asyncio.wait_for(has_both.wait(), 10)
            # The reader waits for a third event.
            await asyncio.sleep(0)
            await stream.close()
            with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                await asyncio.wait_for(reader, 5)
            self.assertEqual((caught.exception.code, caught.exception.events), ("stream_closed", 2))
            return stream

        self.check(use)

    def test_by_leaving_the_async_with_block(self) -> None:
        async def use(client: AsyncAgentSpecClient, server: Scripted) -> Any:
            async with client.agents.stream(name="a", input="b") as stream:
                async for _ in stream:
                    return stream

        self.check(use)

    def test_by_breaking_out_of_async_for(self) -> None:
        async def use(client: AsyncAgentSpecClient, server: Scripted) -> None:
            async for _ in client.agents.stream(name="a", input="b"):
                break

        self.check(use)

    def test_by_breaking_out_of_async_for_over_the_text(self) -> None:
        async def use(client: AsyncAgentSpecClient, server: Scripted) -> None:
            async for _ in client.agents.stream(name="a", input="b").text_stream():
                break
            await asyncio.sleep(0)

        self.check(use)


if __name__ == "__main__":
    unittest.main()
