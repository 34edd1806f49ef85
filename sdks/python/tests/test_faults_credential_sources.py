"""The contract's faults, row 52: a credential function that is called for each attempt."""

import asyncio
import contextvars
import functools
import logging
import os
import pickle
import threading
import traceback
import unittest
import unittest.mock
from typing import Any, Awaitable, Callable, Iterator, List, Tuple

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from scenarios import EVERY_CALL, NOT_SENT, ScenarioTest, ask_asyncio, ask_blocking, invoke, list_agents, stream
from support import DONE, INVOKED, Scripted, answer, events, refusal, token
from test_logging import logged

FIRST, SECOND = "first-7f3a91-Zq", "second-4c8e02-Xw"
USER: "contextvars.ContextVar[str]" = contextvars.ContextVar("user")


def rotating() -> Callable[[], str]:
    tokens: Iterator[str] = iter([FIRST])
    return lambda: next(tokens, SECOND)


def awaited(source: Callable[[], str]) -> Callable[[], Awaitable[str]]:
    """Wraps a function into a coroutine function."""

    async def coroutine_function() -> str:
        await asyncio.sleep(0)
        return source()

    return coroutine_function


def sealed() -> str:
    raise LookupError("the vault is sealed: canary")


async def sealed_async() -> str:
    await asyncio.sleep(0)
    return sealed()


