"""When a failed attempt is retried: deadlines, the maximum delay, named policies, and custom policies."""

import asyncio
import gc
import math
import subprocess
import sys
import threading
import time
import traceback
import unittest
import weakref
from typing import Any, Callable, List, Optional, Tuple, Type

from agentspec import AgentSpecClient, AsyncAgentSpecClient, FailedAttempt, FailedCall, Outcome, exceptions, types
from scenarios import ask_asyncio, ask_blocking, delete, invoke, list_agents, with_both, stream, text
from support import DONE, IN_TIME, INVOKED, SILENCE, Answer, Clock, Scripted, answer, events, refusal, token

BUSY = refusal(503, "internal_error")
GATEWAY = refusal(502, "internal_error")
LISTED = answer(200, {"agents": []})
SUCCESS = answer(200, INVOKED)


class Limits(unittest.TestCase):
    def attempts(self, given: Answer, ask: Callable[[Any], Any] = invoke, late: float = 0, **options: Any) -> exceptions.AgentSpecError:
        """Returns the error of both clients. So many seconds pass while they wait for a response."""
        with Clock() as clock, Scripted(given) as server, clock.passes(late, server.requests):
            errors = [result.error for _, (result,) in with_both(lambda: server.url, ask, **options)]
            assert errors[0] is not None and errors[1] is not None
            self.assertEqual(len(server.received), errors[0].attempts + errors[1].attempts)
        self.assertEqual(errors[0].attempts, errors[1].attempts)
        delays = [attempt.delay for error in errors if error for attempt in error.history]
        self.assertEqual(clock.delays(), [delay for delay in delays if delay is not None])
        return errors[0]

    def test_a_delay_beyond_the_deadline_is_not_waited_for(self) -> None:
        error = self.attempts(refusal(503, "internal_error", Retry_After="20"), deadline=10)
        self.assertEqual((error.attempts, error.retry_after), (1, 20))

    def test_an_attempt_gets_no_more_time_than_the_deadline_has_left(self) -> None:
        error = self.attempts(SILENCE, deadline=IN_TIME, late=IN_TIME)
        self.assertIs(type(error), exceptions.TimeoutError)
        self.assertEqual((error.attempts, error.outcome), (1, Outcome.UNKNOWN))

    def test_nothing_is_sent_if_the_deadline_leaves_no_time(self) -> None:
        with Scripted(SUCCESS) as server:
            for _, (result,) in with_both(lambda: server.url, invoke, deadline=0):
                self.assertIs(type(result.error), exceptions.TimeoutError)
                assert result.error is not None
                self.assertIs(result.error.outcome, Outcome.NOT_SENT)
            self.assertEqual(server.received, [])

    def test_the_deadline_of_a_call_or_a_copy_replaces_the_client_s(self) -> None:
        with Clock(), Scripted(BUSY) as server:
            client = AgentSpecClient(base_url=server.url, deadline=0.5, retry_delay=1, max_retries=1)
            for ask, attempts in [(client.agents.list, 1), (client.with_options(deadline=60).agents.list, 2)]:
                with self.assertRaises(exceptions.ServerError) as caught:
                    ask()
                self.assertEqual(caught.exception.attempts, attempts)
            with self.assertRaises(exceptions.ServerError) as caught:
                client.agents.list(deadline=None)
            self.assertEqual(caught.exception.attempts, 2)

    def test_a_delay_beyond_the_maximum_ends_the_call(self) -> None:
        self.assertEqual(self.attempts(refusal(429, "rate_limited", Retry_After="2"), max_retry_delay=1).attempts, 1)

    def test_delays_stop_growing_at_the_maximum(self) -> None:
        error = self.attempts(BUSY, retry_delay=1, max_retry_delay=3, max_retries=4)
        self.assertEqual([attempt.delay for attempt in error.history], [1, 2, 2.4, 2.4, None])


