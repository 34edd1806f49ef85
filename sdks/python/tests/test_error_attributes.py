"""The attributes of an error: whether the SDK itself refused, the partial text of a collector, and the request it is about."""

import asyncio
import copy
import pickle
import unittest
from typing import Any, Callable, List, Optional

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from support import DONE, KEY, Answer, Scripted, answer, events, refusal, token

CUT = events(token("Neural"), token(" networks"))
FAILED = events(token("Neural"), token(" networks"), {"type": "error", "code": "internal_error", "message": "Stopped."})
UNREADABLE = events(token("Neural"), token(" networks"), {"type": "token", "content": 5})
RUNNING = {"pipeline": "p", "run_id": "r", "status": "running", "steps": [], "started_at": "2026-01-15T09:30:00Z", "elapsed_ms": 1}


def page(*ids: str, total: int) -> Answer:
    sessions = [{"session_id": one, "agent": "a", "created_at": "2026-01-15T09:30:00Z", "metadata": {}} for one in ids]
    return answer(200, {"sessions": sessions, "total": total})


def failure(read: Callable[[], Any]) -> exceptions.AgentSpecError:
    try:
        read()
    except exceptions.AgentSpecError as error:
        return error
    raise AssertionError("it did not fail")


def sent_id(server: Scripted, number: int) -> Optional[str]:
    return server.received[number].headers["x-correlation-id"]


class Local(unittest.TestCase):
    def test_an_error_shows_whether_the_sdk_or_the_server_refused(self) -> None:
        with Scripted(refusal(500, "internal_error"), refusal(400, "invalid_request")) as server:
            client = AgentSpecClient(base_url=server.url, environment=False, max_retries=0)
            chat = client.sessions.open(agent="a", session_id="s")
            self.assertFalse(failure(lambda: chat.continue_(input="b")).is_local)
            closed = AgentSpecClient(base_url=server.url, environment=False)
            closed.close()
            wrong: Any = {"options": 5}
            refused: List[Callable[[], Any]] = [
                lambda: client.agents.invoke(name="", input="b"),
                lambda: client.agents.invoke(name="a", input="b", **wrong),
                lambda: client.agents.invoke(name="a", input="b", correlation_id="two words"),
                lambda: client.agents.invoke(name="a", input="b", headers={"Host": "x"}),
                lambda: client.agents.invoke(name="a", input="b", timeout=-1),
                lambda: chat.continue_(input="next"),
                closed.agents.list,
                lambda: AgentSpecClient(base_url="nonsense"),
                lambda: AgentSpecClient(timeout=-1),
            ]
            for number, ask in enumerate(refused):
                with self.subTest(number):
                    error = failure(ask)
                    self.assertEqual((error.is_local, error.outcome, error.may_have_run), (True, "not_sent", False))
            error = failure(lambda: client.agents.invoke(name="a", input="b"))
            self.assertEqual((type(error), error.is_local), (exceptions.InvalidRequestError, False))
        self.assertFalse(failure(lambda: AgentSpecClient(base_url="http://127.0.0.1:1", max_retries=0).agents.list()).is_local)

    def test_is_local_is_kept_in_a_copy_and_a_pickle(self) -> None:
        error = failure(lambda: AgentSpecClient(environment=False).agents.invoke(name="", input="b"))
        error.partial_text = "Neural"
        for again in (copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
            self.assertEqual((again.is_local, again.partial_text), (True, "Neural"))
        made = exceptions.StreamInterruptedError("cut", partial_text="Neural", is_local=True)
        self.assertEqual((made.is_local, made.partial_text), (True, "Neural"))
        self.assertEqual((exceptions.ServerError("a").is_local, exceptions.ServerError("a").partial_text), (False, None))


class PartialText(unittest.TestCase):
    def test_the_partial_text_of_a_collector_is_on_its_error(self) -> None:
        for script, kind in [(CUT, exceptions.StreamInterruptedError), (FAILED, exceptions.ServerError), (UNREADABLE, exceptions.DecodeError)]:
            with Scripted(script) as server:
                client = AgentSpecClient(base_url=server.url, environment=False)
                for collect in ("text", "final_response"):
                    error = failure(getattr(client.agents.stream(name="a", input="b"), collect))
                    self.assertEqual((type(error), error.partial_text), (kind, "Neural networks"))
                    self.assertNotIn("Neural", str(error))

                async def main(collect: str, url: str = server.url) -> None:
                    await getattr(AsyncAgentSpecClient(base_url=url, environment=False).agents.stream(name="a", input="b"), collect)()

                for collect in ("text", "final_response"):
                    self.assertEqual(failure(lambda: asyncio.run(main(collect))).partial_text, "Neural networks")
                self.assertIsNone(failure(lambda: list(client.agents.stream(name="a", input="b").text_stream()) and client.agents.invoke(name="", input="")).partial_text)

    def test_the_partial_text_does_not_show_the_key(self) -> None:
        for tokens in ([KEY[:5], KEY[5:], " is it"], ["it is ", KEY[:-1]]):
            with Scripted(events(*map(token, tokens))) as server:
                stream = AgentSpecClient(base_url=server.url, api_key=KEY, environment=False).agents.stream(name="a", input="b")
                text = failure(stream.text).partial_text
                self.assertIn(text, ("[redacted] is it", "it is [redacted]"))


class OwnRequests(unittest.TestCase):
    def test_the_error_of_each_page_of_a_list_is_about_its_own_request(self) -> None:
        with Scripted(page("c", total=2), refusal(404, "not_found")) as server:
            sessions = AgentSpecClient(base_url=server.url, environment=False).sessions.list_all(agent="a", limit=1)
            next(sessions)
            error = failure(lambda: next(sessions))
            self.assertEqual((error.attempts, error.outcome, error.sent_correlation_id), (1, "rejected", sent_id(server, 1)))
            self.assertNotEqual(sent_id(server, 0), sent_id(server, 1))

            async def main() -> None:
                pages = AsyncAgentSpecClient(base_url=server.url, environment=False).sessions.list_all(agent="a", limit=1)
                async for _ in pages:
                    pass

            error = failure(lambda: asyncio.run(main()))
            self.assertEqual(error.sent_correlation_id, sent_id(server, 2))

    def test_the_errors_of_a_poll_and_of_the_deadline_of_a_watch_are_about_their_own_request(self) -> None:
        with Scripted(answer(200, RUNNING), refusal(404, "not_found")) as server:
            client = AgentSpecClient(base_url=server.url, environment=False)
            error = failure(lambda: list(client.pipelines.watch(name="p", poll_delay=0.01)))
            self.assertEqual((error.attempts, error.sent_correlation_id), (1, sent_id(server, 1)))
        with Scripted(answer(200, RUNNING)) as server:
            client = AgentSpecClient(base_url=server.url, environment=False)
            error = failure(lambda: client.pipelines.wait(name="p", deadline=0.2, poll_delay=60.0))
            self.assertEqual((type(error), error.attempts, error.outcome), (exceptions.TimeoutError, 1, "unknown"))
            self.assertEqual((error.sent_correlation_id, error.is_local), (sent_id(server, 0), False))

    def test_a_consumed_stream_of_bytes_is_refused_as_any_other(self) -> None:
        from agentspec import EventStream

        stream = EventStream.from_bytes(events(token("a"), DONE).data.split(b"\r\n\r\n", 1)[1])
        next(stream)
        error = failure(stream.text)
        self.assertEqual((error.code, error.events, error.outcome), ("stream_consumed", 1, "partial"))


if __name__ == "__main__":
    unittest.main()
