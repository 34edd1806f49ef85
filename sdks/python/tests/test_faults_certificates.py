"""The contract's faults, row 47: a server's own certificate, which the user trusts by name."""

import os
import unittest
from typing import Optional
from unittest import mock

from agentspec import exceptions
from scenarios import NOT_SENT, ScenarioTest, list_agents, with_both
from test_faults_no_response import TlsServer, certificate


class Named(unittest.TestCase):
    def is_trusted(self, name: str, ca_file: Optional[str], host: str) -> None:
        with TlsServer(name) as server:
            for client, results in with_both(lambda: server.url.replace("127.0.0.1", host), list_agents, ca_file=ca_file):
                with self.subTest(client=client, host=host):
                    self.assertEqual(results, [([[]], None)])
            self.assertEqual(len(server.received), 2)

    def test_fault_47_a_certificate_that_the_user_names_is_accepted(self) -> None:
        for host in ("127.0.0.1", "localhost"):
            self.is_trusted("own", certificate("own"), host)

    def test_fault_47_a_certificate_that_the_environment_names_is_accepted(self) -> None:
        with mock.patch.dict(os.environ, {"SSL_CERT_FILE": certificate("own")}):
            self.is_trusted("own", None, "localhost")
            # The variable adds to ca_file.
            self.is_trusted("own", certificate("ca"), "localhost")


class NotNamed(ScenarioTest):
    def refused(self, name: str, ca_file: Optional[str], message: str) -> None:
        with TlsServer(name) as server:
            for client, (result,) in with_both(lambda: server.url, list_agents, ca_file=ca_file):
                with self.subTest(name, client=client):
                    error = self.failed(result, exceptions.ConnectionError, "connection_error", NOT_SENT, 1)
                    self.assertIn(message, error.message)

    def test_fault_47_a_named_certificate_is_accepted_for_its_own_host_only(self) -> None:
        self.refused("own-wrong-host", certificate("own-wrong-host"), "its certificate is for another host")

    def test_fault_47_a_named_certificate_must_not_have_expired(self) -> None:
        self.refused("own-expired", certificate("own-expired"), "its certificate has expired")

    def test_fault_47_a_certificate_that_is_not_named_is_refused(self) -> None:
        for ca_file in (None, certificate("ca"), certificate("own-wrong-host")):
            self.refused("own", ca_file, "name it as ca_file, or in SSL_CERT_FILE")
        self.refused("good", None, "its certificate is signed by an authority that is not trusted")


if __name__ == "__main__":
    unittest.main()
