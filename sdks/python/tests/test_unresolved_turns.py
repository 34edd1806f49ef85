"""A session handle refuses the next turn while the last one is unresolved: the server may have recorded it."""

import asyncio
import json
import sys
import unittest
from typing import Any, Awaitable, Callable, List, Tuple

from agentspec import AgentSpecClient, AsyncAgentSpecClient, AsyncSessionHandle, Outcome, SessionHandle, UnresolvedTurn, exceptions
from support import DONE, IN_TIME, INVOKED, SILENCE, STALLED, Answer, Clock, Interrupted, Scripted
from support import answer, consume, events, interrupted_when, refusal, token

TURN = answer(200, {**INVOKED, "turn": 1})
STREAMED = events(token("Paris"), token("."), DONE)
CUT = events(token("a"))


def sent(server: Scripted) -> List[Tuple[Any, str]]:
    """Returns the body and the idempotency key of each turn that was sent."""
    return [(json.loads(request.body), request.headers["idempotency-key"]) for request in server.received]


class Turns(unittest.TestCase):
    """Turns of the blocking client."""

    def opened(self, *answers: Answer, **options: Any) -> Tuple[Scripted, SessionHandle]:
        server = Scripted(*answers)
        self.addCleanup(server.__exit__, None, None, None)
        client = AgentSpecClient(base_url=server.url, environment=False, max_retries=0, **options)
        self.addCleanup(client.close)
        return server, client.sessions.open(agent="a", session_id="s")

    def late(self, ask: Callable[[SessionHandle], Any], *answers: Answer) -> Tuple[Scripted, SessionHandle]:
        """Returns a handle whose first turn, made by `ask`, gets no response in time."""
        with Clock() as clock:
            server, chat = self.opened(SILENCE, *answers, timeout=IN_TIME)
            with self.assertRaises(exceptions.TimeoutError), clock.passes(IN_TIME, server.requests):
                ask(chat)
        return server, chat

    def is_unresolved(self, server: Scripted, chat: SessionHandle, *, is_streamed: bool = True) -> None:
        """Asserts that the next turn is refused and not sent."""
        requests = len(server.received)
        turn = chat.unresolved_turn
        self.assertEqual(turn, UnresolvedTurn("Hello", server.received[-1].headers["idempotency-key"], is_streamed))
        for ask in (chat.continue_, chat.continue_stream):
            with self.assertRaisesRegex(exceptions.InvalidRequestError, r"send_again\(\) .* go_on\(\)") as caught:
                ask(input="next")
            self.assertEqual((caught.exception.code, caught.exception.outcome), ("turn_unresolved", Outcome.NOT_SENT))
        self.assertEqual((chat.unresolved_turn, len(server.received)), (turn, requests))

    def test_a_turn_that_succeeded_was_rejected_or_was_not_sent_is_resolved(self) -> None:
        server, chat = self.opened(TURN, STREAMED, refusal(429, "rate_limited"), TURN)
        self.assertIsNone(chat.unresolved_turn)
        self.assertEqual((chat.continue_(input="b").turn, chat.unresolved_turn), (1, None))
        self.assertEqual((chat.continue_stream(input="b").text(), chat.unresolved_turn), ("Paris.", None))
        with self.assertRaises(exceptions.RateLimitError):
            chat.continue_(input="b")
        self.assertIsNone(chat.unresolved_turn)
        with self.assertRaises(exceptions.InvalidRequestError):
            chat.continue_(input="b", correlation_id="two words")
        self.assertIsNone(chat.unresolved_turn)
        chat.continue_(input="b")
        self.assertEqual(len(server.received), 4)

    def test_a_turn_after_a_closed_stream_is_refused(self) -> None:
        server, chat = self.opened(STALLED)
        with chat.continue_stream(input="Hello") as stream:
            next(stream)
            self.assertIsNone(chat.unresolved_turn, "it is under way")
        self.is_unresolved(server, chat)

    def test_a_turn_after_a_dropped_stream_is_refused(self) -> None:
        server, chat = self.opened(STALLED)
        for _ in chat.continue_stream(input="Hello"):
            break
        self.is_unresolved(server, chat)

    def test_a_turn_after_one_that_broke_or_timed_out_is_refused(self) -> None:
        for given, kind in [(CUT, exceptions.StreamInterruptedError), (STALLED, exceptions.TimeoutError)]:
            server, chat = self.opened(given, byte_idle_timeout=0.1)
            with self.assertRaises(kind):
                chat.continue_stream(input="Hello").text()
            self.is_unresolved(server, chat)
        server, chat = self.late(lambda chat: chat.continue_stream(input="Hello"))
        self.is_unresolved(server, chat)
        server, chat = self.opened(refusal(500, "internal_error"))
        with self.assertRaises(exceptions.ServerError):
            chat.continue_(input="Hello")
        self.is_unresolved(server, chat, is_streamed=False)

    @unittest.skipIf(sys.platform == "win32", "there are no such signals here")
    def test_a_turn_after_an_interrupt_is_refused_at_once(self) -> None:
        for given in (SILENCE, STALLED):
            server, chat = self.opened(given)
            with self.assertRaises(Interrupted), interrupted_when(server.has_received):
                chat.continue_stream(input="Hello").text()
            self.is_unresolved(server, chat)

    def test_an_unresolved_turn_is_resent_unchanged(self) -> None:
        server, chat = self.late(lambda chat: chat.continue_(input="Hello", options={"temperature": 0.5}, idempotency_key="mine"), TURN, TURN)
        self.assertEqual(chat.send_again(correlation_id="again").turn, 1)
        self.assertIsNone(chat.unresolved_turn)
        chat.continue_(input="next")
        first, second, third = sent(server)
        self.assertEqual(first, ({"input": "Hello", "options": {"temperature": 0.5}}, "mine"))
        self.assertEqual(second, first)
        self.assertEqual(server.received[1].headers["x-correlation-id"], "again")
        self.assertEqual(third[0], {"input": "next"})
        self.assertNotEqual(third[1], "mine")

    def test_an_unresolved_turn_is_resent_as_a_stream(self) -> None:
        server, chat = self.opened(STALLED, CUT, STREAMED)
        chat.continue_stream(input="Hello").close()
        with self.assertRaises(exceptions.StreamInterruptedError):
            chat.send_again_stream().text()
        self.is_unresolved(server, chat)
        self.assertEqual(chat.send_again_stream().text(), "Paris.")
        self.assertIsNone(chat.unresolved_turn)
        self.assertEqual(len(set(map(str, sent(server)))), 1)

    def test_an_unresolved_turn_is_resent_only_in_its_own_form(self) -> None:
        rows: List[Tuple[Callable[[SessionHandle], Any], Callable[[SessionHandle], Any], str]] = [
            (lambda chat: chat.continue_(input="Hello"), lambda chat: chat.send_again_stream(), r"was not streamed: send_again\(\)"),
            (lambda chat: chat.continue_stream(input="Hello"), lambda chat: chat.send_again(), r"was streamed: send_again_stream\(\)"),
        ]
        for ask, again, message in rows:
            server, chat = self.late(ask)
            with self.assertRaisesRegex(exceptions.InvalidRequestError, message) as caught:
                again(chat)
            self.assertEqual((caught.exception.outcome, len(server.received)), (Outcome.NOT_SENT, 1))
            self.assertIsNotNone(chat.unresolved_turn)

    def test_go_on_leaves_the_unresolved_turn_as_it_is(self) -> None:
        server, chat = self.opened(STALLED, TURN)
        chat.go_on()
        chat.continue_stream(input="Hello").close()
        chat.go_on()
        self.assertIsNone(chat.unresolved_turn)
        self.assertEqual((chat.continue_(input="next").turn, len(server.received)), (1, 2))

    def test_a_half_read_stream_holds_up_the_next_turn_no_longer_than_its_timeout(self) -> None:
        server, chat = self.opened(STALLED)
        with chat.continue_stream(input="Hello", correlation_id="half-read") as stream:
            next(stream)
            for ask in (chat.continue_, chat.continue_stream):
                with self.assertRaises(exceptions.TimeoutError) as caught:
                    ask(input="next", timeout=0.05, correlation_id="waits", idempotency_key="key")
                error = caught.exception
                self.assertIn(f"the stream {stream.correlation_id} of this handle is neither read to its end nor closed", error.message)
                self.assertEqual((error.outcome, error.attempts, error.is_connection, error.is_local), (Outcome.NOT_SENT, 0, False, False))
                self.assertEqual((error.sent_correlation_id, error.idempotency_key), ("waits", "key"))
        self.assertEqual(len(server.received), 1)

    def test_a_turn_that_was_resent_and_rejected_may_have_run_before(self) -> None:
        _, chat = self.opened(refusal(500, "internal_error"), refusal(429, "rate_limited"))
        with self.assertRaises(exceptions.ServerError):
            chat.continue_(input="Hello", idempotency_key="key")
        with self.assertRaises(exceptions.RateLimitError) as caught:
            chat.send_again()
        error = caught.exception
        self.assertEqual((error.outcome, error.history[0].outcome, error.idempotency_key), (Outcome.UNKNOWN, Outcome.REJECTED, "key"))

    def test_without_an_unresolved_turn_there_is_nothing_to_resend(self) -> None:
        server, chat = self.opened(TURN)
        for ask in (chat.send_again, chat.send_again_stream):
            with self.assertRaisesRegex(exceptions.InvalidRequestError, "there is no turn to resend") as caught:
                ask()
            self.assertEqual((caught.exception.code, caught.exception.outcome), ("invalid_request", Outcome.NOT_SENT))
        self.assertEqual(server.received, [])

    def test_the_unresolved_turn_is_available_after_the_client_is_closed(self) -> None:
        server, _ = self.opened(STALLED)
        client = AgentSpecClient(base_url=server.url)
        chat = client.sessions.open(agent="a", session_id="s")
        chat.continue_stream(input="Hello").close()
        client.close()
        self.assertEqual(chat.unresolved_turn, UnresolvedTurn("Hello", sent(server)[0][1], True))
        chat.go_on()
        self.assertIsNone(chat.unresolved_turn)


