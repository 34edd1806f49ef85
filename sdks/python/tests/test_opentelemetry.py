"""OpenTelemetry spans, if its API is installed; none if it is not."""

import asyncio
import importlib
import logging
import unittest
from typing import Any, Callable, Dict, List, Tuple
from unittest.mock import patch

from agentspec import AgentSpecClient, AsyncAgentSpecClient, exceptions
from support import DONE, INVOKED, KEY, SILENCE, STALLED, Scripted, answer, events, refusal, token

BUSY = refusal(503, "internal_error")
LISTED = answer(200, {"agents": []})
SESSION = {"session_id": "x", "agent": "a", "created_at": "2026-01-01T00:00:00Z", "turns": 0, "metadata": {}}


def module(name: str) -> Any:
    """Imports a module. The tests on the oldest Python run without it: then the tests here are skipped."""
    try:
        return importlib.import_module(f"opentelemetry.{name}")
    except ImportError:
        return None


baggage, context, trace, sdk, export = (module(name) for name in ("baggage", "context", "trace", "sdk.trace", "sdk.trace.export"))
in_memory = module("sdk.trace.export.in_memory_span_exporter")
IS_THERE = in_memory is not None


class Switched:
    """The provider of the process, which does nothing in the tests of other modules."""

    current: Any = None

    def get_tracer(self, *args: Any, **named: Any) -> Any:
        return (self.current or trace.NoOpTracerProvider()).get_tracer(*args, **named)


PROVIDER = Switched()


def setUpModule() -> None:
    if IS_THERE:
        trace.set_tracer_provider(PROVIDER)


@unittest.skipUnless(IS_THERE, "opentelemetry-sdk is not installed")
class Recorded(unittest.TestCase):
    def setUp(self) -> None:
        self.exporter = in_memory.InMemorySpanExporter()
        provider = sdk.TracerProvider()
        provider.add_span_processor(export.SimpleSpanProcessor(self.exporter))
        PROVIDER.current = provider
        self.addCleanup(setattr, PROVIDER, "current", None)
        self.tracer = provider.get_tracer("a program")

    def spans(self) -> List[Any]:
        """Returns the spans that have ended, in the order in which they began."""
        return sorted(self.exporter.get_finished_spans(), key=lambda span: (span.start_time, span.end_time is None))

    def names(self) -> List[str]:
        return sorted(span.name for span in self.spans())

    def named(self, name: str) -> Any:
        found = [span for span in self.spans() if span.name == name]
        self.assertEqual(len(found), 1, self.names())
        return found[0]


def client(server: Scripted, **options: Any) -> AgentSpecClient:
    return AgentSpecClient(base_url=server.url, retry_delay=0, environment=False, **options)


def async_client(server: Scripted, **options: Any) -> AsyncAgentSpecClient:
    return AsyncAgentSpecClient(base_url=server.url, retry_delay=0, environment=False, **options)


def by_asyncio(call: Callable[[AsyncAgentSpecClient], Any]) -> Callable[[Scripted], Any]:
    async def run(server: Scripted) -> Any:
        return await call(async_client(server))

    return lambda server: asyncio.run(run(server))


def traced(server: Scripted) -> List[str]:
    """Returns the trace and span ids of each request."""
    return ["-".join(request.headers["traceparent"].split("-")[1:3]) for request in server.received]


def ids(span: Any) -> str:
    return f"{span.get_span_context().trace_id:032x}-{span.get_span_context().span_id:016x}"