class Rotates(ScenarioTest):
    def test_fault_52_each_attempt_sends_the_credential_that_the_source_returned_for_it(self) -> None:
        for ask in (list_agents, invoke):
            for (result,), run in self.each("52-busy-then-well", ask, token=rotating()):
                self.assertEqual((result.error, len(run.connections())), (None, 2))
        well = answer(200, {"agents": [], **INVOKED})
        with Scripted(refusal(503, "busy"), well, refusal(503, "busy"), well) as server:
            with AgentSpecClient(base_url=server.url, environment=False, token=rotating(), retry_delay=0) as client:
                client.agents.list()

            async def main() -> None:
                async with AsyncAgentSpecClient(base_url=server.url, environment=False, token=awaited(rotating()), retry_delay=0) as client:
                    await client.agents.list()

            asyncio.run(main())
            sent = [request.headers["authorization"] for request in server.received]
        self.assertEqual(sent, [f"Bearer {FIRST}", f"Bearer {SECOND}"] * 2)

    def test_fault_52_the_credentials_of_all_attempts_are_redacted(self) -> None:
        for scenario, ask in [("52-busy-then-both-echoed", invoke), ("52-busy-then-both-echoed-in-a-stream", lambda client: stream(client).text())]:
            with logged(logging.DEBUG) as log:
                run = self.run_of(scenario)
                with AgentSpecClient(base_url=run.url, environment=False, token=rotating(), retry_delay=0, trace_content=True) as client:
                    errors = [ask_blocking(client, ask).error]

                async def main() -> None:
                    run = self.run_of(scenario)
                    async with AsyncAgentSpecClient(base_url=run.url, environment=False, token=awaited(rotating()), retry_delay=0) as client:
                        errors.append((await ask_asyncio(client, ask)).error)

                asyncio.run(main())
            for error in errors:
                assert isinstance(error, exceptions.AuthenticationError), error
                self.assertEqual(error.message, "[redacted] has expired, [redacted] is not known")
                shown = f"{error!r} {error} {vars(error)} {error.headers} {pickle.dumps(error)!r} {log.lines()} {log.fields()}"
                for trace in ("first-", "second-", "91-Zq"):
                    self.assertNotIn(trace, shown)

    def test_fault_52_a_source_that_raises_sends_nothing_and_its_error_is_the_cause(self) -> None:
        for ask in EVERY_CALL:
            for (result,), run in self.each("52-busy-then-well", ask, api_key=sealed):
                error = self.failed(result, exceptions.ConfigurationError, "credential_unavailable", NOT_SENT, 1)
                self.check_vault_error(error)
                self.assertEqual(run.connections(), [])

        async def main() -> None:
            run = self.run_of("52-busy-then-well")
            async with AsyncAgentSpecClient(base_url=run.url, environment=False, api_key=sealed_async) as client:
                for ask in EVERY_CALL:
                    result = await ask_asyncio(client, ask)
                    self.check_vault_error(self.failed(result, exceptions.ConfigurationError, "credential_unavailable", NOT_SENT, 1))
            self.assertEqual(run.connections(), [])

        asyncio.run(main())

    def check_vault_error(self, error: exceptions.AgentSpecError) -> None:
        self.assertTrue(error.message.startswith("api_key returned no credential"), error.message)
        self.assertEqual(error.cause, "it raised LookupError")
        self.assertNotIn("canary", str(error))
        self.assertIsInstance(error.__cause__, LookupError)
        self.assertIn("in sealed", "".join(traceback.format_exception(type(error), error, error.__traceback__)))

    def test_fault_52_an_invalid_credential_is_refused_and_not_shown(self) -> None:
        async def coroutine() -> str:
            return "s3cr3t"

        for given, cause in [
            ("s3cr3t\n", "white space"),
            ("s3cr\r\n3t", "a line break"),
            ("s3cr\x003t", "a NUL"),
            ("", "is empty"),
            (b"s3cr3t", "it raised TypeError"),
            (None, "it raised TypeError"),
            (lambda: coroutine(), "it raised TypeError"),
        ]:
            source: Any = given if callable(given) else functools.partial(lambda value: value, given)
            for (result,), run in self.each("52-busy-then-well", list_agents, token=source):
                error = self.failed(result, exceptions.ConfigurationError, "credential_unavailable", NOT_SENT, 1)
                self.assertIn(cause, error.cause or "")
                self.assertNotIn("s3cr", f"{error} {error!r} {vars(error)} {error.__cause__!r}")
                self.assertEqual(run.connections(), [])

    def test_fault_52_a_policy_may_retry_a_failed_source(self) -> None:
        asked: List[int] = []

        def source() -> str:
            asked.append(1)
            return sealed() if len(asked) % 2 else SECOND

        def again(failed: Any) -> Any:
            assert isinstance(failed.error.__cause__, LookupError)
            return failed.delay

        for (result,), run in self.each("52-busy-then-well", list_agents, token=source, retry_policy=again, max_retries=1):
            assert result.error is not None
            self.assertEqual((len(run.connections()), result.error.status), (1, 503))

    def test_fault_52_a_source_that_is_late_is_a_timeout_and_is_cancelled(self) -> None:
        released = threading.Event()
        cancelled: List[str] = []

        def waits() -> str:
            released.wait(30)
            return FIRST

        async def never() -> str:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.append("cancelled")
                raise
            return FIRST

        run = self.run_of("52-busy-then-well")
        with AgentSpecClient(base_url=run.url, environment=False, token=waits, max_retries=0) as client:
            with self.assertRaisesRegex(exceptions.TimeoutError, "token returned no credential within 0.05 seconds") as raised:
                client.agents.list(timeout=0.05)
            self.assertEqual((raised.exception.outcome, raised.exception.is_connection), (NOT_SENT, False))
            released.set()

        async def main() -> None:
            async with AsyncAgentSpecClient(base_url=run.url, environment=False, token=never, max_retries=0) as client:
                with self.assertRaisesRegex(exceptions.TimeoutError, "token returned no credential within 0.05 seconds"):
                    await client.agents.list(timeout=0.05)
                task = asyncio.ensure_future(client.agents.list())
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                task.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await task
                while len(cancelled) < 1:
                    await asyncio.sleep(0)

        asyncio.run(main())
        self.assertEqual(run.connections(), [])

    def test_fault_52_a_session_handle_and_a_list_of_several_pages_use_the_source(self) -> None:
        with Scripted(answer(200, {"session_id": "s", "turn": 1, **INVOKED})) as server:
            handle = AgentSpecClient(base_url=server.url, environment=False, token=rotating()).sessions.open(agent="a", session_id="s")
            for _ in range(2):
                handle.continue_(input="b")
            self.assertEqual([request.headers["authorization"] for request in server.received], [f"Bearer {FIRST}", f"Bearer {SECOND}"])


