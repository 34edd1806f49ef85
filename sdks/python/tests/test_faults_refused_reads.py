"""The contract's faults, row 51: refused reads of a stream that is closed, consumed or shared. The error has what is known of its request."""

import sys
import threading
import time
import unittest
from typing import Any, Callable, List

from agentspec import AgentSpecClient, EventStream, exceptions
from scenarios import NEURAL, NETWORKS, WHOLE, Run
from refused_reads import ENDED, OPEN, RefusedReads
from support import Interrupted, interrupted_when, until

Read = Callable[[EventStream], Any]

LOOPS: List[Read] = [list, next, lambda stream: list(stream.text_stream())]
COLLECTORS: List[Read] = [EventStream.text, EventStream.final_response]


def waits() -> Callable[[], bool]:
    """Returns a condition that becomes true after a while, when a reader that is about to read waits for the server."""
    at = time.monotonic() + 0.2
    return lambda: time.monotonic() > at


class Blocking(RefusedReads):
    def opened(self, scenario: str) -> "tuple[Run, EventStream]":
        run = self.run_of(scenario)
        client = AgentSpecClient(base_url=run.url, environment=False, retry_delay=0.0)
        self.addCleanup(client.close)
        return run, client.agents.stream(name="a", input="b")

    def test_fault_51_a_closed_stream_cannot_be_read_in_any_way(self) -> None:
        for taken in (0, 1):
            for read in (*LOOPS, *COLLECTORS):
                run, stream = self.opened(OPEN)
                with stream:
                    for _ in range(taken):
                        next(stream)
                for _ in range(2):
                    error = self.refused(run, lambda: read(stream), exceptions.StreamInterruptedError, "stream_closed", taken)
                    self.assertIn("after 1 event was taken" if taken else "after 0 events were taken", error.message)

    def test_fault_51_a_stream_that_another_thread_closes_does_not_end_silently(self) -> None:
        for loop in (list, lambda stream: list(stream.text_stream())):
            run, stream = self.opened(OPEN)
            raised: List[BaseException] = []
            reader = threading.Thread(target=lambda: raised.append(self.raised(lambda: loop(stream))))
            reader.start()
            self.assertTrue(until(lambda: stream._native.taken == 2, 10))
            stream.close()
            reader.join(10)
            self.check(raised[0], run, exceptions.StreamInterruptedError, "stream_closed", 2)
            self.assertTrue(run.saw_close())

    def test_fault_51_a_collector_that_another_thread_closes_keeps_its_partial_text(self) -> None:
        for collect in COLLECTORS:
            run, stream = self.opened(OPEN)
            raised: List[BaseException] = []
            reader = threading.Thread(target=lambda: raised.append(self.raised(lambda: collect(stream))))
            reader.start()
            self.assertTrue(until(lambda: len(run.seen()["requests"]) == 2, 10))
            self.has_sent_both()
            stream.close()
            reader.join(10)
            error = raised[0]
            self.check(error, run, exceptions.StreamInterruptedError, "stream_closed", 2)
            self.assertEqual(getattr(error, "partial_text"), "Neural networks")

    def has_sent_both(self) -> None:
        """Waits until both events have arrived, by reading another stream of the same scenario."""
        _, stream = self.opened(OPEN)
        with stream:
            self.assertEqual([next(stream), next(stream)], [NEURAL, NETWORKS])

    def raised(self, read: Callable[[], Any]) -> BaseException:
        try:
            read()
        except exceptions.AgentSpecError as error:
            return error
        return AssertionError("it ended")

    def test_fault_51_a_consumed_stream_cannot_be_collected(self) -> None:
        for collect in COLLECTORS:
            run, stream = self.opened(OPEN)
            next(stream)
            self.refused(run, lambda: collect(stream), exceptions.InvalidRequestError, "stream_consumed", 1)
            self.assertEqual(next(stream), NETWORKS, "it is read on")
            stream.close()
            run, stream = self.opened(ENDED)
            self.assertEqual(list(stream), WHOLE)
            self.assertEqual(list(stream), [], "iterating after the end just ends")
            self.refused(run, lambda: collect(stream), exceptions.InvalidRequestError, "stream_consumed", 3)
            run, stream = self.opened(ENDED)
            self.assertEqual(stream.text(), "Neural networks")
            self.refused(run, lambda: collect(stream), exceptions.InvalidRequestError, "stream_consumed", 3)
            self.assertEqual(list(stream), [])

    def test_fault_51_a_second_thread_is_refused_and_the_first_keeps_reading(self) -> None:
        for read in (*LOOPS, *COLLECTORS):
            run, stream = self.opened(OPEN)
            raised: List[BaseException] = []
            first = threading.Thread(target=lambda: raised.append(self.raised(lambda: list(stream))))
            first.start()
            self.assertTrue(until(lambda: stream._native.taken == 2, 10))
            self.refused(run, lambda: read(stream), exceptions.InvalidRequestError, "stream_busy", 2)
            self.assertTrue(first.is_alive(), "its stream goes on")
            stream.close()
            first.join(10)
            self.check(raised[0], run, exceptions.StreamInterruptedError, "stream_closed", 2)

    def test_fault_51_two_loops_never_share_events_even_if_neither_has_to_wait(self) -> None:
        run, stream = self.opened(ENDED)
        mine = iter(stream)
        self.assertEqual(next(mine), NEURAL)
        others: List[BaseException] = []
        other = threading.Thread(target=lambda: others.append(self.raised(lambda: list(stream))))
        other.start()
        other.join(10)
        self.check(others[0], run, exceptions.InvalidRequestError, "stream_busy", 1)
        self.assertEqual(list(mine), WHOLE[1:])

    def test_fault_51_a_loop_may_move_to_another_thread(self) -> None:
        _, stream = self.opened(ENDED)
        loop = iter(stream)
        read = [next(loop)]
        other = threading.Thread(target=lambda: read.extend(loop))
        other.start()
        other.join(10)
        self.assertEqual(read, WHOLE)

    @unittest.skipIf(sys.platform == "win32", "there are no such signals here")
    def test_fault_51_the_error_after_an_interrupted_read_knows_the_request(self) -> None:
        for read in (*LOOPS, *COLLECTORS):
            run, stream = self.opened(OPEN)
            self.assertEqual([next(stream), next(stream)], [NEURAL, NETWORKS])
            with self.assertRaises(Interrupted), interrupted_when(waits()):
                next(stream)
            for _ in range(2):
                self.refused(run, lambda: read(stream), exceptions.StreamInterruptedError, "stream_interrupted", 2)
        run, stream = self.opened(OPEN)
        self.has_sent_both()
        with self.assertRaises(Interrupted), interrupted_when(waits()):
            stream.text()
        error = self.refused(run, stream.text, exceptions.StreamInterruptedError, "stream_interrupted", 2)
        self.assertEqual(error.partial_text, "Neural networks")

    def test_fault_51_the_error_of_a_stream_that_must_not_wait_knows_the_request(self) -> None:
        run, stream = self.opened(OPEN)
        raised: List[BaseException] = []

        def policy(call: Any) -> None:
            # This runs on the SDK's own thread, which would wait for itself.
            raised.extend([self.raised(lambda: next(stream)), self.raised(stream.text)])

        with self.assertRaises(exceptions.AgentSpecError):
            AgentSpecClient(base_url=self.run_of("18-empty-body").url, environment=False, retry_policy=policy).agents.list()
        for error in raised:
            self.check(error, run, exceptions.ConfigurationError, "configuration_error", 0)
        self.assertEqual(len(raised), 2)
        stream.close()

    def test_fault_51_a_stream_continues_after_its_client_is_closed(self) -> None:
        run = self.run_of(ENDED)
        with AgentSpecClient(base_url=run.url, environment=False, retry_delay=0.0) as client:
            stream = client.agents.stream(name="a", input="b")
            chat = client.sessions.open(agent="a", session_id="s")
        self.assertEqual(list(stream), WHOLE)
        self.refused(run, stream.text, exceptions.InvalidRequestError, "stream_consumed", 3)
        with self.assertRaises(exceptions.ConfigurationError) as caught:
            chat.continue_(input="b")
        self.assertEqual((caught.exception.outcome, caught.exception.attempts, caught.exception.is_local), ("not_sent", 0, True))


if __name__ == "__main__":
    unittest.main()