class Calls(Recorded):
    def test_a_call_is_a_span_within_the_current_one_and_each_attempt_carries_it(self) -> None:
        ways: List[Callable[[Scripted], Any]] = [
            lambda server: client(server).agents.invoke(name="a", input="b", options={"max_tokens": 9}),
            by_asyncio(lambda client: client.agents.invoke(name="a", input="b", options={"max_tokens": 9})),
        ]
        for way in ways:
            self.exporter.clear()
            with Scripted(BUSY, answer(200, INVOKED)) as server:
                with self.tracer.start_as_current_span("the program's") as outer:
                    way(server)
                call = self.named("invoke_agent a")
                self.assertEqual(traced(server), [ids(call)] * 2)
            self.assertEqual((call.kind, call.status.status_code), (trace.SpanKind.CLIENT, trace.StatusCode.UNSET))
            self.assertEqual(call.parent.span_id, outer.get_span_context().span_id)
            self.assertEqual(call.instrumentation_scope.name, "agentspec")
            attributes: Dict[str, Any] = dict(call.attributes)
            self.assertGreaterEqual(attributes.pop("agentspec.duration"), 0)
            self.assertTrue(attributes.pop("agentspec.correlation_id"))
            self.assertEqual(
                attributes,
                {
                    "gen_ai.operation.name": "invoke_agent",
                    "gen_ai.provider.name": "agentspec",
                    "gen_ai.agent.name": "a",
                    "gen_ai.request.max_tokens": 9,
                    "gen_ai.usage.input_tokens": 1,
                    "gen_ai.usage.output_tokens": 2,
                    "server.address": "127.0.0.1",
                    "server.port": int(server.url.rsplit(":")[-1]),
                    "agentspec.operation": "invoke_agent",
                    "agentspec.attempts": 2,
                    "agentspec.outcome": "succeeded",
                },
            )

    def test_each_attempt_is_a_span_within_that_of_the_call_and_a_retry_an_event(self) -> None:
        with Scripted(BUSY, answer(200, INVOKED)) as server:
            client(server).agents.invoke(name="a", input="b")
        call = self.named("invoke_agent a")
        first, second = [span for span in self.spans() if span.name == "POST /v1/agents/{name}/invoke"]
        for attempt, number, status, code in [(first, 1, 503, trace.StatusCode.ERROR), (second, 2, 200, trace.StatusCode.UNSET)]:
            self.assertEqual((attempt.kind, attempt.parent.span_id), (trace.SpanKind.CLIENT, call.get_span_context().span_id))
            self.assertEqual(attempt.attributes["http.response.status_code"], status)
            self.assertEqual((attempt.attributes["agentspec.attempt"], attempt.status.status_code), (number, code))
            self.assertEqual(attempt.attributes["url.template"], "/v1/agents/{name}/invoke")
        self.assertEqual((first.attributes["error.type"], first.attributes["agentspec.outcome"]), ("503", "rejected"))
        self.assertEqual(second.attributes["http.request.resend_count"], 1)
        self.assertTrue(call.start_time <= first.start_time <= first.end_time <= second.start_time <= second.end_time <= call.end_time)
        (retry,) = call.events
        self.assertEqual((retry.attributes["agentspec.attempt"], retry.attributes["error.type"]), (1, "http_503"))
        self.assertTrue(first.end_time <= retry.timestamp <= second.start_time)

    def test_a_call_that_fails_is_an_error(self) -> None:
        with Scripted(refusal(404, "not_found")) as server, self.assertRaises(exceptions.NotFoundError):
            client(server).agents.list()
        call = self.named("list_agents")
        self.assertEqual((call.status.status_code, call.attributes["error.type"]), (trace.StatusCode.ERROR, "not_found"))

    def test_a_call_refused_before_its_request_is_an_error_too(self) -> None:
        with Scripted(LISTED) as server:
            closed = client(server)
            closed.close()
            with self.assertRaises(exceptions.ConfigurationError):
                closed.agents.list()
            with self.assertRaises(exceptions.InvalidRequestError):
                client(server).agents.invoke(name="a", input="b", options={"temperature": "hot"})
        self.assertEqual([span.attributes["error.type"] for span in self.spans()], ["configuration_error", "invalid_request"])
        self.assertEqual({span.status.status_code for span in self.spans()}, {trace.StatusCode.ERROR})

    def test_a_call_that_is_cancelled_ends_as_dropped(self) -> None:
        async def main(server: Scripted) -> None:
            call = asyncio.ensure_future(async_client(server).agents.list())
            await server.receives()
            call.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await call

        with Scripted(SILENCE) as server:
            asyncio.run(main(server))
        self.assertEqual(self.named("list_agents").attributes["agentspec.outcome"], "dropped")

    def test_concurrent_calls_have_their_own_parents(self) -> None:
        async def ask(one: AsyncAgentSpecClient, number: int) -> None:
            with self.tracer.start_as_current_span(f"task {number}"):
                await one.agents.invoke(name=f"{number}", input="b")

        async def main(server: Scripted) -> None:
            one = async_client(server)
            await asyncio.gather(*(ask(one, number) for number in range(10)))

        with Scripted(answer(200, INVOKED)) as server:
            asyncio.run(main(server))
        for number in range(10):
            parent = self.named(f"task {number}").get_span_context().span_id
            self.assertEqual(self.named(f"invoke_agent {number}").parent.span_id, parent)

    def test_each_page_of_a_list_is_a_span_within_that_of_the_operation(self) -> None:
        pages = [answer(200, {"sessions": [{**SESSION, "session_id": each}], "total": 2}) for each in "xy"]
        ways: List[Callable[[Scripted], Any]] = [
            lambda server: list(client(server).sessions.list_all(agent="a", limit=1)),
            by_asyncio(lambda client: collected(client.sessions.list_all(agent="a", limit=1))),
        ]
        for way in ways:
            self.exporter.clear()
            with Scripted(*pages) as server:
                self.assertEqual(len(way(server)), 2)
                whole = self.named("all_sessions")
                self.assertEqual(traced(server), [ids(whole)] * 2)
            calls = [span for span in self.spans() if span.name == "list_sessions"]
            self.assertEqual([span.parent.span_id for span in calls], [whole.get_span_context().span_id] * 2)
            self.assertEqual(whole.kind, trace.SpanKind.INTERNAL)
            self.assertTrue(whole.end_time >= calls[-1].end_time)

    def test_the_wait_for_a_run_is_a_span_that_ends_with_the_run(self) -> None:
        status = {"pipeline": "p", "run_id": "r", "status": "completed", "steps": [], "started_at": "2026-01-01T00:00:00Z", "elapsed_ms": 1}
        with Scripted(answer(200, status)) as server:
            self.assertEqual(client(server).pipelines.wait(name="p").status, "completed")
        whole = self.named("wait_for_run")
        self.assertEqual(self.named("pipeline_status").parent.span_id, whole.get_span_context().span_id)

    def test_trace_headers_of_the_caller_are_sent_unchanged(self) -> None:
        given = f"00-{'a' * 32}-{'b' * 16}-01"
        ours = trace.SpanContext(0x1234, 0x56, is_remote=True, trace_flags=trace.TraceFlags(1), trace_state=trace.TraceState([("ours", "1")]))
        rows = [({"Traceparent": given}, (given, None)), ({"Traceparent": given, "tracestate": "theirs=1"}, (given, "theirs=1"))]
        with trace.use_span(trace.NonRecordingSpan(ours)), Scripted(LISTED) as server:
            client(server).agents.list()
            self.assertEqual(server.received.pop().headers["tracestate"], "ours=1")
            for headers, sent in rows:
                client(server).agents.list(headers=headers)
                client(server, headers=headers).agents.list()
                for request in server.received:
                    self.assertEqual((request.headers["traceparent"], request.headers.get("tracestate")), sent)
                server.received.clear()

    def test_an_invalid_header_of_a_propagator_does_not_fail_the_call(self) -> None:
        class Careless:
            def inject(self, carrier: Any, **_: Any) -> None:
                carrier.update({"two words": "a", "x-lines": "a\r\nb", "x-number": 1, "x-umlaut": "ä", "x-kept": "a"})

        with patch.object(importlib.import_module("opentelemetry.propagate"), "inject", Careless().inject), Scripted(LISTED) as server:
            client(server).agents.list()
            sent = {name.lower() for name in server.received[0].headers}
        self.assertEqual({name for name in sent if name in ("two words", "x-lines", "x-number", "x-umlaut", "x-kept")}, {"x-kept"})

    def test_the_baggage_of_the_program_is_sent(self) -> None:
        attached = context.attach(baggage.set_baggage("tenant", "42"))
        try:
            with Scripted(LISTED) as server:
                client(server).agents.list()
                self.assertEqual(server.received[0].headers["baggage"], "tenant=42")
        finally:
            context.detach(attached)

    def test_a_call_is_both_logged_and_traced(self) -> None:
        with Scripted(LISTED) as server, self.assertLogs("agentspec", logging.DEBUG) as log:
            client(server).agents.list()
        self.assertEqual(len(log.records), 3)
        self.assertEqual(self.names(), ["GET /v1/agents", "list_agents"])

    def test_a_processor_that_raises_does_not_fail_the_call(self) -> None:
        def fail(*args: Any, **named: Any) -> None:
            raise ValueError("broken")

        processor = export.SimpleSpanProcessor(self.exporter)
        processor.on_start = fail
        provider = sdk.TracerProvider()
        provider.add_span_processor(processor)
        PROVIDER.current = provider
        with Scripted(LISTED) as server, self.assertLogs("agentspec", logging.WARNING) as log:
            self.assertEqual(list(client(server).agents.list()), [])
        self.assertIn("a span could not be recorded", log.output[0])


