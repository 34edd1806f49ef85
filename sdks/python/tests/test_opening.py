"""A stream is opened before it is read: a failure before its first event is raised when it is opened."""

import asyncio
import unittest
from typing import Any, Awaitable, Callable, List

from agentspec import AgentSpecClient, AsyncAgentSpecClient, AsyncEventStream, EventStream, exceptions
from support import DONE, SILENCE, STALLED, Scripted, events, refusal, token

WHOLE = events(token("a"), token("b"), DONE)
NOT_FOUND = refusal(404, "not_found", "unknown agent")
BUSY = refusal(503, "unavailable")

Opened = Callable[[AsyncEventStream], Awaitable[AsyncEventStream]]


async def by_open(stream: AsyncEventStream) -> AsyncEventStream:
    return await stream.open()


async def by_await(stream: AsyncEventStream) -> AsyncEventStream:
    return await stream


WAYS: List[Opened] = [by_open, by_await]


def streams(client: Any) -> List[Callable[[], Any]]:
    """Returns each way to get a stream of a client."""
    handle = client.sessions.open(agent="a", session_id="s")
    return [
        lambda: client.agents.stream(name="a", input="b"),
        lambda: client.sessions.continue_stream(agent="a", session_id="s", input="b"),
        lambda: handle.continue_stream(input="b"),
    ]


class Asyncio(unittest.IsolatedAsyncioTestCase):
    async def test_opening_sends_the_request_and_returns_the_stream_with_its_headers(self) -> None:
        for way in WAYS:
            for which in range(3):
                with self.subTest(way.__name__, which=which), Scripted(WHOLE) as server:
                    stream = streams(AsyncAgentSpecClient(base_url=server.url))[which]()
                    self.assertEqual(server.received, [])
                    opened = await way(stream)
                    self.assertIs(opened, stream)
                    self.assertEqual((opened.status, opened.attempts, opened.correlation_id), (200, 1, "the-servers-own"))
                    self.assertEqual([event.type async for event in opened], ["token", "token", "done"])
                    self.assertEqual(len(server.received), 1)

    async def test_a_failure_before_the_first_event_is_raised_with_its_status(self) -> None:
        for way in WAYS:
            with self.subTest(way.__name__), Scripted(NOT_FOUND) as server:
                stream = AsyncAgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
                for _ in range(2):
                    with self.assertRaises(exceptions.NotFoundError) as caught:
                        await way(stream)
                    self.assertEqual((caught.exception.status, caught.exception.message), (404, "unknown agent"))
                self.assertEqual(len(server.received), 1)

    async def test_opening_returns_before_the_first_event(self) -> None:
        with Scripted(events(is_held=True)) as server:
            async with await AsyncAgentSpecClient(base_url=server.url).agents.stream(name="a", input="b") as stream:
                self.assertEqual(stream.status, 200)
            self.assertTrue(await asyncio.get_running_loop().run_in_executor(None, server.saw_close))

    async def test_a_stream_is_opened_once_however_often_open_is_called(self) -> None:
        with Scripted(WHOLE) as server:
            stream = AsyncAgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
            opened = await asyncio.gather(stream.open(), stream.open(), by_await(stream))
            self.assertEqual(opened, [stream] * 3)
            self.assertEqual(await stream.text(), "ab")
            self.assertEqual(len(server.received), 1)

    async def test_cancelling_the_opening_closes_the_connection(self) -> None:
        with Scripted(SILENCE) as server:
            stream = AsyncAgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
            opening = asyncio.ensure_future(stream.open())
            await server.receives()
            opening.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await opening
            self.assertTrue(await asyncio.get_running_loop().run_in_executor(None, server.saw_close))

    async def test_a_stream_of_bytes_can_be_opened_too(self) -> None:
        stream = await AsyncEventStream.from_bytes(WHOLE.data.split(b"\r\n\r\n")[1])
        self.assertEqual(await stream.text(), "ab")


class Blocking(unittest.TestCase):
    def test_opening_a_blocking_stream_returns_the_stream_itself(self) -> None:
        for which in range(3):
            with self.subTest(which=which), Scripted(WHOLE) as server:
                stream: EventStream = streams(AgentSpecClient(base_url=server.url))[which]()
                self.assertEqual(len(server.received), 1)
                self.assertIs(stream.open(), stream)
                self.assertEqual((stream.status, stream.text()), (200, "ab"))

    def test_a_failure_before_the_first_event_is_raised_by_the_call(self) -> None:
        with Scripted(BUSY, NOT_FOUND) as server, self.assertRaises(exceptions.NotFoundError) as caught:
            AgentSpecClient(base_url=server.url, retry_delay=0.0).agents.stream(name="a", input="b")
        self.assertEqual((caught.exception.status, caught.exception.attempts), (404, 2))

    def test_a_partly_read_stream_may_be_opened_again_and_continues(self) -> None:
        with Scripted(STALLED) as server, AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b") as stream:
            next(stream)
            self.assertEqual(getattr(next(stream.open()), "content"), "b")


if __name__ == "__main__":
    unittest.main()
