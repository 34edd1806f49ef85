"""Streams that are read, closed, cut short and collected."""

import asyncio
import unittest
from typing import Any, Callable, List

from agentspec import AgentSpecClient, AsyncAgentSpecClient, AsyncEventStream, EventStream, exceptions, types
from support import DONE, KEY, SILENCE, Answer, Mock, Scripted, consume, events, token

STORY = "Tell me a story."
CALCULATION = "What is 2 + 3 * 4?"
RESULT = "2 + 3 * 4 = 14."


class WithMock(unittest.TestCase):
    mock: Mock

    @classmethod
    def setUpClass(cls) -> None:
        cls.mock = Mock()
        cls.addClassCleanup(cls.mock.stop)

    def client(self) -> AgentSpecClient:
        return AgentSpecClient(base_url=self.mock.url, api_key=KEY)

    def async_client(self) -> AsyncAgentSpecClient:
        return AsyncAgentSpecClient(base_url=self.mock.url, api_key=KEY)


class Reading(WithMock):
    def test_the_events_match_the_contract_and_done_is_the_last(self) -> None:
        read = list(self.client().agents.stream(name="assistant", input=CALCULATION))
        self.assertEqual([event.type for event in read][:2], ["tool_call", "tool_result"])
        self.assertEqual("".join(event.content for event in read if event.type == "token"), RESULT)
        last = read[-1]
        assert isinstance(last, types.Done)
        self.assertEqual(last.usage.total_tokens, last.usage.input_tokens + last.usage.output_tokens)

    def test_asyncio_reads_the_same(self) -> None:
        async def read() -> List[types.StreamEvent]:
            return [event async for event in self.async_client().agents.stream(name="assistant", input=CALCULATION)]

        self.assertEqual(asyncio.run(read()), list(self.client().agents.stream(name="assistant", input=CALCULATION)))

    def test_a_stream_of_many_events_loses_none(self) -> None:
        contents = [f"{number} " for number in range(2000)]
        script = events(*map(token, contents), DONE)

        async def read(url: str) -> List[types.StreamEvent]:
            return [event async for event in AsyncAgentSpecClient(base_url=url).agents.stream(name="a", input="b")]

        with Scripted(script) as server:
            for got in [list(AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")), asyncio.run(read(server.url))]:
                self.assertEqual([event.content for event in got if event.type == "token"], contents)
                self.assertEqual(got[-1].type, "done")

    def test_an_unknown_event_is_delivered_unchanged(self) -> None:
        thinking = {"type": "thinking", "of": ["Paris"]}
        with Scripted(events(thinking, {**token("Hi"), "logprob": -0.5}, DONE)) as server:
            first, second, _ = AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
        assert isinstance(first, types.UnknownEvent) and isinstance(second, types.Token)
        self.assertEqual((first.raw, second.extra), (thinking, {"logprob": -0.5}))

    def test_data_after_the_end_is_not_read(self) -> None:
        with Scripted(events(token("Hi"), DONE, token("more"), is_held=True)) as server:
            read = list(AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b"))
            self.assertTrue(server.saw_close())
        self.assertEqual([event.type for event in read], ["token", "done"])

    def test_a_stream_has_the_metadata_of_its_response(self) -> None:
        with self.client().agents.stream(name="assistant", input=STORY, correlation_id="mine") as stream:
            self.assertEqual((stream.status, stream.attempts, stream.correlation_id), (200, 1, "mine"))
            self.assertTrue(stream.headers["content-type"].startswith("text/event-stream"))
            self.assertIn("mine", repr(stream))

    def test_an_asyncio_stream_has_the_metadata_once_it_has_begun(self) -> None:
        async def main() -> None:
            stream = self.async_client().agents.stream(name="assistant", input=STORY, correlation_id="mine")
            self.assertEqual(repr(stream), "<AsyncEventStream not begun>")
            with self.assertRaisesRegex(RuntimeError, r"has not begun: `await stream.open\(\)`, enter it by `async with`, or read its first event"):
                stream.status
            async with stream:
                self.assertEqual((stream.status, stream.attempts, stream.correlation_id), (200, 1, "mine"))

        asyncio.run(main())

    def test_an_asyncio_stream_that_is_not_read_sends_nothing_and_causes_no_warning(self) -> None:
        async def main(url: str) -> None:
            AsyncAgentSpecClient(base_url=url).agents.stream(name="a", input="b")

        with Scripted(events(DONE)) as server:
            asyncio.run(main(server.url))
            self.assertEqual(server.received, [])


class Collecting(WithMock):
    def test_the_text_is_the_output_of_the_plain_call(self) -> None:
        client = self.client()
        invoked = client.agents.invoke(name="assistant", input=STORY)
        self.assertEqual(client.agents.stream(name="assistant", input=STORY).text(), invoked.output)
        self.assertEqual(client.agents.stream(name="assistant", input=STORY).final_response(), invoked)
        self.assertEqual("".join(client.agents.stream(name="assistant", input=STORY).text_stream()), invoked.output)

    def test_the_text_is_the_same_for_asyncio(self) -> None:
        async def main() -> None:
            client = self.async_client()
            invoked = await client.agents.invoke(name="assistant", input=STORY)
            self.assertEqual(await client.agents.stream(name="assistant", input=STORY).text(), invoked.output)
            self.assertEqual(await client.agents.stream(name="assistant", input=STORY).final_response(), invoked)
            pieces = [piece async for piece in client.agents.stream(name="assistant", input=STORY).text_stream()]
            self.assertGreater(len(pieces), 2)
            self.assertEqual("".join(pieces), invoked.output)

        asyncio.run(main())

    def test_a_partly_read_stream_cannot_be_collected(self) -> None:
        message = r"the stream has already been read \(1 event was taken\): collect a stream once, from its start"
        stream = self.client().agents.stream(name="assistant", input=STORY)
        next(stream)
        for collect in [stream.text, stream.final_response]:
            with self.assertRaisesRegex(exceptions.InvalidRequestError, message) as caught:
                collect()
            self.assertEqual((caught.exception.events, caught.exception.correlation_id), (1, stream.correlation_id))

        async def main() -> None:
            stream = self.async_client().agents.stream(name="assistant", input=STORY)
            await stream.__anext__()
            with self.assertRaisesRegex(exceptions.InvalidRequestError, message):
                await stream.text()

        asyncio.run(main())

    def test_a_stream_can_be_collected_only_once(self) -> None:
        stream = self.client().agents.stream(name="assistant", input=STORY)
        stream.text()
        with self.assertRaisesRegex(exceptions.InvalidRequestError, r"the stream has already been read \([0-9]+ events were taken\)") as caught:
            stream.text()
        self.assertEqual((caught.exception.code, caught.exception.may_have_run), ("stream_consumed", True))
        self.assertEqual(list(stream), [])

    def test_text_stream_continues_after_the_events_that_were_taken(self) -> None:
        with Scripted(events(token("a"), token("b"), token("c"), DONE)) as server:
            stream = AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
            next(stream)
            self.assertEqual(list(stream.text_stream()), ["b", "c"])

            async def main() -> None:
                stream = AsyncAgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
                await stream.__anext__()
                self.assertEqual([piece async for piece in stream.text_stream()], ["b", "c"])

            asyncio.run(main())


class Closing(WithMock):
    def test_a_closed_stream_cannot_be_read(self) -> None:
        stream = self.client().agents.stream(name="assistant", input=STORY)
        next(stream)
        stream.close()
        stream.close()
        for read in (list, EventStream.text):
            with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                read(stream)
            self.assertEqual((caught.exception.code, caught.exception.events), ("stream_closed", 1))

    def test_a_closed_asyncio_stream_cannot_be_read(self) -> None:
        async def main() -> None:
            stream = self.async_client().agents.stream(name="assistant", input=STORY)
            await stream.__anext__()
            await stream.close()
            await stream.aclose()
            for read in (consume, async_text):
                with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                    await read(stream)
                self.assertEqual((caught.exception.code, caught.exception.events), ("stream_closed", 1))

        asyncio.run(main())

    def test_an_asyncio_stream_that_is_closed_before_it_begins_is_never_sent(self) -> None:
        async def main(url: str) -> None:
            stream = AsyncAgentSpecClient(base_url=url).agents.stream(name="a", input="b")
            await stream.close()
            for read in (consume, async_text):
                with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                    await read(stream)
                error = caught.exception
                self.assertEqual((error.code, error.outcome, error.attempts, error.is_local), ("stream_closed", "not_sent", 0, True))

        with Scripted(events(DONE)) as server:
            asyncio.run(main(server.url))
            self.assertEqual(server.received, [])

    def test_a_with_block_closes_the_stream(self) -> None:
        with self.client().agents.stream(name="assistant", input=STORY) as stream:
            next(stream)
        with self.assertRaises(exceptions.StreamInterruptedError):
            next(stream)

    def test_a_stream_whose_last_event_was_taken_just_ends_even_if_it_was_closed(self) -> None:
        with self.client().agents.stream(name="assistant", input=STORY) as stream:
            for event in stream:
                if event.type == "done":
                    break
        self.assertEqual(list(stream), [])

        async def main() -> None:
            async with self.async_client().agents.stream(name="assistant", input=STORY) as stream:
                async for event in stream:
                    if event.type == "done":
                        break
            self.assertEqual([event async for event in stream], [])

        asyncio.run(main())

    def test_a_second_loop_continues_after_a_break(self) -> None:
        with Scripted(events(token("a"), token("b"), token("c"), DONE)) as server:
            stream = AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
            for _ in stream:
                break
            self.assertEqual([event.type for event in stream], ["token", "token", "done"])

    def test_a_stream_outlives_its_client(self) -> None:
        with self.client() as client:
            stream = client.agents.stream(name="assistant", input=CALCULATION)
        del client
        self.assertEqual(stream.text(), RESULT)


class CutShort(unittest.TestCase):
    def check(self, error: exceptions.AgentSpecError) -> None:
        self.assertIsInstance(error, exceptions.StreamInterruptedError)
        self.assertEqual((error.code, error.events, error.status, error.attempts), ("stream_interrupted", 2, 200, 1))
        self.assertEqual(error.correlation_id, "the-servers-own")
        self.assertRegex(error.message, "after 2 events, without `done` or `error`")

    def test_a_stream_that_is_cut_short_raises_after_the_events_that_arrived(self) -> None:
        whole = events(token("a"), token("b"))
        # The connection ends in the middle of an event, and in the middle of a chunk.
        in_an_event = whole._replace(data=whole.data + b'data: {"type":"tok')
        head, _, body = whole.data.partition(b"\r\n\r\n")
        in_a_chunk = Answer(head + b"\r\nTransfer-Encoding: chunked\r\n\r\n" + f"{len(body) + 9:x}\r\n".encode() + body)
        for cut in [whole, in_an_event, in_a_chunk]:
            with Scripted(cut) as server:
                stream = AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
                self.assertEqual([next(stream), next(stream)], [types.Token(content="a"), types.Token(content="b")])
                with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                    next(stream)
                self.check(caught.exception)
                self.assertEqual(list(stream), [], "it has ended")
                collects: List[Callable[[EventStream], Any]] = [EventStream.text, EventStream.final_response, lambda stream: list(stream.text_stream())]
                for collect in collects:
                    with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                        collect(AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b"))
                    self.check(caught.exception)

    def test_an_asyncio_stream_that_is_cut_short_raises_too(self) -> None:
        async def main(url: str) -> None:
            read: List[types.StreamEvent] = []
            with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                async for event in AsyncAgentSpecClient(base_url=url).agents.stream(name="a", input="b"):
                    read.append(event)
            self.check(caught.exception)
            self.assertEqual(len(read), 2)
            with self.assertRaises(exceptions.StreamInterruptedError) as caught:
                await AsyncAgentSpecClient(base_url=url).agents.stream(name="a", input="b").text()
            self.check(caught.exception)

        with Scripted(events(token("a"), token("b"))) as server:
            asyncio.run(main(server.url))

    def test_an_unreadable_event_is_a_decode_error_with_its_data(self) -> None:
        with Scripted(events(token("a"), {"type": "token", "content": 5})) as server:
            stream = AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")
            next(stream)
            with self.assertRaisesRegex(exceptions.DecodeError, "event 2") as caught:
                next(stream)
            self.assertEqual((caught.exception.body, caught.exception.events), (b'{"type": "token", "content": 5}', 1))


class ErrorEvents(unittest.TestCase):
    CLASSES = {
        "rate_limited": exceptions.RateLimitError,
        "not_found": exceptions.NotFoundError,
        "internal_error": exceptions.ServerError,
        "model_on_fire": exceptions.ServerError,
    }

    def test_an_error_event_is_an_event_and_ends_the_stream(self) -> None:
        with Scripted(events(token("a"), {"type": "error", "code": "internal_error", "message": "Stopped."}, token("b"))) as server:
            read = list(AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b"))
        self.assertEqual(read, [types.Token(content="a"), types.ErrorEvent(code="internal_error", message="Stopped.")])

    def test_reading_the_text_raises_the_class_of_its_code(self) -> None:
        for code, kind in self.CLASSES.items():
            script = events(token("a"), {"type": "error", "code": code, "message": "Stopped.", "hint": "Wait."})
            with Scripted(script) as server:

                def stream(url: str = server.url) -> EventStream:
                    return AgentSpecClient(base_url=url).agents.stream(name="a", input="b")

                def async_stream(url: str = server.url) -> AsyncEventStream:
                    return AsyncAgentSpecClient(base_url=url).agents.stream(name="a", input="b")

                async def pieces() -> Any:
                    return [piece async for piece in async_stream().text_stream()]

                ways: List[Any] = [
                    lambda: stream().text(),
                    lambda: stream().final_response(),
                    lambda: list(stream().text_stream()),
                    lambda: asyncio.run(pieces()),
                    lambda: asyncio.run(async_text(async_stream())),
                ]
                for way in ways:
                    with self.assertRaises(kind) as caught:
                        way()
                    error = caught.exception
                    self.assertIs(type(error), kind)
                    self.assertEqual((error.code, error.message, error.status, error.attempts), (code, "Stopped.", 200, 1))
                    self.assertEqual((error.correlation_id, error.events), ("the-servers-own", 1))
                    self.assertIn(b"Wait.", error.body or b"")

    def test_the_body_of_an_error_event_is_the_same_in_every_way_to_read_the_text(self) -> None:
        bodies = []
        with Scripted(events({"type": "error", "code": "x", "message": "m", "hint": "h"})) as server:
            collects: List[Callable[[EventStream], Any]] = [EventStream.text, lambda stream: list(stream.text_stream())]
            for collect in collects:
                with self.assertRaises(exceptions.ServerError) as caught:
                    collect(AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b"))
                bodies.append(caught.exception.body)
        self.assertEqual(bodies, [b'{"code":"x","message":"m","hint":"h"}'] * 2)


class Opening(unittest.TestCase):
    def test_closing_an_asyncio_stream_stops_its_opening_for_all_its_readers(self) -> None:
        async def main(server: Scripted) -> None:
            stream = AsyncAgentSpecClient(base_url=server.url).agents.stream(name="a", input="b")

            readers = asyncio.gather(stream.open(), consume(stream), return_exceptions=True)
            await server.receives()
            await stream.close()
            for error in await asyncio.wait_for(readers, 5):
                assert isinstance(error, exceptions.StreamInterruptedError)
                self.assertEqual((error.code, error.outcome, error.attempts), ("stream_closed", "unknown", 1))
                self.assertEqual(error.sent_correlation_id, server.received[0].headers["x-correlation-id"])
                self.assertEqual(error.idempotency_key, server.received[0].headers["idempotency-key"])

        with Scripted(SILENCE) as server:
            asyncio.run(main(server))
            self.assertTrue(server.saw_close())
            self.assertEqual(len(server.received), 1)


async def async_text(stream: AsyncEventStream) -> str:
    return await stream.text()


if __name__ == "__main__":
    unittest.main()
