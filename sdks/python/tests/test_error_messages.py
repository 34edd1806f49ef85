"""What an exception says: the server's own words, where there are some; else what was asked, and where."""

import contextlib
import os
import socket
import threading
import unittest
from typing import Any, Callable, Iterator, List, Tuple
from unittest import mock

from agentspec import exceptions
from faults import NOT_SENT, REJECTED, UNKNOWN, Ask, invoke, list_agents, of_both, text
from support import Answer, Scripted, answer, events, refusal

KEY = "canary-7f3a91"
LIMIT = 1024


def told(url: Callable[[], str], ask: Ask, **options: Any) -> Iterator[exceptions.AgentSpecError]:
    """The error of each client."""
    for _, (result,) in of_both(url, ask, **{"max_retries": 0, **options}):
        assert result.error is not None
        yield result.error


def given(sent: Answer, ask: Ask, base: str = "", **options: Any) -> List[Tuple[str, exceptions.AgentSpecError]]:
    """The URL of a server that answers so, and the error of each client."""
    with Scripted(sent) as server:
        return [(server.url, error) for error in told(lambda: server.url + base, ask, **options)]


@contextlib.contextmanager
def nobody() -> Iterator[str]:
    """An address at which nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{unused.getsockname()[1]}"


@contextlib.contextmanager
def blurting(said: bytes) -> Iterator[str]:
    """The address of a server that hears a little, says this, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, contextlib.suppress(OSError):
                        connection.recv(65536)
                        connection.sendall(said)
                        # Not reset, which the client would see instead: all that it sends is read.
                        connection.shutdown(socket.SHUT_WR)
                        while connection.recv(65536):
                            pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


class Answers(unittest.TestCase):
    def test_a_route_that_the_server_lacks_is_named(self) -> None:
        for status, body in [(404, b""), (405, b""), (404, {"detail": "Not Found"}), (404, {"error": "Not Found"})]:
            for url, error in given(answer(status, body), invoke):
                self.assertTrue(error.message.startswith(f"POST {url}/v1/agents/a/invoke: the server does not know this route ({status} "), error)
                self.assertTrue(error.is_unsupported)
                self.assertNotIn("ends in /v1", error.message)
        for url, error in given(answer(404, b""), lambda client: client.sessions.list(agent="a", limit=7)):
            self.assertTrue(error.message.startswith(f"GET {url}/v1/agents/a/sessions: "), error)

    def test_what_is_not_there_is_said_in_the_servers_words_with_what_was_asked(self) -> None:
        for url, error in given(answer(404, {"detail": "No agent 'a'"}), invoke):
            self.assertEqual((error.message, error.outcome), (f"POST {url}/v1/agents/a/invoke: No agent 'a'", REJECTED))

    def test_a_base_url_that_ends_in_v1_is_told(self) -> None:
        advice = "the base URL ends in /v1, which the routes already begin with: remove it there"
        for sent in (answer(404, b""), answer(200, b"<!doctype html>", Content_Type="text/html")):
            for base, is_told in [("/v1", True), ("/team/v1/", True), ("", False), ("/team", False)]:
                for _, error in given(sent, list_agents, base):
                    self.assertEqual(f": {advice}; " in error.message, is_told, error)
                    self.assertTrue(error.is_unsupported)

    def test_a_code_without_a_message_is_said_to_be_one(self) -> None:
        for _, error in given(answer(400, {"error": "gone"}), list_agents):
            self.assertEqual((error.code, error.message), ("gone", "the server answered 400 Bad Request with a code and no message"))

    def test_a_credential_across_the_cut_is_hidden_whole(self) -> None:
        for before in range(LIMIT - 18, LIMIT + 3, 4):
            said = "x" * before + KEY + "y" * 2000
            event = {"type": "error", "code": said, "message": said}
            for sent in (refusal(400, said, said), answer(400, {"detail": said}), events(event)):
                for _, error in given(sent, text, api_key=KEY):
                    shown = f"{error.message} {error.code} {error} {error!r}"
                    self.assertFalse([KEY[:end] for end in range(4, len(KEY)) if KEY[:end] in shown], shown)
                    self.assertTrue(error.message.endswith("…"))
                    self.assertLessEqual(len(error.message.encode()), LIMIT)

    def test_what_the_libraries_say_is_no_longer_than_a_message(self) -> None:
        long = {"type": "done", "usage": KEY + "x" * 1_000_000}
        for _, error in given(events(long), text, api_key=KEY):
            assert error.cause is not None
            self.assertIn("invalid type: string", error.cause)
            self.assertLessEqual(len(error.cause.encode()), LIMIT)
            self.assertNotIn(KEY, str(error))
            self.assertLess(len(str(error)), 2 * LIMIT)


class NoConnection(unittest.TestCase):
    def check(self, url: str, message: str) -> None:
        for error in told(lambda: url, invoke):
            self.assertIs(type(error), exceptions.ConnectionError)
            self.assertEqual((error.message, error.outcome), (message, NOT_SENT))

    def test_a_refused_connection_names_its_address(self) -> None:
        with nobody() as address:
            self.check(f"http://{address}/team", f"no connection to {address}: it was refused; is the server running there, and the base URL correct?")

    def test_a_proxy_that_is_not_there_is_not_taken_for_the_server(self) -> None:
        with nobody() as address:
            proxy = f"http://user:{KEY}@{address}"
            set_so = {"HTTP_PROXY": proxy, "http_proxy": proxy, "NO_PROXY": "", "no_proxy": ""}
            with mock.patch.dict(os.environ, set_so):
                due = f"no connection to agents.invalid:80: the proxy {address} refused it; is the proxy running, and its address correct?"
                self.check("http://agents.invalid", due)

    def test_a_name_that_does_not_resolve_is_named(self) -> None:
        with mock.patch.dict(os.environ, {"NO_PROXY": "agents.invalid", "no_proxy": "agents.invalid"}):
            due = "the name of the host, or of a proxy in between, does not resolve; check the base URL and the network"
            self.check("http://agents.invalid:8080", f"no connection to agents.invalid:8080: {due}")

    def test_a_connection_that_is_not_there_in_time_is_named(self) -> None:
        # The system takes the connection, and nobody answers its handshake.
        with socket.create_server(("127.0.0.1", 0)) as listener:
            address = f"127.0.0.1:{listener.getsockname()[1]}"
            for error in told(lambda: f"https://{address}", invoke, timeout=0.1):
                self.assertEqual((type(error), error.outcome), (exceptions.TimeoutError, NOT_SENT))
                self.assertEqual(error.message, f"the server did not answer within 0.1 seconds: the connection to {address} was not established")

    def test_tls_spoken_to_a_server_of_plain_http_is_told(self) -> None:
        with blurting(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") as address:
            due = f"the server at {address} does not speak TLS, but probably plain HTTP: use http:// in the base URL, or the port for TLS"
            self.check(f"https://{address}", due)

    def test_plain_http_spoken_to_a_server_of_tls_is_told(self) -> None:
        with blurting(b"\x15\x03\x03\x00\x02\x02\x32") as address:
            for error in told(lambda: f"http://{address}", invoke):
                self.assertEqual((type(error), error.outcome), (exceptions.ConnectionError, UNKNOWN))
                due = f"if {address} speaks TLS, use https:// in the base URL, otherwise check its port"
                self.assertEqual(error.message, f"the response is not valid HTTP: {due}")


if __name__ == "__main__":
    unittest.main()
