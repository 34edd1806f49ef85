"""The messages of exceptions: that of the server if there is one, else the request and the address."""

import contextlib
import os
import socket
import threading
import unittest
from typing import Any, Callable, Iterator, List, Tuple
from unittest import mock

from agentspec import exceptions
from scenarios import NOT_SENT, REJECTED, UNKNOWN, Ask, invoke, list_agents, with_both, text
from support import Answer, Scripted, answer, events, refusal

KEY = "canary-7f3a91"
LIMIT = 1024


def errors(url: Callable[[], str], ask: Ask, **options: Any) -> Iterator[exceptions.AgentSpecError]:
    """Yields the error of each client."""
    for _, (result,) in with_both(url, ask, **{"max_retries": 0, **options}):
        assert result.error is not None
        yield result.error


def errors_of(sent: Answer, ask: Ask, base: str = "", **options: Any) -> List[Tuple[str, exceptions.AgentSpecError]]:
    """Returns the error of each client for this response, with the server's URL."""
    with Scripted(sent) as server:
        return [(server.url, error) for error in errors(lambda: server.url + base, ask, **options)]


@contextlib.contextmanager
def refusing_address() -> Iterator[str]:
    """Yields an address on which nothing listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{unused.getsockname()[1]}"


@contextlib.contextmanager
def fixed_response(data: bytes) -> Iterator[str]:
    """Yields the address of a server that reads a little, sends this, and closes the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, contextlib.suppress(OSError):
                        connection.recv(65536)
                        connection.sendall(data)
                        # Everything that the client sends is read: otherwise it would see a reset instead.
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
    def test_a_missing_route_is_named(self) -> None:
        for status, body in [(404, b""), (405, b""), (404, {"detail": "Not Found"}), (404, {"error": "Not Found"})]:
            for url, error in errors_of(answer(status, body), invoke):
                self.assertTrue(error.message.startswith(f"POST {url}/v1/agents/a/invoke: the server does not know this route ({status} "), error)
                self.assertTrue(error.is_unsupported)
                self.assertNotIn("ends in /v1", error.message)
        for url, error in errors_of(answer(404, b""), lambda client: client.sessions.list(agent="a", limit=7)):
            self.assertTrue(error.message.startswith(f"GET {url}/v1/agents/a/sessions: "), error)

    def test_a_not_found_message_is_the_servers_with_the_request(self) -> None:
        for url, error in errors_of(answer(404, {"detail": "No agent 'a'"}), invoke):
            self.assertEqual((error.message, error.outcome), (f"POST {url}/v1/agents/a/invoke: No agent 'a'", REJECTED))

    def test_a_base_url_that_ends_in_v1_is_named(self) -> None:
        advice = "the base URL ends in /v1, which the routes already begin with: remove it there"
        for sent in (answer(404, b""), answer(200, b"<!doctype html>", Content_Type="text/html")):
            for base, is_named in [("/v1", True), ("/team/v1/", True), ("", False), ("/team", False)]:
                for _, error in errors_of(sent, list_agents, base):
                    self.assertEqual(f": {advice}; " in error.message, is_named, error)
                    self.assertTrue(error.is_unsupported)

    def test_a_code_without_a_message_is_reported_as_such(self) -> None:
        for _, error in errors_of(answer(400, {"error": "gone"}), list_agents):
            self.assertEqual((error.code, error.message), ("gone", "the server answered 400 Bad Request with a code and no message"))

    def test_a_credential_across_the_cut_is_redacted_completely(self) -> None:
        for before in range(LIMIT - 18, LIMIT + 3, 4):
            message = "x" * before + KEY + "y" * 2000
            event = {"type": "error", "code": message, "message": message}
            for sent in (refusal(400, message, message), answer(400, {"detail": message}), events(event)):
                for _, error in errors_of(sent, text, api_key=KEY):
                    shown = f"{error.message} {error.code} {error} {error!r}"
                    self.assertFalse([KEY[:end] for end in range(4, len(KEY)) if KEY[:end] in shown], shown)
                    self.assertTrue(error.message.endswith("…"))
                    self.assertLessEqual(len(error.message.encode()), LIMIT)

    def test_the_cause_is_no_longer_than_a_message(self) -> None:
        long = {"type": "done", "usage": KEY + "x" * 1_000_000}
        for _, error in errors_of(events(long), text, api_key=KEY):
            assert error.cause is not None
            self.assertIn("invalid type: string", error.cause)
            self.assertLessEqual(len(error.cause.encode()), LIMIT)
            self.assertNotIn(KEY, str(error))
            self.assertLess(len(str(error)), 2 * LIMIT)


class NoConnection(unittest.TestCase):
    def check(self, url: str, message: str) -> None:
        for error in errors(lambda: url, invoke):
            self.assertIs(type(error), exceptions.ConnectionError)
            self.assertEqual((error.message, error.outcome), (message, NOT_SENT))

    def test_a_refused_connection_names_its_address(self) -> None:
        with refusing_address() as address:
            self.check(f"http://{address}/team", f"no connection to {address}: it was refused; is the server running there, and the base URL correct?")

    def test_an_unreachable_proxy_is_not_reported_as_the_server(self) -> None:
        with refusing_address() as address:
            proxy = f"http://user:{KEY}@{address}"
            set_so = {"HTTP_PROXY": proxy, "http_proxy": proxy, "NO_PROXY": "", "no_proxy": ""}
            with mock.patch.dict(os.environ, set_so):
                expected = f"no connection to agents.invalid:80: the proxy {address} refused it; is the proxy running, and its address correct?"
                self.check("http://agents.invalid", expected)

    def test_a_name_that_does_not_resolve_is_named(self) -> None:
        with mock.patch.dict(os.environ, {"NO_PROXY": "agents.invalid", "no_proxy": "agents.invalid"}):
            expected = "the name of the host, or of a proxy in between, does not resolve; check the base URL and the network"
            self.check("http://agents.invalid:8080", f"no connection to agents.invalid:8080: {expected}")

    def test_a_connection_that_takes_too_long_is_named(self) -> None:
        # The system accepts the connection, and the handshake gets no response.
        with socket.create_server(("127.0.0.1", 0)) as listener:
            address = f"127.0.0.1:{listener.getsockname()[1]}"
            for error in errors(lambda: f"https://{address}", invoke, timeout=0.1):
                self.assertEqual((type(error), error.outcome), (exceptions.TimeoutError, NOT_SENT))
                self.assertEqual(error.message, f"the server did not respond within 0.1 seconds: the connection to {address} was not established")

    def test_tls_to_a_plain_http_server_is_named(self) -> None:
        with fixed_response(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") as address:
            expected = f"the server at {address} does not speak TLS, but probably plain HTTP: use http:// in the base URL, or the port for TLS"
            self.check(f"https://{address}", expected)

    def test_plain_http_to_a_tls_server_is_named(self) -> None:
        with fixed_response(b"\x15\x03\x03\x00\x02\x02\x32") as address:
            for error in errors(lambda: f"http://{address}", invoke):
                self.assertEqual((type(error), error.outcome), (exceptions.ConnectionError, UNKNOWN))
                expected = f"if {address} speaks TLS, use https:// in the base URL, otherwise check its port"
                self.assertEqual(error.message, f"the response is not valid HTTP: {expected}")


if __name__ == "__main__":
    unittest.main()