class Streams(Recorded):
    def test_the_span_of_a_stream_ends_with_the_stream(self) -> None:
        with Scripted(events(token("a"), DONE)) as server:
            stream = client(server).agents.stream(name="a", input="b")
            self.assertEqual(self.names(), ["POST /v1/agents/{name}/stream"])
            self.assertEqual(stream.text(), "a")
            call = self.named("invoke_agent a")
            self.assertEqual(traced(server), [ids(call)])
        self.assertEqual((call.attributes["agentspec.events"], call.attributes["gen_ai.usage.output_tokens"]), (2, 2))

    def test_the_span_of_an_asyncio_stream_ends_with_the_stream_too(self) -> None:
        async def main(server: Scripted) -> None:
            with self.tracer.start_as_current_span("the program's"):
                stream = await async_client(server).agents.stream(name="a", input="b")
            self.assertEqual(await stream.text(), "a")

        with Scripted(events(token("a"), DONE)) as server:
            asyncio.run(main(server))
        self.assertEqual(self.named("invoke_agent a").parent.span_id, self.named("the program's").get_span_context().span_id)

    def test_a_stream_refused_before_its_request_is_an_error_in_both_clients(self) -> None:
        async def main(server: Scripted) -> None:
            await async_client(server).agents.stream(name="a", **refused)

        rows: List[Tuple[str, Dict[str, Any]]] = [
            ("stream_agent", {"input": 5}),
            ("stream_agent", {"input": "b", "max_retries": -1}),
            ("invoke_agent a", {"input": "b", "options": {"temperature": "hot"}}),
        ]
        for name, refused in rows:
            ways: List[Callable[[Scripted], Any]] = [
                lambda server: client(server).agents.stream(name="a", **refused),
                lambda server: asyncio.run(main(server)),
            ]
            for way in ways:
                self.exporter.clear()
                with Scripted(LISTED) as server, self.assertRaises(exceptions.InvalidRequestError):
                    way(server)
                (span,) = self.spans()
                self.assertEqual((span.name, span.status.status_code), (name, trace.StatusCode.ERROR))
                self.assertEqual(span.attributes["error.type"], "invalid_request")

    def test_a_closed_stream_ends_as_dropped_and_a_truncated_one_as_an_error(self) -> None:
        with Scripted(STALLED) as server, client(server).agents.stream(name="closed", input="b") as stream:
            next(stream)
        with Scripted(events(token("a"))) as server, self.assertRaises(exceptions.StreamInterruptedError):
            client(server).agents.stream(name="cut", input="b").text()
        self.assertEqual(self.named("invoke_agent closed").attributes["agentspec.outcome"], "dropped")
        cut = self.named("invoke_agent cut")
        self.assertEqual((cut.status.status_code, cut.attributes["error.type"]), (trace.StatusCode.ERROR, "stream_interrupted"))


