"""The exceptions of calls, and their attributes."""

import asyncio
import builtins
import copy
import math
import pickle
import socket
import unittest
from typing import Any, Callable, List, Tuple, Type

from agentspec import AgentSpecClient, AsyncAgentSpecClient, FailedAttempt, Outcome, exceptions, types
from support import IN_TIME, INVOKED, KEY, SILENCE, TOKEN, Clock, Mock, Scripted, answer, configured, environment, refusal

SHARED = ["code", "message", "status", "headers", "body", "correlation_id", "retry_after", "attempts", "events", "steps", "cause"]
SHARED += ["outcome", "may_have_run", "history", "is_unsupported", "is_connection", "is_local", "partial_text"]


def invoke(url: str, **options: Any) -> types.InvokeResponse:
    return AgentSpecClient(base_url=url, max_retries=0).agents.invoke(name="a", input="b", **options)


class Answers(unittest.TestCase):
    #: Statuses and codes with their classes.
    CLASSES = [
        (400, "invalid_request", exceptions.InvalidRequestError),
        (422, "invalid_request", exceptions.InvalidRequestError),
        (401, "unauthorized", exceptions.AuthenticationError),
        (403, "forbidden", exceptions.PermissionDeniedError),
        (404, "not_found", exceptions.NotFoundError),
        (429, "rate_limited", exceptions.RateLimitError),
        (429, "budget_exceeded", exceptions.RateLimitError),
        (500, "internal_error", exceptions.ServerError),
        (503, "internal_error", exceptions.ServerError),
        (418, "teapot", exceptions.AgentSpecError),
    ]

    def test_each_error_has_its_class_and_the_servers_code_and_message(self) -> None:
        for status, code, kind in self.CLASSES:
            with self.subTest(status=status, code=code):
                with Scripted(refusal(status, code, "Try later.", Retry_After="7", X_Correlation_ID="the-servers-own")) as server:
                    with self.assertRaises(exceptions.AgentSpecError) as caught:
                        invoke(server.url)
                error = caught.exception
                self.assertIs(type(error), kind)
                self.assertEqual((error.code, error.message, error.status, error.attempts), (code, "Try later.", status, 1))
                self.assertEqual((error.retry_after, error.correlation_id), (7.0, "the-servers-own"))
                self.assertEqual(error.headers["retry-after"], "7")
                self.assertIn(b"Try later.", error.body or b"")
                self.assertEqual(str(error), f"{code}: Try later. (status {status})")

    def test_asyncio_raises_the_same(self) -> None:
        async def main(url: str) -> None:
            client = AsyncAgentSpecClient(base_url=url, max_retries=0)
            with self.assertRaises(exceptions.NotFoundError):
                await client.agents.invoke(name="a", input="b")
            with self.assertRaises(exceptions.NotFoundError):
                async for _ in client.agents.stream(name="a", input="b"):
                    pass

        with Scripted(refusal(404, "not_found")) as server:
            asyncio.run(main(server.url))

    def test_the_document_s_codes_come_from_a_real_server(self) -> None:
        with Mock() as mock:
            client = AgentSpecClient(base_url=mock.url, api_key=KEY)
            calls: List[Tuple[Type[exceptions.AgentSpecError], str, Callable[[], Any]]] = [
                (exceptions.AuthenticationError, "unauthorized", AgentSpecClient(base_url=mock.url, api_key="wrong").agents.list),
                (exceptions.NotFoundError, "not_found", lambda: client.agents.invoke(name="nobody", input="Hello")),
                (exceptions.InvalidRequestError, "invalid_request", lambda: client.agents.invoke(name="assistant", input="Hello", options={"max_tokens": 0})),
                (exceptions.NotFoundError, "not_found", lambda: client.sessions.delete(agent="assistant", session_id="sess-9999")),
            ]
            for kind, code, call in calls:
                with self.assertRaises(kind) as caught:
                    call()
                self.assertEqual((type(caught.exception), caught.exception.code), (kind, code))
            self.assertTrue(AgentSpecClient(base_url=mock.url, token=TOKEN).agents.list())

    def test_a_page_of_a_proxy_is_an_error_with_its_body(self) -> None:
        with Scripted(answer(502, b"<h1>Bad gateway</h1>", Content_Type="text/html")) as server:
            with self.assertRaises(exceptions.ServerError) as caught:
                invoke(server.url)
        self.assertEqual((caught.exception.code, caught.exception.body), ("http_502", b"<h1>Bad gateway</h1>"))

    def test_a_response_outside_of_the_contract_is_a_decode_error_with_its_body(self) -> None:
        bodies: List[bytes] = [b"Hello", b'{"output": 5}', b""]
        for body in bodies:
            with Scripted(answer(200, body)) as server, self.assertRaises(exceptions.DecodeError) as caught:
                invoke(server.url)
            self.assertEqual((caught.exception.code, caught.exception.body, caught.exception.status), ("decode_error", body, 200))

    def test_the_error_of_a_failed_run_has_its_steps(self) -> None:
        config = {"pipelines": [{"name": "p", "steps": [{"agent": "researcher"}, {"agent": "summarizer", "fail": {"code": "late", "message": "Too late."}}]}]}
        with configured(config) as mock, self.assertRaises(exceptions.ServerError) as caught:
            AgentSpecClient(base_url=mock.url, api_key=KEY).pipelines.run(name="p", input="x")
        error = pickle.loads(pickle.dumps(caught.exception))
        self.assertEqual((error.code, error.status, error.attempts), ("pipeline_error", 500, 1))
        self.assertEqual([(type(step), step.name, step.status) for step in error.steps], [
            (types.PipelineStep, "researcher", "completed"),
            (types.PipelineStep, "summarizer", "failed"),
        ])  # fmt: skip
        self.assertEqual(error.steps[1].error, types.StepError(code="late", message="Too late."))


