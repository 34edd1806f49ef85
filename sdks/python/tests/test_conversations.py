"""Sessions take their turns one after the other."""

import asyncio
import json
import threading
import unittest
from typing import List

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from support import IN_TIME, INVOKED, KEY, SILENCE, Clock, Mock, Scripted, answer, events, token


class Sessions(unittest.TestCase):
    def test_the_conversation_of_the_document(self) -> None:
        with Mock() as mock:
            client = AgentSpecClient(base_url=mock.url, api_key=KEY)
            chat = client.sessions.open(agent="assistant", session_id=client.sessions.create(agent="assistant").session_id)
            self.assertEqual(chat.continue_(input="My name is Alice and I work on robotics.").turn, 1)
            self.assertEqual(chat.continue_stream(input="What do I work on?").text(), "You work on robotics.")
            chat.delete()
            with self.assertRaises(exceptions.NotFoundError):
                chat.continue_(input="Hello")

    def test_threads_take_their_turns_one_after_the_other(self) -> None:
        with Clock() as clock, Scripted(answer(200, {**INVOKED, "turn": 1}), SILENCE) as server:
            chat = AgentSpecClient(base_url=server.url, max_retries=0).sessions.open(agent="a", session_id="s")
            chat.continue_(input="first")

            def turn() -> None:
                with self.assertRaises(exceptions.AgentSpecError) as caught:
                    # The timeout applies to the attempt, not to the turns before it.
                    chat.continue_(input="next", timeout=IN_TIME)
                codes.append(caught.exception.code)

            codes: List[str] = []
            threads = [threading.Thread(target=turn) for _ in range(3)]
            with clock.passes(IN_TIME, server.requests):
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join(5)
            # One was late, so the others are not sent.
            self.assertEqual(sorted(codes), ["timeout", "turn_unresolved", "turn_unresolved"])
            self.assertEqual(len(server.received), 2)

    def test_a_mock_counts_the_turns_of_many_threads_without_a_gap(self) -> None:
        with Mock() as mock:
            client = AgentSpecClient(base_url=mock.url, api_key=KEY)
            chat = client.sessions.open(agent="assistant", session_id=client.sessions.create(agent="assistant").session_id)
            turns: List[int] = []
            threads = [threading.Thread(target=lambda: turns.extend(chat.continue_(input="Hello").turn for _ in range(5))) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(sorted(turns), list(range(1, 21)))

    def test_a_turn_waits_for_the_stream_before_it_until_that_is_closed(self) -> None:
        with Scripted(events(token("a"), is_held=True), answer(200, {**INVOKED, "turn": 2})) as server:
            chat = AgentSpecClient(base_url=server.url).sessions.open(agent="a", session_id="s")
            stream = chat.continue_stream(input="first")
            next(stream)
            ended: List[str] = []

            def turn() -> None:
                with self.assertRaises(exceptions.InvalidRequestError) as caught:
                    chat.continue_(input="second")
                ended.append(caught.exception.code)

            thread = threading.Thread(target=turn)
            thread.start()
            thread.join(0.05)
            self.assertEqual((ended, len(server.received)), ([], 1))
            stream.close()
            thread.join(5)
            self.assertEqual((ended, len(server.received)), (["turn_unresolved"], 1))
            chat.go_on()
            self.assertEqual(chat.continue_(input="second").turn, 2)

    def test_tasks_take_their_turns_in_the_order_of_their_start(self) -> None:
        async def main(url: str) -> None:
            chat = AsyncAgentSpecClient(base_url=url).sessions.open(agent="a", session_id="s")
            tasks = []
            for number in range(6):
                tasks.append(asyncio.ensure_future(chat.continue_(input=str(number))))
                await asyncio.sleep(0)
            await asyncio.gather(*tasks)

        with Scripted(answer(200, {**INVOKED, "turn": 1})) as server:
            asyncio.run(main(server.url))
            self.assertEqual([json.loads(request.body)["input"] for request in server.received], [*map(str, range(6))])


if __name__ == "__main__":
    unittest.main()