class AsyncTurns(unittest.TestCase):
    def check(self, use: Callable[[AsyncSessionHandle, Scripted], Awaitable[None]], *answers: Answer, **options: Any) -> None:
        async def main() -> None:
            with Scripted(*answers) as server:
                async with AsyncAgentSpecClient(base_url=server.url, environment=False, max_retries=0, **options) as client:
                    await use(client.sessions.open(agent="a", session_id="s"), server)

        asyncio.run(main())

    async def is_unresolved(self, chat: AsyncSessionHandle, server: Scripted) -> None:
        last = server.received[-1]
        self.assertEqual(chat.unresolved_turn, UnresolvedTurn("Hello", last.headers["idempotency-key"], last.path.endswith("/stream")))
        requests = len(server.received)
        for ask in (lambda: chat.continue_(input="next"), lambda: chat.continue_stream(input="next").text()):
            with self.assertRaises(exceptions.InvalidRequestError) as caught:
                await ask()
            self.assertEqual(caught.exception.code, "turn_unresolved")
        self.assertEqual(len(server.received), requests)

    def test_a_turn_after_a_cancelled_task_is_refused_at_once(self) -> None:
        calls: List[Tuple[Answer, Callable[[AsyncSessionHandle], Awaitable[Any]]]] = [
            (SILENCE, lambda chat: chat.continue_(input="Hello")),
            (SILENCE, lambda chat: chat.continue_stream(input="Hello").text()),
            (STALLED, lambda chat: chat.continue_stream(input="Hello").text()),
            (STALLED, lambda chat: consume(chat.continue_stream(input="Hello"))),
        ]
        for given, ask in calls:

            async def use(chat: AsyncSessionHandle, server: Scripted, ask: Any = ask) -> None:
                for _ in range(5):
                    requests = len(server.received)
                    task = asyncio.ensure_future(ask(chat))
                    while len(server.received) == requests:
                        await asyncio.sleep(0.005)
                    await asyncio.sleep(0.01)
                    task.cancel()
                    with self.assertRaises(asyncio.CancelledError):
                        await task
                    await self.is_unresolved(chat, server)
                    chat.go_on()

            self.check(use, given)

    def test_a_turn_after_a_timeout_is_refused(self) -> None:
        async def of_asyncio(chat: AsyncSessionHandle, server: Scripted) -> None:
            task = asyncio.ensure_future(chat.continue_(input="Hello"))
            await server.receives()
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(task, 0.05)
            await self.is_unresolved(chat, server)

        async def of_the_call(chat: AsyncSessionHandle, server: Scripted) -> None:
            with self.assertRaises(exceptions.TimeoutError), clock.passes(IN_TIME, server.requests):
                await chat.continue_(input="Hello", timeout=IN_TIME)
            await self.is_unresolved(chat, server)

        self.check(of_asyncio, SILENCE)
        with Clock() as clock:
            self.check(of_the_call, SILENCE)

    def test_the_wait_for_the_turn_before_counts_towards_the_deadline(self) -> None:
        async def use(chat: AsyncSessionHandle, server: Scripted) -> None:
            async with chat.continue_stream(input="Hello") as stream:
                await stream.__anext__()
                with self.assertRaises(exceptions.TimeoutError) as caught:
                    await asyncio.wait_for(chat.continue_(input="next", deadline=0.05), 5)
                self.assertEqual((caught.exception.outcome, len(server.received)), (Outcome.NOT_SENT, 1))

        self.check(use, STALLED)

    def test_a_turn_after_a_closed_or_dropped_stream_is_refused(self) -> None:
        async def close(chat: AsyncSessionHandle, server: Scripted) -> None:
            async with chat.continue_stream(input="Hello") as stream:
                await stream.__anext__()
            await self.is_unresolved(chat, server)

        async def leave(chat: AsyncSessionHandle, server: Scripted) -> None:
            async for _ in chat.continue_stream(input="Hello"):
                break
            await self.is_unresolved(chat, server)

        self.check(close, STALLED)
        self.check(leave, STALLED)

    def test_an_unresolved_turn_is_resent_or_left(self) -> None:
        async def use(chat: AsyncSessionHandle, server: Scripted) -> None:
            ways: List[Tuple[Callable[[], Awaitable[Any]], Callable[[], Awaitable[Any]]]] = [
                (lambda: chat.continue_(input="Hello"), chat.send_again),
                (lambda: chat.continue_stream(input="Hello").text(), lambda: chat.send_again_stream().final_response()),
            ]
            for ask, again in ways:
                with self.assertRaises(exceptions.AgentSpecError):
                    await ask()
                await self.is_unresolved(chat, server)
                self.assertEqual((await again()).output, "Paris.")
                self.assertIsNone(chat.unresolved_turn)
                first, second = sent(server)[-2:]
                self.assertEqual(first, second)
            with self.assertRaises(exceptions.InvalidRequestError):
                await chat.send_again()
            with self.assertRaises(exceptions.StreamInterruptedError):
                await chat.continue_stream(input="Hello").text()
            chat.go_on()
            self.assertEqual((await chat.continue_(input="next")).turn, 1)

        self.check(use, refusal(500, "internal_error"), TURN, CUT, STREAMED, CUT, TURN)

    def test_send_again_stream_sends_nothing_before_the_stream_is_read(self) -> None:
        async def use(chat: AsyncSessionHandle, server: Scripted) -> None:
            stream = chat.send_again_stream()
            with self.assertRaises(exceptions.StreamInterruptedError):
                await chat.continue_stream(input="Hello").text()
            self.assertEqual(await stream.text(), "Paris.")
            self.assertEqual(len(server.received), 2)

        self.check(use, CUT, STREAMED)


if __name__ == "__main__":
    unittest.main()