class OfUsers(unittest.TestCase):
    def test_fault_52_a_client_with_another_credential_shares_the_connections(self) -> None:
        with Scripted(answer(200, INVOKED)) as server:
            client = AgentSpecClient(base_url=server.url, environment=False, api_key=FIRST)
            users = client.with_options(token=SECOND)
            for each in (client, users, client, client.with_options(token=rotating()), users.with_options(timeout=5), client.with_options(api_key=None)):
                each.agents.invoke(name="a", input="b")
            sent = [(request.headers.get("x-api-key"), request.headers.get("authorization")) for request in server.received]
        key = (FIRST, None)
        self.assertEqual(sent, [key, (None, f"Bearer {SECOND}"), key, (None, f"Bearer {FIRST}"), (None, f"Bearer {SECOND}"), (None, None)])
        self.assertNotIn(SECOND, f"{users!r} {vars(users)} {users._client._defaults!r} {vars(users._client)}")
        client.close()
        with self.assertRaises(exceptions.ConfigurationError):
            users.agents.list()

    def test_fault_52_an_echoed_credential_of_with_options_is_redacted(self) -> None:
        echo = answer(400, f"no {SECOND}".encode(), Content_Type="text/plain")
        with Scripted(echo) as server:
            with self.assertRaises(exceptions.InvalidRequestError) as raised:
                AgentSpecClient(base_url=server.url, environment=False).with_options(api_key=SECOND).agents.list()
        self.assertEqual(raised.exception.message, "no [redacted]")

    def test_fault_52_a_source_sees_the_context_of_its_call(self) -> None:
        async def of_user() -> str:
            return USER.get()

        with Scripted(answer(200, INVOKED)) as server:
            with AgentSpecClient(base_url=server.url, environment=False, token=USER.get) as client:
                for user in ("user-alice", "user-bob"):
                    contextvars.copy_context().run(lambda: (USER.set(user), client.agents.invoke(name="a", input="b")))

            async def main() -> None:
                async with AsyncAgentSpecClient(base_url=server.url, environment=False, token=of_user) as client:

                    async def call(user: str) -> None:
                        USER.set(user)
                        await client.agents.invoke(name="a", input="b")

                    await asyncio.gather(call("user-carol"), call("user-dave"))

            asyncio.run(main())
            sent = [request.headers["authorization"][12:] for request in server.received]
        self.assertEqual((sent[:2], sorted(sent[2:])), (["alice", "bob"], ["carol", "dave"]))

    def test_fault_52_a_coroutine_function_runs_on_the_loop_of_its_call(self) -> None:
        loops: List[Any] = []

        async def source() -> str:
            loops.append(asyncio.get_running_loop())
            return FIRST

        with Scripted(answer(200, INVOKED)) as server:
            client = AsyncAgentSpecClient(base_url=server.url, environment=False, api_key=functools.partial(source))

            async def main() -> Any:
                await client.agents.invoke(name="a", input="b")
                return asyncio.get_running_loop()

            self.assertEqual([asyncio.run(main()), asyncio.run(main())], loops)

    def test_fault_52_a_source_that_waits_does_not_block_other_calls(self) -> None:
        entered, released = threading.Event(), threading.Event()

        def slow() -> str:
            entered.set()
            assert released.wait(10)
            return FIRST

        with Scripted(answer(200, INVOKED)) as server:
            client = AgentSpecClient(base_url=server.url, environment=False)
            thread = threading.Thread(target=lambda: client.with_options(token=slow).agents.invoke(name="a", input="b"))
            thread.start()
            self.assertTrue(entered.wait(10))
            # Another call succeeds while the source waits.
            client.agents.invoke(name="a", input="b")
            released.set()
            thread.join(10)
            self.assertEqual(len(server.received), 2)