class Connections(unittest.TestCase):
    def test_a_refused_connection_is_also_pythons_own_error(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        with self.assertRaises(builtins.ConnectionError) as caught:
            invoke(f"http://127.0.0.1:{port}")
        error = caught.exception
        assert isinstance(error, exceptions.ConnectionError)
        self.assertNotIsInstance(error, builtins.TimeoutError)
        self.assertEqual((error.code, error.status, error.body, error.attempts), ("connection_error", None, None, 1))
        self.assertTrue(error.correlation_id)
        self.assertIn("refused", str(error).lower())
        self.assertIn(f"127.0.0.1:{port}", str(error))
        self.assertTrue(error.is_connection)

    def test_a_silent_server_causes_a_timeout(self) -> None:
        with Clock() as clock, Scripted(SILENCE) as server:
            with self.assertRaises(builtins.TimeoutError) as caught, clock.passes(IN_TIME, server.requests):
                invoke(server.url, timeout=IN_TIME)
            self.assertTrue(server.saw_close())
        error = caught.exception
        assert isinstance(error, exceptions.TimeoutError)
        self.assertIsInstance(error, exceptions.ConnectionError)
        self.assertIsInstance(error, builtins.ConnectionError)
        self.assertEqual((error.code, error.message), ("timeout", "the server did not respond within 1 second"))
        self.assertTrue(error.is_connection)

    def test_a_broken_connection_is_a_connection_error(self) -> None:
        with Scripted(SILENCE._replace(data=b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", is_held=False)) as server:
            with self.assertRaises(exceptions.ConnectionError) as caught:
                invoke(server.url)
        self.assertEqual(caught.exception.code, "transport_error")


class Copies(unittest.TestCase):
    def test_an_exception_survives_pickle_and_copy(self) -> None:
        raised: List[exceptions.AgentSpecError] = []
        for script, retries in [(refusal(429, "rate_limited", "Slow.", Retry_After="0"), 1), (answer(200, b"{}"), 0)]:
            with Scripted(script) as server:
                with self.assertRaises(exceptions.AgentSpecError) as caught:
                    AgentSpecClient(base_url=server.url, max_retries=retries, retry_delay=0).agents.list()
            raised.append(caught.exception)
        with self.assertRaises(exceptions.TimeoutError) as late, Scripted(SILENCE) as server:
            invoke(server.url, timeout=0.02)
        raised.append(late.exception)
        for kind in {*exceptions.KINDS.values(), exceptions.AgentSpecError}:
            history = [FailedAttempt("ServerError", 503, Outcome.REJECTED, 0.5), FailedAttempt("TimeoutError", None, Outcome.UNKNOWN, None)]
            attributes: Any = {"outcome": "partial", "history": history, "is_unsupported": True}
            raised.append(kind("No.", code="c", status=1, headers=[("a", "b")], body=b"d", correlation_id="e", retry_after=0.5, attempts=2, events=3, **attributes))
        self.assertEqual((raised[0].attempts, len(raised[0].history), raised[-1].outcome), (2, 2, Outcome.PARTIAL))
        for error in raised:
            copies: List[Any] = [copy.copy(error), copy.deepcopy(error)]
            copies += [pickle.loads(pickle.dumps(error, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]
            for other in copies:
                self.assertIs(type(other), type(error))
                self.assertEqual([getattr(other, name) for name in SHARED], [getattr(error, name) for name in SHARED])
                self.assertEqual((str(other), other.args), (str(error), error.args))

    def test_every_class_is_an_agent_spec_error_and_can_be_constructed(self) -> None:
        for name in exceptions.__all__:
            kind: Type[exceptions.AgentSpecError] = getattr(exceptions, name)
            self.assertTrue(issubclass(kind, exceptions.AgentSpecError))
            self.assertEqual((kind("No.").message, kind("No.").outcome), ("No.", "not_sent"))
            self.assertEqual((kind("No.", attempts=1).outcome, kind("No.", outcome="rejected").outcome), ("unknown", "rejected"))
            with self.assertRaises(ValueError):
                kind("No.", outcome="lost")


class Configuration(unittest.TestCase):
    def refused(self, message: str, **arguments: Any) -> None:
        for kind in [AgentSpecClient, AsyncAgentSpecClient]:
            with self.assertRaisesRegex(exceptions.ConfigurationError, message) as caught:
                kind(**arguments)
            error = caught.exception
            self.assertEqual((error.code, error.attempts, error.outcome), ("configuration_error", 0, "not_sent"))

    def test_each_invalid_argument_is_named_with_the_fix(self) -> None:
        self.refused(r"api_key and token are both set: a client uses one; leave the other out", api_key="a", token="b")
        self.refused(r"base_url .* as in http://localhost:8080", base_url="localhost")
        self.refused(r"base_url must start with http:// or https://", base_url="ftp://example.com")
        self.refused(r"base_url contains a user name or password: give the credential as api_key or token", base_url="http://a:b@example.com")
        self.refused(r"api_key", api_key="")
        self.refused(r"api_key", api_key="two\nlines")
        self.refused(r"token", token="")
        self.refused(r"timeout: expected a number of seconds, 0 or more.* got -1", timeout=-1)
        self.refused(r"timeout: expected .*None for no limit, got inf", timeout=math.inf)
        self.refused(r"timeout: expected .* got NaN", timeout=math.nan)
        self.refused(r"max_retries: expected a whole number, 0 or more.* got -1", max_retries=-1)
        self.refused(r"max_retries: expected a whole number.* got 18446744073709551616", max_retries=2**64)
        self.refused(r"retry_delay: expected a number of seconds, 0 or more.* got -0.5", retry_delay=-0.5)
        self.refused(r"max_retry_delay: expected a number of seconds, 0 or more.* got -1", max_retry_delay=-1)
        self.refused(r"deadline: expected a number of seconds, 0 or more, or None for no limit.* got -1", deadline=-1)
        self.refused(r"retry_budget: expected a whole number, 0 or more.* got -1", retry_budget=-1)
        self.refused(r'retry_policy: expected "standard", "strict", "none", or a callable, got "always"$', retry_policy="always")
        self.refused(r"byte_idle_timeout: expected a number of seconds, 0 or more, or None for no limit.* got -1", byte_idle_timeout=-1)
        self.refused(r"event_idle_timeout: expected .*None for no limit, got inf", event_idle_timeout=math.inf)
        self.refused(r"event_limit: expected a whole number, 0 or more.* got -1", event_limit=-1)

    def test_an_invalid_environment_variable_is_named(self) -> None:
        with environment(AGENTSPEC_BASE_URL="nowhere"):
            self.refused("AGENTSPEC_BASE_URL .* as in http://localhost:8080")
        with environment(AGENTSPEC_API_KEY="two\nlines"):
            self.refused("AGENTSPEC_API_KEY")

    def test_an_argument_of_a_wrong_type_is_named_and_its_value_never_shown(self) -> None:
        for name, value, expected in [
            ("base_url", 1, "a str, got int"),
            ("api_key", b"x", "a str, got bytes"),
            ("token", ["x"], "a str, got list"),
            ("timeout", "1", "a number of seconds, or None for no limit, got str"),
            ("max_retries", 1.5, "a whole number, got float"),
            ("retry_delay", None, "a number of seconds, got None: leave it out for the default"),
            ("max_retry_delay", "1", "a number of seconds, got str"),
            ("deadline", "1", "a number of seconds, or None for no limit, got str"),
            ("retry_budget", 1.5, "a whole number, or None for no limit, got float"),
            ("retry_policy", None, '"standard", "strict", "none", or a callable, got None: leave it out for the default'),
            ("retry_policy", 1, '"standard", "strict", "none", or a callable, got int'),
            ("byte_idle_timeout", "1", "a number of seconds, or None for no limit, got str"),
            ("event_idle_timeout", [1], "a number of seconds, or None for no limit, got list"),
            ("event_limit", None, "a whole number, got None: leave it out for the default"),
            ("environment", "no", "a bool, got str"),
            ("trace_content", 1, "a bool, got int"),
            ("proxy", 1, "a str, got int"),
            ("ca_file", 1, "a path, as a str, bytes or os.PathLike, got int"),
        ]:
            self.refused(f"{name}: expected {expected}$", **{name: value})

    def test_arguments_are_keyword_only(self) -> None:
        client: Any = AgentSpecClient
        with self.assertRaises(TypeError):
            client("http://localhost:8080")

    def test_a_closed_client_makes_no_call(self) -> None:
        client = AgentSpecClient(base_url="http://127.0.0.1:9")
        session = client.sessions.open(agent="a", session_id="s")
        other = client.with_options(timeout=1)
        client.close()
        client.close()
        self.assertEqual(repr(client), "<AgentSpecClient of http://127.0.0.1:9 closed>")
        calls: List[Callable[[], Any]] = [
            client.agents.list,
            other.agents.list,
            lambda: session.continue_(input="b"),
            lambda: client.agents.stream(name="a", input="b"),
            lambda: list(client.sessions.list_all(agent="a")),
        ]
        for call in calls:
            with self.assertRaisesRegex(exceptions.ConfigurationError, "the client is closed: create a new one"):
                call()

    def test_a_closed_asyncio_client_makes_no_call(self) -> None:
        async def main() -> None:
            async with AsyncAgentSpecClient(base_url="http://127.0.0.1:9") as client:
                stream = client.agents.stream(name="a", input="b")
            self.assertEqual(repr(client), "<AsyncAgentSpecClient of http://127.0.0.1:9 closed>")
            for call in [client.agents.list(), stream.text(), client.sessions.open(agent="a", session_id="s").delete()]:
                with self.assertRaisesRegex(exceptions.ConfigurationError, "the client is closed: create a new one"):
                    await call

        asyncio.run(main())


class Arguments(unittest.TestCase):
    def refused(self, message: str, name: str = "a", input: Any = "b", **options: Any) -> None:
        with Scripted(answer(200, INVOKED)) as server:
            with self.assertRaisesRegex(exceptions.InvalidRequestError, message) as caught:
                AgentSpecClient(base_url=server.url).agents.invoke(name=name, input=input, **options)
            self.assertEqual(server.received, [])
        error = caught.exception
        self.assertEqual((error.code, error.status, error.attempts, error.outcome), ("invalid_request", None, 0, "not_sent"))

    def test_an_invalid_value_is_refused_before_it_is_sent(self) -> None:
        self.refused("name", name="")
        self.refused("input: expected a str, got int$", input=5)
        self.refused("options.temperature: expected a finite number, got nan, which JSON cannot represent$", options={"temperature": math.nan})
        self.refused("options.thing: expected a value that JSON can represent, got object$", options={"thing": object()})
        self.refused("options: expected a mapping, got int$", options=5)
        self.refused('headers: the name of "a b" cannot be sent', headers={"a b": "c"})
        self.refused('headers: the value of "a" cannot be sent', headers={"a": "b\nc"})
        self.refused("header authorization cannot be set on a call: set the credential of the client", headers={"Authorization": "x"})
        self.refused("correlation", correlation_id="two words")
        self.refused("correlation", correlation_id="")
        self.refused("idempotency", idempotency_key="é")
        self.refused("idempotency", idempotency_key="")
        self.refused("timeout: expected a number of seconds, 0 or more.* got -1", timeout=-1)
        self.refused("max_retries: expected a whole number, 0 or more.* got -1", max_retries=-1)
        self.refused("max_retries: expected a whole number.* got 18446744073709551616", max_retries=2**64)
        self.refused("deadline: expected a number of seconds, 0 or more.* got -1", deadline=-1)
        self.refused('retry_policy: expected "standard", "strict", "none", or a callable, got "always"$', retry_policy="always")

    def test_half_of_a_surrogate_pair_is_refused(self) -> None:
        self.refused("^invalid_request: input is not valid Unicode: it has half of a surrogate pair$", input="\ud800")

    def test_a_missing_argument_is_a_type_error(self) -> None:
        client: Any = AgentSpecClient()
        with self.assertRaisesRegex(TypeError, "input"):
            client.agents.invoke(name="a")
        with self.assertRaises(TypeError):
            client.agents.invoke("a", "b")

    def test_a_wrong_type_of_an_option_is_named(self) -> None:
        wrong: List[Tuple[str, Any, str]] = [
            ("timeout", "1", "a number of seconds, or None for no limit, got str"),
            ("max_retries", 1.5, "a whole number, got float"),
            ("deadline", "1", "a number of seconds, or None for no limit, got str"),
            ("retry_policy", 5, '"standard", "strict", "none", or a callable, got int'),
            ("headers", {"a": 5}, "a mapping of str to str, but the value of 'a' is of type int"),
            ("headers", "a: b", "a mapping of str to str, got str"),
            ("correlation_id", 5, "a str, got int"),
            ("idempotency_key", b"x", "a str, got bytes"),
        ]
        for option, value, expected in wrong:
            given: Any = {option: value}
            self.refused(f"^invalid_request: {option}: expected {expected}$", **given)


if __name__ == "__main__":
    unittest.main()
