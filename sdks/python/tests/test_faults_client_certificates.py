"""The contract's faults, row 4, with the roles swapped: a server that requires a client certificate."""

import os
import tempfile
import unittest
from pathlib import Path
from typing import Any

from agentspec import AgentSpecClient, exceptions
from scenarios import NOT_SENT, ScenarioTest, list_agents, with_both
from test_faults_no_response import TlsServer, certificate


class Required(ScenarioTest):
    def test_fault_04_a_server_that_requires_a_client_certificate_gets_it(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            lines = Path(certificate("client")).read_text(encoding="ascii").partition("-----BEGIN PRIVATE KEY-----")
            cert, key = Path(folder) / "client.pem", Path(folder) / "client.key"
            cert.write_text(lines[0], encoding="ascii")
            key.write_text(lines[1] + lines[2], encoding="ascii")
            forms: "list[Any]" = [certificate("client"), Path(certificate("client")), (cert, key), (str(cert), os.fsencode(key))]
            for form in forms:
                with TlsServer("good", client_authority="ca") as server:
                    for client, results in with_both(lambda: server.url, list_agents, ca_file=certificate("ca"), client_cert=form):
                        with self.subTest(form, client=client):
                            self.assertEqual(results, [([[]], None)])
            with self.assertRaisesRegex(exceptions.ConfigurationError, "client.pem.* contains no PEM private key"):
                AgentSpecClient(environment=False, client_cert=cert)

    def test_fault_04_the_error_names_a_server_that_requires_a_client_certificate(self) -> None:
        with TlsServer("good", client_authority="ca") as server:
            for client, (result,) in with_both(lambda: server.url, list_agents, ca_file=certificate("ca")):
                with self.subTest(client=client):
                    error = self.failed(result, exceptions.ConnectionError, "connection_error", NOT_SENT, 1)
                    self.assertIn("the server requires a client certificate: set client_cert to its file", error.message)

    def test_fault_04_an_invalid_client_certificate_is_refused_when_the_client_is_created(self) -> None:
        for form in ("/nowhere/client.pem", ("a.pem",), ("a.pem", None), ("a.pem", "b.pem", "c.pem"), 5):
            given: Any = {"client_cert": form}
            with self.subTest(form), self.assertRaisesRegex(exceptions.ConfigurationError, "client_cert"):
                AgentSpecClient(environment=False, **given)


if __name__ == "__main__":
    unittest.main()