class Functions(unittest.TestCase):
    """What a credential function may do on its thread."""

    def each(self, source: Any, **options: Any) -> Iterator[Callable[[str], Any]]:
        """Returns a call with each client, which use this source. It takes the server's URL."""

        def blocking(url: str) -> Any:
            with AgentSpecClient(base_url=url, environment=False, token=source, **options) as client:
                return client.agents.invoke(name="a", input="b")

        async def main(url: str) -> Any:
            async with AsyncAgentSpecClient(base_url=url, environment=False, token=source, **options) as client:
                return await client.agents.invoke(name="a", input="b")

        return iter([blocking, lambda url: asyncio.run(main(url))])

    def test_fault_52_a_function_may_make_calls_with_another_client(self) -> None:
        issued = [answer(200, {**INVOKED, "output": FIRST}), events(token(SECOND), DONE)] * 2
        with Scripted(*issued) as issuer, Scripted(answer(200, INVOKED)) as server:

            def exchange() -> str:
                with AgentSpecClient(base_url=issuer.url, environment=False, api_key="of-the-service") as client:
                    invoked = client.agents.invoke(name="issuer", input="a token")
                    return invoked.output + client.agents.stream(name="issuer", input="another").text()

            for call in self.each(exchange):
                issuer.received.clear()
                call(server.url)
                self.assertEqual([request.headers["x-api-key"] for request in issuer.received], ["of-the-service"] * 2)
                self.assertEqual(server.received.pop().headers["authorization"], f"Bearer {FIRST}{SECOND}")

    def test_fault_52_a_source_that_needs_itself_is_refused_and_not_called_endlessly(self) -> None:
        calls: List[str] = []
        with Scripted(answer(200, INVOKED)) as server:

            def of_itself() -> str:
                calls.append("called")
                with AgentSpecClient(base_url=server.url, environment=False, token=of_itself) as client:
                    return client.agents.invoke(name="a", input="b").output

            async def of_itself_async() -> str:
                calls.append("called")
                async with AsyncAgentSpecClient(base_url=server.url, environment=False, token=of_itself_async) as client:
                    return (await client.agents.invoke(name="a", input="b")).output

            for call in [*self.each(of_itself), list(self.each(of_itself_async))[1]]:
                calls.clear()
                with self.assertRaisesRegex(exceptions.ConfigurationError, "returned no credential.*see the cause of this error") as raised:
                    call(server.url)
                inner = raised.exception.__cause__
                assert isinstance(inner, exceptions.ConfigurationError), inner
                self.assertRegex(str(inner.__cause__), "makes a call that needs its own credential: use a client with another credential")
                self.assertEqual(calls, ["called"])
            self.assertEqual(server.received, [])

    def test_fault_52_an_exception_that_ends_the_program_is_raised_unchanged(self) -> None:
        policy: List[Any] = []

        def again(failed: Any) -> float:
            policy.append(failed)
            return 0.0

        for kind in (KeyboardInterrupt, SystemExit):

            def ends(kind: Callable[[str], BaseException] = kind) -> str:
                raise kind("canary")

            for call in [*self.each(ends, retry_policy=again), list(self.each(awaited(ends), retry_policy=again))[1]]:
                with Scripted(answer(200, INVOKED)) as server, self.assertRaises(kind) as raised:
                    call(server.url)
                self.assertEqual((type(raised.exception), raised.exception.args), (kind, ("canary",)))
                self.assertEqual((server.received, policy), ([], []))


class Refused(unittest.TestCase):
    def test_fault_52_a_coroutine_function_is_refused_by_a_blocking_client(self) -> None:
        class Vault:
            async def __call__(self) -> str:
                return FIRST

        client = AgentSpecClient(environment=False)
        for source in (sealed_async, functools.partial(sealed_async), Vault()):
            for make in (lambda **given: AgentSpecClient(environment=False, **given), client.with_options):
                with self.subTest(source), self.assertRaisesRegex(exceptions.ConfigurationError, "expected token to be .*, got a coroutine function.*AsyncAgentSpecClient"):
                    make(token=source)

    def test_fault_52_two_credentials_at_once_are_refused(self) -> None:
        client = AgentSpecClient(environment=False)
        for make in (lambda **given: AgentSpecClient(environment=False, **given), client.with_options):
            pairs: List[Tuple[Any, Any]] = [(FIRST, SECOND), (sealed, SECOND), (sealed, sealed)]
            for api_key, token in pairs:
                with self.assertRaisesRegex(exceptions.ConfigurationError, "api_key and token are both set"):
                    make(api_key=api_key, token=token)

    def test_fault_52_a_credential_that_cannot_be_sent_is_refused_by_with_options(self) -> None:
        for given in ({"api_key": "s3cr3t\n"}, {"token": ""}, {"token": b"s3cr3t"}, {"api_key": "s3cr\ud8003t"}):
            any_of: Any = given
            with self.subTest(given), self.assertRaises(exceptions.ConfigurationError) as raised:
                AgentSpecClient(environment=False).with_options(**any_of)
            self.assertNotIn("s3cr", f"{raised.exception} {raised.exception!r}")

    def test_fault_52_a_source_over_plain_http_to_another_machine_causes_a_warning(self) -> None:
        with logged(logging.WARNING) as log:
            AgentSpecClient(base_url="http://agents.example", environment=False, token=sealed)
        self.assertEqual(len(log.records), 1)
        self.assertIn("the credential of token is sent over plain http", log.records[0].getMessage())

    def test_fault_52_a_source_replaces_the_keys_of_the_environment(self) -> None:
        with unittest.mock.patch.dict(os.environ, {"AGENTSPEC_API_KEY": SECOND}), Scripted(answer(200, INVOKED)) as server:
            AgentSpecClient(base_url=server.url, token=lambda: FIRST).agents.invoke(name="a", input="b")
            self.assertEqual(server.received[0].headers.get("x-api-key"), None)
            self.assertEqual(server.received[0].headers["authorization"], f"Bearer {FIRST}")


if __name__ == "__main__":
    unittest.main()