class Secrets(Recorded):
    def test_no_span_contains_the_credential_and_content_is_recorded_only_after_an_opt_in(self) -> None:
        for is_told in [False, True]:
            self.exporter.clear()
            with Scripted(answer(200, {**INVOKED, "output": f"canary {KEY}"}), refusal(404, KEY, KEY)) as server:
                one = client(server, trace_content=is_told, api_key=KEY)
                one.agents.invoke(name="a", input=f"canary {KEY}")
                with self.assertRaises(exceptions.NotFoundError):
                    one.agents.list()
            shown = "".join(span.to_json() for span in self.spans())
            self.assertNotIn(KEY, shown)
            self.assertEqual("canary" in shown, is_told)


@unittest.skipUnless(IS_THERE, "opentelemetry-sdk is not installed")
class Unrecorded(unittest.TestCase):
    def test_without_a_provider_only_the_trace_context_of_the_caller_is_sent(self) -> None:
        parent = trace.NonRecordingSpan(trace.SpanContext(0x1234, 0x56, is_remote=True, trace_flags=trace.TraceFlags(1)))
        with Scripted(LISTED) as server:
            client(server).agents.list()
            with trace.use_span(parent):
                client(server).agents.list()
            first, second = (request.headers.get("traceparent") for request in server.received)
        self.assertEqual((first, second), (None, f"00-{0x1234:032x}-{0x56:016x}-01"))


async def collected(items: Any) -> List[Any]:
    return [item async for item in items]


if __name__ == "__main__":
    unittest.main()
