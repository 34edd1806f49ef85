"""The headers of responses, errors and streams; and the successes of a DELETE."""

import asyncio
import copy
import pickle
import unittest
from typing import Any, Callable, List, cast

from agentspec import AgentSpecClient, AsyncAgentSpecClient, Headers, exceptions
from support import DONE, INVOKED, Answer, Scripted, answer, events, token

TWICE = b"X-Note: a\r\nSet-Cookie: a=1, b\r\nx-NOTE: b\r\nset-cookie: c=2\r\n"


def with_twice(plain: Answer) -> Answer:
    """Returns the same response with repeated headers."""
    first, rest = plain.data.split(b"\r\n", 1)
    return Answer(first + b"\r\n" + TWICE + rest)


class Constructed(unittest.TestCase):
    def test_an_error_takes_headers_of_any_kind(self) -> None:
        twice = Headers([("X-Note", "a"), ("x-note", "b")])
        rows: List[Any] = [({"X-Note": "a"}, ["a"]), ([("X-Note", "a")], ["a"]), (twice, ["a", "b"]), (Headers(twice), ["a", "b"])]
        for given, expected in rows:
            again = exceptions.ServerError("No.", headers=given)
            self.assertEqual(again.headers.get_all("X-Note"), expected)


class Received(unittest.TestCase):
    def check(self, headers: Headers) -> None:
        self.assertEqual((headers["X-Note"], headers["x-note"], headers.get("X-NOTE")), ("a, b", "a, b", "a, b"))
        self.assertEqual((headers.get_all("Set-Cookie"), headers["set-cookie"]), (["a=1, b", "c=2"], "a=1, b, c=2"))
        self.assertEqual([name for name in headers if name in ("x-note", "set-cookie")], ["x-note", "set-cookie"])

    def test_a_response_an_error_and_a_stream_keep_each_value_and_find_it_in_any_case(self) -> None:
        answers = [answer(200, INVOKED), answer(404, {"error": {"code": "not_found", "message": "No."}}), events(token("a"), DONE)]
        with Scripted(*map(with_twice, answers)) as server:
            client = AgentSpecClient(base_url=server.url)
            self.check(client.with_response(client.agents.invoke, name="a", input="b").headers)
            with self.assertRaises(exceptions.NotFoundError) as caught:
                client.agents.invoke(name="a", input="b")
            self.check(caught.exception.headers)
            self.check(pickle.loads(pickle.dumps(caught.exception)).headers)
            with client.agents.stream(name="a", input="b") as stream:
                self.check(stream.headers)

        async def main() -> None:
            client = AsyncAgentSpecClient(base_url=server.url)
            self.check((await client.with_response(client.agents.invoke, name="a", input="b")).headers)
            async with client.agents.stream(name="a", input="b") as stream:
                self.check(stream.headers)

        with Scripted(*map(with_twice, [answers[0], answers[2]])) as server:
            asyncio.run(main())


class AsMapping(unittest.TestCase):
    HEADERS = Headers([("X-A", "1"), ("x-b", "2"), ("X-a", "3")])

    def test_each_name_occurs_once_in_lower_case(self) -> None:
        self.assertEqual((list(self.HEADERS), len(self.HEADERS), dict(self.HEADERS)), (["x-a", "x-b"], 2, {"x-a": "1, 3", "x-b": "2"}))
        self.assertTrue("X-A" in self.HEADERS and "x-c" not in self.HEADERS and cast(Any, 5) not in self.HEADERS)
        self.assertEqual((self.HEADERS.get_all("x-A"), self.HEADERS.get_all("x-c"), self.HEADERS.get("x-c", "d")), (["1", "3"], [], "d"))
        with self.assertRaises(KeyError):
            self.HEADERS["x-c"]

    def test_headers_equal_a_mapping_with_the_same_contents(self) -> None:
        self.assertEqual(self.HEADERS, {"X-A": "1, 3", "x-b": "2"})
        self.assertEqual(self.HEADERS, Headers([("x-b", "2"), ("x-a", "1"), ("x-a", "3")]))
        self.assertNotEqual(self.HEADERS, Headers([("x-a", "1, 3"), ("x-b", "2")]))
        self.assertNotEqual(self.HEADERS, {"x-a": "1", "x-b": "2"})
        self.assertNotEqual(self.HEADERS, 5)
        self.assertEqual(repr(self.HEADERS), "Headers([('x-a', '1'), ('x-a', '3'), ('x-b', '2')])")
        self.assertEqual((copy.deepcopy(self.HEADERS), pickle.loads(pickle.dumps(self.HEADERS))), (self.HEADERS, self.HEADERS))

    def test_headers_are_immutable(self) -> None:
        self.HEADERS.get_all("x-a").append("4")
        self.assertEqual(self.HEADERS.get_all("x-a"), ["1", "3"])
        with self.assertRaises(TypeError):
            cast(Any, self.HEADERS)["x-a"] = "4"


class Deleting(unittest.TestCase):
    def test_any_success_means_that_the_session_is_deleted(self) -> None:
        answers = [answer(status, body) for status in (200, 201, 202, 206, 299) for body in (b"", b"gone", {"error": "x"})] + [answer(204, b""), answer(205, b"")]
        statuses: List[int] = []
        with Scripted(*answers) as server:
            client = AgentSpecClient(base_url=server.url)
            for _ in answers:
                statuses.append(client.with_response(client.sessions.delete, agent="a", session_id="s").status)

        async def main() -> None:
            client = AsyncAgentSpecClient(base_url=server.url)
            for _ in answers:
                await client.sessions.delete(agent="a", session_id="s")

        with Scripted(*answers) as server:
            asyncio.run(main())
            self.assertEqual(len(server.received), len(answers))
        self.assertEqual(statuses, [200] * 3 + [201] * 3 + [202] * 3 + [206] * 3 + [299] * 3 + [204, 205])

    def test_any_other_status_is_still_an_error(self) -> None:
        for status, kind in ((304, exceptions.AgentSpecError), (404, exceptions.NotFoundError)):
            with Scripted(answer(status, b"")) as server, self.assertRaises(kind):
                delete: Callable[..., None] = AgentSpecClient(base_url=server.url, max_retries=0).sessions.delete
                delete(agent="a", session_id="s")


if __name__ == "__main__":
    unittest.main()
