"""The contract's faults, rows 36 to 40: proxies, names in paths, invalid header values, and a key over plain http."""

import contextlib
import logging
import os
import unittest
from typing import Any, Callable, List
from unittest import mock
from urllib.parse import unquote, urlsplit

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from scenarios import EVERY_CALL, NOT_SENT, REJECTED, ScenarioTest, list_agents, with_both
from support import Scripted, answer, environment, refusal

KEY = "canary-key-1234567890"
CONNECTION, INVALID = exceptions.ConnectionError, exceptions.InvalidRequestError
LISTED = answer(200, {"agents": []})
WANTS_A_CREDENTIAL = answer(407, b"", Proxy_Authenticate="Basic")


class Proxies(ScenarioTest):
    def test_fault_36_a_proxy_of_the_user_is_used(self) -> None:
        with Scripted(LISTED) as proxy:
            for client, results in with_both(lambda: "http://agents.invalid", list_agents, proxy=proxy.url):
                with self.subTest(client=client):
                    self.assertEqual(results, [([[]], None)])
            self.assertEqual([request.path for request in proxy.received], ["http://agents.invalid/v1/agents"] * 2)

    def test_fault_36_a_proxy_that_requires_a_credential_has_not_forwarded_the_request(self) -> None:
        # Over plain http the proxy receives the whole request: its 407 is a response to it.
        for url, kind, code, outcome in [
            ("https://agents.invalid", CONNECTION, "connection_error", NOT_SENT),
            ("http://agents.invalid", exceptions.AgentSpecError, "http_407", REJECTED),
        ]:
            for ask in EVERY_CALL:
                with Scripted(WANTS_A_CREDENTIAL) as proxy:
                    for number, (client, (result,)) in enumerate(with_both(lambda: url, ask, proxy=proxy.url), 1):
                        with self.subTest(url, client=client, ask=ask.__name__):
                            self.failed(result, kind, code, outcome, 1)
                            self.assertEqual(len(proxy.received), number)

    def test_fault_36_a_connect_request_contains_only_the_address(self) -> None:
        with Scripted(WANTS_A_CREDENTIAL) as proxy:
            client = AgentSpecClient(base_url="https://agents.invalid/team", api_key=KEY, proxy=proxy.url)
            with self.assertRaises(CONNECTION) as caught:
                client.agents.list()
            self.assertEqual((caught.exception.outcome, len(proxy.received)), (NOT_SENT, 1))
            request = proxy.received[0]
        self.assertEqual((request.method, request.path), ("CONNECT", "agents.invalid:443"))
        self.assertNotIn("canary", repr(request))
        self.assertNotIn("team", repr(request))

    def test_fault_36_the_proxy_of_the_environment_is_used_except_for_this_machine(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        with Scripted(LISTED) as proxy, Scripted(LISTED) as server:
            with mock.patch.dict(os.environ, {**kept, "HTTP_PROXY": proxy.url, "NO_PROXY": "direct.invalid"}, clear=True):
                for url in ("http://agents.invalid", server.url, server.url.replace("127.0.0.1", "localhost")):
                    self.assertEqual(list(AgentSpecClient(base_url=url, environment=False).agents.list()), [])
                with self.assertRaises(CONNECTION):
                    AgentSpecClient(base_url="http://direct.invalid", environment=False, max_retries=0).agents.list()
            self.assertEqual([request.path for request in proxy.received], ["http://agents.invalid/v1/agents"])
            self.assertEqual(len(server.received), 2)

    def test_fault_36_no_proxy_for_all_hosts_includes_addresses(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        urls = ["http://192.0.2.1", "http://[2001:db8::1]", "http://agents.invalid"]
        for variables, is_proxied in [({"NO_PROXY": "*"}, False), ({"no_proxy": "*"}, False), ({"NO_PROXY": "a.invalid, *"}, False), ({}, True)]:
            with self.subTest(variables), Scripted(LISTED) as proxy:
                with mock.patch.dict(os.environ, {**kept, "HTTP_PROXY": proxy.url, **variables}, clear=True):
                    for url in urls:
                        # The hosts do not exist: without the proxy, the request fails.
                        client = AgentSpecClient(base_url=url, environment=False, max_retries=0, timeout=1 if is_proxied else 0.05)
                        with contextlib.suppress(CONNECTION):
                            client.agents.list()
                self.assertEqual([request.path for request in proxy.received], [f"{url}/v1/agents" for url in urls if is_proxied])


class Names(unittest.TestCase):
    #: The names, which must arrive unchanged.
    NAMES = [
        *["a/b", "/", "../../v1/agents", "a?b=c", "a#b", "50%", "%2e%2e", "%2F", "%", "two words", " ", "a+b", "a;b=c,d", "a:b@c"],
        *["[a]|{b}", "\"'<>`^", "агент", "助手", "مساعد", "😀", "e\u0301", "...", ".hidden", "~a-b_c.d"],
    ]

    def test_fault_37_a_name_of_any_characters_arrives_as_one_segment(self) -> None:
        with Scripted(refusal(404, "not_found")) as server:
            client = AgentSpecClient(base_url=f"{server.url}/team")
            for name in self.NAMES:
                calls: List[Callable[[], Any]] = [
                    lambda: client.agents.invoke(name=name, input="b"),
                    lambda: client.sessions.delete(agent=name, session_id=name),
                    lambda: client.pipelines.run(name=name, input="b"),
                    lambda: client.pipelines.status(name=name),
                ]
                paths = ["v1/agents/{}/invoke", "v1/agents/{}/sessions/{}", "v1/pipelines/{}/run", "v1/pipelines/{}/status"]
                for call, path in zip(calls, paths):
                    with self.subTest(name, path=path):
                        with self.assertRaises(exceptions.NotFoundError):
                            call()
                        arrived = server.received[-1].path
                        self.assertEqual(arrived, urlsplit(arrived).path)
                        segments = [unquote(segment) for segment in arrived.split("/")[1:]]
                        self.assertEqual(segments, ["team", *(name if segment == "{}" else segment for segment in path.split("/"))])

    def test_fault_38_a_name_that_no_segment_can_hold_is_refused_before_anything_is_sent(self) -> None:
        names = ["", ".", "..", "\\", "a\\b", "..\\..", *(f"a{chr(control)}b" for control in [*range(0x20), *range(0x7F, 0xA0)])]
        calls: List[Callable[[Any, str], Any]] = [
            lambda client, name: client.agents.invoke(name=name, input="b"),
            lambda client, name: client.agents.stream(name=name, input="b"),
            lambda client, name: client.sessions.create(agent=name),
            lambda client, name: client.sessions.delete(agent="a", session_id=name),
            lambda client, name: client.sessions.open(agent="a", session_id=name).continue_stream(input="b"),
            lambda client, name: client.pipelines.run(name=name, input="b"),
            lambda client, name: client.pipelines.status(name=name),
        ]
        with Scripted(LISTED) as server:
            for name in names:
                asked = [lambda client, ask=ask, name=name: ask(client, name) for ask in calls]
                for client, results in with_both(lambda: server.url, *asked):
                    for result in results:
                        error = result.error
                        assert error is not None, (client, name)
                        self.assertEqual((type(error), error.code, error.outcome, error.attempts), (INVALID, "invalid_request", NOT_SENT, 0))
            self.assertEqual(server.received, [])


class Unsendable(unittest.TestCase):
    def test_fault_39_a_value_that_no_header_can_hold_is_refused_and_not_shown(self) -> None:
        for letter in "\r\n\0":
            for wrong in (f"canary{letter}", f"{letter}canary", f"can{letter}ary"):
                for kind in (AgentSpecClient, AsyncAgentSpecClient):
                    for credential in ("api_key", "token"):
                        given: Any = {credential: wrong}
                        with self.assertRaisesRegex(exceptions.ConfigurationError, credential) as caught:
                            kind(**given)
                        self.assertEqual(caught.exception.outcome, NOT_SENT)
                        self.assertNotIn("ary", repr((caught.exception, vars(caught.exception))))
                with Scripted(LISTED) as server:
                    with self.assertRaisesRegex(INVALID, "headers: the value of \"x-secret\" cannot be sent") as refused:
                        AgentSpecClient(base_url=server.url).agents.list(headers={"x-secret": wrong})
                    self.assertEqual((refused.exception.outcome, server.received), (NOT_SENT, []))
                    self.assertNotIn("ary", repr((refused.exception, vars(refused.exception))))


class PlainHttp(unittest.TestCase):
    CLIENTS = (AgentSpecClient, AsyncAgentSpecClient)

    def test_fault_40_a_secret_over_plain_http_to_another_machine_causes_one_warning_without_its_value(self) -> None:
        for given, what in [({"api_key": KEY}, "the API key"), ({"token": KEY}, "the token")]:
            options: Any = given
            for url, host in [("http://agents.invalid", "agents.invalid"), ("http://192.0.2.1:8080/team", "192.0.2.1")]:
                for kind in self.CLIENTS:
                    with self.subTest(what, url=url, client=kind.__name__):
                        with self.assertLogs("agentspec", "WARNING") as logged:
                            client = kind(base_url=url, environment=False, **options)
                            client.with_options(timeout=1)
                        [record] = logged.records
                        self.assertEqual((record.name, record.levelname), ("agentspec", "WARNING"))
                        self.assertRegex(record.getMessage(), rf"^{what} is sent over plain http, .*: use an https base URL \({host}\)$")
                        self.assertNotIn(KEY, repr(vars(record)))

    def test_fault_40_a_secret_of_the_environment_causes_a_warning_too(self) -> None:
        with environment(AGENTSPEC_BASE_URL="http://agents.invalid", AGENTSPEC_TOKEN=KEY), self.assertLogs("agentspec", "WARNING") as logged:
            AgentSpecClient()
        self.assertEqual(len(logged.records), 1)

    def test_fault_40_there_is_no_warning_where_no_secret_is_exposed(self) -> None:
        local = ["http://localhost:8080", "http://agents.localhost", "http://127.0.0.1:1", "http://[::1]:8080"]
        rows: List[Any] = [*({"base_url": url, "api_key": KEY} for url in [*local, "https://agents.invalid"]), {"base_url": "http://agents.invalid"}]
        with self.assertLogs("agentspec", "WARNING") as logged:
            for given in rows:
                for kind in self.CLIENTS:
                    kind(environment=False, **given)
            # At least one is expected.
            logging.getLogger("agentspec").warning("the end")
        self.assertEqual([record.getMessage() for record in logged.records], ["the end"])


if __name__ == "__main__":
    unittest.main()
