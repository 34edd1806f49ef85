"""The contract's faults, rows 1 to 8 and 12: no connection, and no response."""

import contextlib
import os
import socket
import ssl
import threading
import unittest
from pathlib import Path
from typing import Any, Iterator, List, Optional, Sequence, Type
from unittest import mock

from agentspec import Outcome, exceptions
from scenarios import (
    EVERY_CALL,
    GET_AND_DELETE,
    NETWORKS,
    NEURAL,
    NEVER,
    NOT_SENT,
    PARTIAL,
    UNKNOWN,
    SUCCESS,
    WHOLE_ANSWERS,
    Ask,
    ScenarioTest,
    each_request,
    invoke,
    list_agents,
    with_both,
    stream,
    the_first_request,
)
from support import IN_TIME

CONNECTION, TIMEOUT = exceptions.ConnectionError, exceptions.TimeoutError
KEY = "canary-key-1234567890"

#: The first byte of a TLS handshake record.
HANDSHAKE = 22


def certificate(name: str) -> str:
    """Returns the path of a certificate that the Rust tests wrote."""
    folder = os.environ.get("AGENTSPEC_CERTIFICATES")
    if not folder:
        raise AssertionError("AGENTSPEC_CERTIFICATES must name the folder of the certificates: run `cargo xtask python`")
    return str(Path(folder) / f"{name}.pem")


@contextlib.contextmanager
def silent() -> Iterator[int]:
    """Yields a port that accepts connections and sends nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


class TlsServer:
    """A TLS server without agents that records every byte that its sockets received."""

    ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\nConnection: close\r\n\r\n{"agents": []}'

    def __init__(self, name: str, client_authority: Optional[str] = None) -> None:
        """`client_authority` is the authority of the client certificate that the server requires."""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate(name))
        if client_authority is not None:
            self._context.verify_mode = ssl.CERT_REQUIRED
            self._context.load_verify_locations(certificate(client_authority))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self.received: List[bytes] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        """Runs TLS in memory, so that the bytes of the socket can be recorded."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self._context.wrap_bio(incoming, outgoing, server_side=True)
        number = len(self.received)
        self.received.append(b"")
        request = b""
        is_agreed = False
        while not request.endswith(b"\r\n\r\n"):
            try:
                if is_agreed:
                    request += tls.read(65536)
                    continue
                tls.do_handshake()
                is_agreed = True
            except ssl.SSLWantReadError:
                connection.sendall(outgoing.read())
                data = connection.recv(65536)
                self.received[number] += data
                if not data:
                    return
                incoming.write(data)
            except ssl.SSLError:
                # Sends the alert with the reason.
                connection.sendall(outgoing.read())
                return
        tls.write(self.ANSWER)
        connection.sendall(outgoing.read())

    def __enter__(self) -> "TlsServer":
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


class NoConnection(ScenarioTest):
    def at(self, url: str, kind: Type[Exception], code: str, outcome: Outcome, asked: Sequence[Ask] = EVERY_CALL, **options: Any) -> None:
        """Checks the calls of a server that is not the mock: each is retried."""
        for ask in asked:
            for client, (result,) in with_both(lambda: url, ask, max_retries=1, **options):
                with self.subTest(url, client=client, ask=ask.__name__):
                    self.failed(result, kind, code, outcome, 2)

    def test_fault_01_a_refused_connection_is_retried(self) -> None:
        with silent() as port:
            """Returns a port that is free again when this has returned."""
        self.at(f"http://127.0.0.1:{port}", CONNECTION, "connection_error", NOT_SENT)

    def test_fault_02_a_name_that_does_not_resolve_is_retried(self) -> None:
        with mock.patch.dict(os.environ, {"NO_PROXY": "agents.invalid", "no_proxy": "agents.invalid"}):
            self.at("http://agents.invalid", CONNECTION, "connection_error", NOT_SENT)

    def test_fault_03_a_connection_that_takes_too_long_is_retried(self) -> None:
        # The system accepts the connection, and the handshake gets no response.
        with silent() as port:
            self.at(f"https://127.0.0.1:{port}", TIMEOUT, "timeout", NOT_SENT, [invoke, stream], timeout=0.02)
            # It is not known when a request without a body has been sent: it may be retried anyway.
            self.at(f"https://127.0.0.1:{port}", TIMEOUT, "timeout", UNKNOWN, GET_AND_DELETE, timeout=0.02)

    def refused(self, name: str, trusted: Optional[str]) -> None:
        for ask in EVERY_CALL:
            with TlsServer(name) as server:
                options: Any = {"api_key": KEY, "ca_file": None if trusted is None else certificate(trusted)}
                for number, (client, (result,)) in enumerate(with_both(lambda: server.url, ask, **options), 1):
                    with self.subTest(name, client=client, ask=ask.__name__):
                        self.failed(result, CONNECTION, "connection_error", NOT_SENT, 1)
                        self.assertEqual(len(server.received), number)
                for data in server.received:
                    self.assertEqual(data[0], HANDSHAKE)
                    self.assertNotIn(KEY.encode(), data)
                    self.assertNotIn(b"HTTP/1.1", data)

    def test_fault_04_an_untrusted_certificate_is_refused(self) -> None:
        self.refused("good", None)
        self.refused("self-signed", None)
        self.refused("self-signed", "ca")

    def test_fault_04_a_certificate_for_another_host_is_refused(self) -> None:
        self.refused("wrong-host", "ca")

    def test_fault_04_an_expired_certificate_is_refused(self) -> None:
        self.refused("expired", "ca")

    def test_fault_04_an_authority_of_the_user_is_trusted(self) -> None:
        with TlsServer("good") as server:
            for client, results in with_both(lambda: server.url, list_agents, api_key=KEY, ca_file=certificate("ca")):
                with self.subTest(client=client):
                    self.assertEqual(results, [([[]], None)])
            self.assertEqual([data[0] for data in server.received], [HANDSHAKE] * 2)
            self.assertNotIn(KEY.encode(), b"".join(server.received))