class ByName(unittest.TestCase):
    def attempts(self, given: Answer, **options: Any) -> List[int]:
        """Returns the attempts of a GET, a DELETE, a POST and a stream, of each client."""
        attempts = []
        with Scripted(given) as server:
            for _, results in with_both(lambda: server.url, list_agents, delete, invoke, stream, max_retries=2, **options):
                attempts.append([result.error.attempts for result in results if result.error is not None])
        self.assertEqual(attempts[0], attempts[1])
        return attempts[0]

    def test_each_named_policy_retries_as_documented(self) -> None:
        rows = [
            ("standard", GATEWAY, [3, 3, 3, 3]),
            ("strict", GATEWAY, [3, 3, 1, 1]),
            ("strict", BUSY, [3, 3, 3, 3]),
            ("none", BUSY, [1, 1, 1, 1]),
        ]
        for policy, given, attempts in rows:
            with self.subTest(policy):
                self.assertEqual(self.attempts(given, retry_policy=policy), attempts)
        self.assertEqual(self.attempts(GATEWAY), [3, 3, 3, 3])

    def test_the_policy_of_a_call_or_a_copy_replaces_the_client_s(self) -> None:
        with Scripted(GATEWAY) as server:
            client = AgentSpecClient(base_url=server.url, retry_delay=0, max_retries=1, retry_policy="none")
            calls: List[Tuple[Callable[[], Any], int]] = [
                (lambda: client.agents.invoke(name="a", input="b"), 1),
                (lambda: client.agents.invoke(name="a", input="b", retry_policy="standard"), 2),
                (lambda: client.with_options(retry_policy="standard").agents.invoke(name="a", input="b"), 2),
                (lambda: client.with_options(retry_policy="standard").agents.invoke(name="a", input="b", retry_policy="strict"), 1),
                (lambda: client.sessions.open(agent="a", session_id="s").continue_(input="b", retry_policy="standard"), 2),
                (lambda: list(client.sessions.list_all(agent="a", retry_policy="standard")), 2),
                (lambda: client.pipelines.wait(name="a", retry_policy="standard"), 2),
            ]
            for call, attempts in calls:
                with self.assertRaises(exceptions.ServerError) as caught:
                    call()
                self.assertEqual(caught.exception.attempts, attempts)