class NoResponse(ScenarioTest):
    def only_a_get_recovers(self, scenario: str) -> None:
        """Asserts that a GET succeeds the second time, and a POST is not retried."""
        for (result,), run in self.each(scenario, list_agents):
            self.assertEqual(result, ([[]], None))
            self.assertEqual(len(run.connections()), 2)
        self.fails(scenario, CONNECTION, "transport_error", UNKNOWN, [], invoke)

    def test_fault_05_a_post_without_a_response_reaches_the_server_once(self) -> None:
        for scenario in ("05-reset-before-answer", "05-closed-before-answer"):
            self.row(scenario, CONNECTION, "transport_error", UNKNOWN, GET_AND_DELETE)
            self.only_a_get_recovers(f"{scenario}-then-well")

    def test_fault_06_a_truncated_head_is_not_a_response(self) -> None:
        for scenario in ("06-closed-in-status-line", "06-closed-in-headers", "06-closed-before-empty-line", "06-reset-in-headers"):
            self.row(scenario, CONNECTION, "transport_error", UNKNOWN, GET_AND_DELETE)
        self.only_a_get_recovers("06-closed-in-headers-then-well")

    def test_fault_07_a_get_does_not_notice_a_closed_idle_connection(self) -> None:
        for scenario in ("07-idle-connection-closed", "07-idle-connection-closed-under-a-request", "07-idle-connection-reset-under-a-request"):
            for results, _ in self.each(scenario, list_agents, list_agents):
                self.assertEqual(results, [([[]], None)] * 2)

    def test_fault_07_a_post_on_a_closed_idle_connection_reaches_the_server_once(self) -> None:
        for (first, second), run in self.each("07-idle-connection-closed", invoke, invoke):
            self.assertEqual(first, ([SUCCESS], None))
            # If its end was noticed in time, another connection was opened; else it is unknown whether the server ran the request.
            if second.error is not None:
                self.failed(second, CONNECTION, "transport_error", UNKNOWN, 1)
            self.assertLessEqual(len(run.connections()), 2)
        for scenario in ("07-idle-connection-closed-under-a-request", "07-idle-connection-reset-under-a-request"):
            for (first, second), run in self.each(scenario, invoke, invoke):
                self.assertEqual(first, ([SUCCESS], None))
                self.failed(second, CONNECTION, "transport_error", UNKNOWN, 1)
                self.assertEqual(len(run.connections()), 2)

    def test_fault_08_a_response_that_is_not_http_is_not_retried(self) -> None:
        heads = ["another-protocol", "page-without-a-head", "tls", "bad-status", "header-without-a-colon", "bad-length", "two-lengths"]
        bodies = ["bad-chunk-size", "chunk-size-too-large", "bad-chunk-end"]
        for name, asked in [*((name, EVERY_CALL) for name in heads), *((name, WHOLE_ANSWERS) for name in bodies)]:
            for error in self.row(f"08-{name}", CONNECTION, "transport_error", UNKNOWN, NEVER, asked=asked):
                message, _, why = error.message.partition(": ")
                self.assertEqual(message, "the response is not valid HTTP")
                self.assertEqual("if 127.0.0.1:" in why, name in ("another-protocol", "page-without-a-head", "tls"), why)

    def test_fault_08_an_invalid_chunk_interrupts_a_stream(self) -> None:
        interrupted = exceptions.StreamInterruptedError
        self.fails("08-stream-bad-chunk-size", interrupted, "stream_interrupted", PARTIAL, [NEURAL, NETWORKS])

    def test_fault_12_a_slow_head_is_a_timeout(self) -> None:
        self.row("12-dripping-headers", TIMEOUT, "timeout", UNKNOWN, GET_AND_DELETE, timeout=IN_TIME, max_retries=1, late=each_request)

    def test_fault_12_only_a_get_is_retried_after_a_slow_head(self) -> None:
        scenario = "12-dripping-headers-then-well"
        for (result,), run in self.each(scenario, list_agents, timeout=IN_TIME, late=the_first_request):
            self.assertEqual(result, ([[]], None))
            self.assertEqual(len(run.connections()), 2)
        self.fails(scenario, TIMEOUT, "timeout", UNKNOWN, [], invoke, timeout=IN_TIME, late=the_first_request)


if __name__ == "__main__":
    unittest.main()