class Custom(unittest.TestCase):
    def fails(self, kind: Type[BaseException], policy: Any, given: Answer = BUSY, ask: Callable[[Any], Any] = invoke) -> List[BaseException]:
        """Returns what each client raises, with one server."""
        raised: List[BaseException] = []
        with Scripted(given) as server:
            options: Any = {"base_url": server.url, "environment": False, "retry_delay": 0, "retry_policy": policy}
            with AgentSpecClient(**options) as client, self.assertRaises(kind) as caught:
                error = ask_blocking(client, ask).error
                assert error is not None
                raise error
            raised.append(caught.exception)

            async def main() -> None:
                async with AsyncAgentSpecClient(**options) as client:
                    error = (await ask_asyncio(client, ask)).error
                    assert error is not None
                    raise error

            with self.assertRaises(kind) as caught:
                asyncio.run(main())
            raised.append(caught.exception)
        return raised

    def test_it_is_called_with_each_failed_attempt(self) -> None:
        seen: List[FailedCall] = []

        def policy(failed: FailedCall) -> Optional[float]:
            seen.append(failed)
            return failed.delay if failed.attempt < 3 else None

        for error in self.fails(exceptions.ServerError, policy, GATEWAY):
            assert isinstance(error, exceptions.ServerError)
            self.assertEqual(error.history, [FailedAttempt("ServerError", 502, Outcome.UNKNOWN, delay) for delay in (0.0, 0.0, None)])
        self.assertEqual([failed.attempt for failed in seen], [1, 2, 3] * 2)
        for failed in seen:
            self.assertEqual((failed.operation, failed.is_idempotent, failed.is_transient), ("invoke_agent", False, True))
            self.assertEqual((failed.delay, failed.standard), (0.0, 0.0))
            self.assertEqual((type(failed.error), failed.error.status, failed.error.outcome), (exceptions.ServerError, 502, "unknown"))
            self.assertEqual((failed.error.attempts, failed.error.history), (failed.attempt, []))
            self.assertGreaterEqual(failed.elapsed, 0)

    def test_it_may_retry_what_no_named_policy_would(self) -> None:
        def policy(failed: FailedCall) -> Optional[float]:
            self.assertIsNone(failed.standard)
            return 0.0 if failed.error.status == 500 else None

        with Scripted(refusal(500, "internal_error"), SUCCESS) as server:
            client = AgentSpecClient(base_url=server.url, retry_policy=policy)
            response = client.with_response(client.agents.invoke, name="a", input="b")
            self.assertEqual((response.attempts, response.history), (2, [FailedAttempt("ServerError", 500, Outcome.UNKNOWN, 0.0)]))

    def test_the_delay_is_the_servers_and_none_if_that_is_too_long(self) -> None:
        seen: List[Optional[float]] = []
        for seconds in ("7", "61"):
            self.fails(exceptions.RateLimitError, lambda failed: seen.append(failed.delay), refusal(429, "rate_limited", Retry_After=seconds))
        # The jitter only adds, up to a tenth.
        self.assertTrue(all(delay is not None and 7.0 <= delay <= 7.7 for delay in seen[:2]), seen)
        self.assertEqual(seen[2:], [None, None])

    def test_max_retries_and_the_deadline_apply_to_it_too(self) -> None:
        with Scripted(BUSY) as server:
            client = AgentSpecClient(base_url=server.url, max_retries=1, deadline=30, retry_policy=lambda failed: 0)
            with self.assertRaises(exceptions.ServerError) as caught:
                client.agents.list()
            self.assertEqual(caught.exception.attempts, 2)
            for delay in (31.0, 1e300):
                with self.assertRaises(exceptions.ServerError) as caught:
                    client.agents.list(retry_policy=lambda failed, delay=delay: delay)
                self.assertEqual(caught.exception.attempts, 1)

    def test_the_call_raises_the_exception_of_the_policy(self) -> None:
        raised = ValueError("from the policy")

        def policy(failed: FailedCall) -> Optional[float]:
            raise raised

        for error in self.fails(ValueError, policy):
            self.assertIs(error, raised)
            context = error.__context__
            assert isinstance(context, exceptions.ServerError)
            self.assertEqual((context.attempts, context.status), (1, 503))

    def test_the_exception_of_the_policy_keeps_its_own_context(self) -> None:
        def policy(failed: FailedCall) -> Optional[float]:
            try:
                raise KeyError("delay")
            except KeyError:
                raise ValueError

        for error in self.fails(ValueError, policy):
            own = error.__context__
            assert isinstance(own, KeyError)
            self.assertIsInstance(own.__context__, exceptions.ServerError)

    def test_an_exception_whose_context_is_a_cycle_is_raised_unchanged(self) -> None:
        first, second = ValueError("first"), ValueError("second")
        first.__context__, second.__context__ = second, first

        def policy(failed: FailedCall) -> Optional[float]:
            raise first

        for error in self.fails(ValueError, policy):
            self.assertIs(error, first)

    def test_a_stop_iteration_of_the_policy_is_an_error_and_not_an_end(self) -> None:
        for stop in (StopIteration, StopAsyncIteration):

            def policy(failed: FailedCall, stop: Type[Exception] = stop) -> Optional[float]:
                raise stop

            for ask in (invoke, stream, text):
                for error in self.fails(RuntimeError, policy, ask=ask):
                    self.assertEqual(str(error), f"retry_policy raised {stop.__name__}: return None to give up")
                    self.assertIsInstance(error.__cause__, stop)

    def test_a_list_whose_second_page_fails_in_the_policy_is_not_taken_for_complete(self) -> None:
        page = answer(200, {"sessions": [{"session_id": "s", "agent": "a", "created_at": "2026-01-15T09:30:00Z", "metadata": {}}], "total": 2})

        async def all_sessions(url: str) -> List[types.Session]:
            client = AsyncAgentSpecClient(base_url=url, retry_policy=lambda failed: next(iter(())))
            return [session async for session in client.sessions.list_all(agent="a", limit=1)]

        with Scripted(page, BUSY) as server:
            client = AgentSpecClient(base_url=server.url, retry_policy=lambda failed: next(iter(())))
            sessions = client.sessions.list_all(agent="a", limit=1)
            self.assertEqual(next(sessions).session_id, "s")
            with self.assertRaisesRegex(RuntimeError, "retry_policy raised StopIteration"):
                next(sessions)
        with Scripted(page, BUSY) as server, self.assertRaisesRegex(RuntimeError, "retry_policy raised StopIteration"):
            asyncio.run(all_sessions(server.url))
        self.assertEqual(len(server.received), 2)

    def test_the_exception_of_the_policy_has_its_traceback(self) -> None:
        def policy(failed: FailedCall) -> Optional[float]:
            raise ValueError

        with Scripted(BUSY) as server:
            client = AgentSpecClient(base_url=server.url, retry_policy=policy)
            aclient = AsyncAgentSpecClient(base_url=server.url, retry_policy=policy)
            calls: List[Callable[[], Any]] = [client.agents.list, lambda: asyncio.run(aclient.agents.list())]
            for call in calls:
                try:
                    call()
                except ValueError:
                    self.assertIn("in policy", traceback.format_exc())
                else:
                    self.fail("it did not raise")

    def test_its_exception_is_raised_by_operations_of_several_calls_and_by_sessions(self) -> None:
        def policy(failed: FailedCall) -> Optional[float]:
            raise KeyError(failed.operation)

        with Scripted(BUSY) as server:
            client = AgentSpecClient(base_url=server.url, retry_policy=policy)
            calls: List[Tuple[Callable[[], Any], str]] = [
                (lambda: list(client.sessions.list_all(agent="a")), "list_sessions"),
                (lambda: client.pipelines.wait(name="a"), "pipeline_status"),
                (lambda: list(client.pipelines.watch(name="a")), "pipeline_status"),
                (lambda: client.sessions.open(agent="a", session_id="s").continue_(input="b"), "continue_session"),
                (lambda: client.agents.stream(name="a", input="b"), "stream_agent"),
            ]
            for call, operation in calls:
                with self.assertRaises(KeyError) as caught:
                    call()
                self.assertEqual(caught.exception.args, (operation,))

    def test_a_return_value_of_a_wrong_type_or_range_is_refused(self) -> None:
        wrong: List[Any] = [True, "1", [1]]
        for value in wrong:
            for error in self.fails(TypeError, lambda failed, value=value: value):
                self.assertEqual(str(error), f"expected retry_policy to return a number of seconds, or None to give up, got {type(value).__name__}")
        for number in (-1, math.nan, math.inf):
            for error in self.fails(ValueError, lambda failed, number=number: number):
                self.assertEqual(str(error), f"expected retry_policy to return a number of seconds, 0 or more, or None to give up, got {number}")

    def test_a_blocking_call_in_a_policy_is_refused(self) -> None:
        with Scripted(LISTED) as server:
            other = AgentSpecClient(base_url=server.url)
            for error in self.fails(exceptions.ConfigurationError, lambda failed: len(other.agents.list())):
                self.assertIn("a blocking call on the SDK's own thread", str(error))
            self.assertEqual(server.received, [])

    def test_concurrent_calls_use_their_own_policies(self) -> None:
        wrong: List[str] = []
        with Scripted(BUSY) as server:
            client = AgentSpecClient(base_url=server.url, retry_delay=0, retry_budget=None)

            def call(number: int) -> None:
                def policy(failed: FailedCall) -> Optional[float]:
                    raise KeyError(number)

                try:
                    client.agents.invoke(name="a", input="b", retry_policy=policy if number % 2 else "standard")
                except KeyError as error:
                    if error.args != (number,):
                        wrong.append(f"{number} has the error of {error}")
                except exceptions.ServerError as error:
                    if number % 2 or error.attempts != 4:
                        wrong.append(f"{number} has {error}")

            threads = [threading.Thread(target=call, args=(number,)) for number in range(20)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(wrong, [])

    def test_the_policy_is_not_referenced_after_its_call(self) -> None:
        class Policy:
            def __call__(self, failed: FailedCall) -> Optional[float]:
                return None

        policy = Policy()
        kept = weakref.ref(policy)
        with Scripted(BUSY) as server, self.assertRaises(exceptions.ServerError):
            AgentSpecClient(base_url=server.url).agents.list(retry_policy=policy)
        del policy
        # What our own thread releases is freed when Python next runs there.
        with Scripted(events(token("a"), DONE)) as server:
            AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b").text()
        gc.collect()
        self.assertIsNone(kept())

    def test_a_program_may_exit_while_a_policy_runs(self) -> None:
        program = """
import sys, threading, time, agentspec
asked = threading.Event()
def policy(failed):
    asked.set()
    time.sleep(0.2)
    return 0
client = agentspec.AgentSpecClient(base_url=sys.argv[1], retry_policy=policy, max_retries=1000)
threading.Thread(target=client.agents.list, daemon=True).start()
asked.wait()
print("ended")
"""
        with Scripted(BUSY) as server:
            ran = subprocess.run([sys.executable, "-c", program, server.url], capture_output=True, text=True, timeout=20)
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "ended\n", ""))

    def test_a_program_exits_even_if_a_policy_waits_for_a_lock_of_the_program(self) -> None:
        program = """
import sys, threading, agentspec
asked, held = threading.Event(), threading.Lock()
held.acquire()
def policy(failed):
    asked.set()
    held.acquire()
client = agentspec.AgentSpecClient(base_url=sys.argv[1], retry_policy=policy)
threading.Thread(target=client.agents.list, daemon=True).start()
asked.wait()
print("ended")
"""
        with Scripted(BUSY) as server:
            ran = subprocess.run([sys.executable, "-c", program, server.url], capture_output=True, text=True, timeout=20)
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "ended\n", ""))


if __name__ == "__main__":
    unittest.main()
