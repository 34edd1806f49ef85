"""Results are plain data: converted to JSON and back, copied, pickled, compared, hashed; and constructed, as are a stream's events."""

import asyncio
import copy
import dataclasses
import inspect
import json
import pickle
import typing
import unittest
from typing import Any, Dict, Iterator, List, cast

import agentspec
from agentspec import AgentSpecClient, AsyncEventStream, EventStream, FailedAttempt, Headers, Outcome, Response, UnresolvedTurn, exceptions, types
from agentspec._data import Data, DataList
from agentspec.types import (
    Agent,
    AgentList,
    Done,
    ErrorEvent,
    Health,
    InvokeResponse,
    PipelineRunResponse,
    PipelineStatus,
    PipelineStep,
    Session,
    SessionContinueResponse,
    SessionList,
    StreamEvent,
    Token,
    ToolCall,
    ToolResult,
    UnknownEvent,
    Usage,
    stream_event,
)
from support import DONE, INVOKED, USAGE, Scripted, answer, events, token

#: An integer beyond 64 bits.
HUGE = 10**40
#: Unknown fields of a later server, which may occur anywhere; `extra` is a name like any other.
UNKNOWN: Dict[str, Any] = {"region": {"name": "eu", "n": [HUGE, 1.5, None]}, "extra": {"a": 1}, "self": "x"}
MORE_USAGE = {**USAGE, **UNKNOWN}
AGENT = {"name": "assistant", "model": "m", "status": "hibernating", "skills": ["a"], **UNKNOWN}
SESSION = {"session_id": "s", "agent": "a", "created_at": "2026-01-15T09:30:00Z", "metadata": {"n": HUGE, "deep": [{}]}, "turns": 3, **UNKNOWN}
STEPS = [
    {"name": "a", "status": "completed", "duration_ms": 5, "output": "x", "usage": MORE_USAGE, **UNKNOWN},
    {"name": "b", "status": "failed", "duration_ms": None, "error": {"code": "timeout", "message": "Too late.", **UNKNOWN}},
]
#: JSON of each model. One without a row has its required fields.
WIRE: Dict[Any, Dict[str, Any]] = {
    Agent: AGENT,
    AgentList: {"agents": [AGENT], **UNKNOWN},
    InvokeResponse: {"output": "Paris.", "usage": MORE_USAGE, **UNKNOWN},
    Session: SESSION,
    SessionList: {"sessions": [SESSION, SESSION], "total": 7, **UNKNOWN},
    SessionContinueResponse: {"output": "Paris.", "usage": USAGE, "turn": 2, **UNKNOWN},
    PipelineRunResponse: {"pipeline": "p", "status": "failed", "steps": STEPS, "output": None, **UNKNOWN},
    PipelineStatus: {"pipeline": "p", "run_id": "r", "status": "running", "steps": STEPS, "started_at": "t", "elapsed_ms": 5, **UNKNOWN},
    Health: {"status": "ok", "version": "1", "checks": {"database": "ok"}, **UNKNOWN},
    Token: {"type": "token", "content": "a", **UNKNOWN},
    ToolCall: {"type": "tool_call", "name": "search", "arguments": {"q": HUGE}, **UNKNOWN},
    ToolResult: {"type": "tool_result", "name": "search", "output": [1, {"a": None}], **UNKNOWN},
    ErrorEvent: {"type": "error", "code": "timeout", "message": "No.", **UNKNOWN},
    Done: {"type": "done", "usage": MORE_USAGE, **UNKNOWN},
    UnknownEvent: {"type": "thought", "content": "hm", **UNKNOWN},
}


def required(kind: Any) -> Any:
    """Returns JSON of a type: for a model, its required fields, the lists and objects that are empty if absent, and unknown fields."""
    if isinstance(kind, type) and issubclass(kind, Data):
        there = {key: hint for key, (hint, is_required) in kind._shape().items() if is_required or typing.get_origin(hint) in (list, dict)}
        return {**{key: required(hint) for key, hint in there.items()}, **UNKNOWN}
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return arguments[0]
    if origin is typing.Union:
        return required(arguments[0])
    return {str: "a", int: 1, float: 0.5, bool: True, list: [], dict: {}}.get(origin or kind, "a")


MODELS = [model for model in (getattr(types, name) for name in types.__all__) if hasattr(model, "from_dict")]
WIRE.update({model: required(model) for model in MODELS if model not in WIRE})


def results() -> Iterator[Any]:
    """Yields a result of each class."""
    for model, wire in WIRE.items():
        yield model.from_dict(copy.deepcopy(wire))


class AsJson(unittest.TestCase):
    def test_a_result_converts_to_the_json_that_it_was_read_from_at_every_level(self) -> None:
        for result in results():
            with self.subTest(type(result).__name__):
                wire = WIRE[type(result)]
                self.assertEqual(result.to_dict(), wire)
                self.assertEqual(json.loads(json.dumps(result.to_dict())), wire)
                self.assertEqual(type(result).from_dict(result.to_dict()), result)

    def test_a_model_without_a_row_has_its_required_fields(self) -> None:
        self.assertEqual(required(PipelineStep), {"name": "a", "status": "pending", "duration_ms": 1, **UNKNOWN})
        self.assertEqual(required(Token), {"type": "token", "content": "a", **UNKNOWN})
        self.assertEqual(required(SessionList), {"sessions": [], "total": 1, **UNKNOWN})

    def test_an_event_is_read_again_by_its_type(self) -> None:
        for event in results():
            if "type" in event.to_dict():
                self.assertEqual(stream_event(event.to_dict()), event)
                self.assertEqual(next(iter(event.to_dict())), "type", "the type comes first, for people who read it")

    def test_an_absent_optional_field_is_left_out_and_a_required_one_is_null(self) -> None:
        self.assertEqual(PipelineStep("a", "running", None).to_dict(), {"name": "a", "status": "running", "duration_ms": None})
        self.assertEqual(Session("s", "a", "t", {}).to_dict(), {"session_id": "s", "agent": "a", "created_at": "t", "metadata": {}})

    def test_the_json_shares_nothing_with_the_result(self) -> None:
        for result in results():
            wire = result.to_dict()
            for inner in wire.values():
                if isinstance(inner, (dict, list)):
                    inner.clear()
            wire["region"] = "elsewhere"
            self.assertEqual(result.to_dict(), WIRE[type(result)])

    def test_an_extra_field_with_the_name_of_a_field_is_refused(self) -> None:
        for result, key in [
            (Token("a", extra={"content": "b"}), "content"),
            (Session("s", "a", "t", {}, extra={"turns": 3}), "turns"),
            (Token("a", extra={"type": "done"}), "type"),
            (AgentList(extra={"agents": []}), "agents"),
            (SessionList(extra={"total": 1}), "total"),
        ]:
            with self.subTest(key), self.assertRaisesRegex(ValueError, f"^{type(result).__name__}.extra contains '{key}', "):
                result.to_dict()

    def test_an_event_of_another_type_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, '^type: expected "token", got "done"$'):
            Token.from_dict({"type": "done", "content": "a"})


class Copied(unittest.TestCase):
    def same(self, one: Any, other: Any) -> None:
        self.assertEqual((type(one), one), (type(other), other))
        if isinstance(one, DataList):
            self.assertEqual(vars(one), vars(other))

    def test_a_result_is_copied_and_pickled_at_every_protocol(self) -> None:
        for result in results():
            with self.subTest(type(result).__name__):
                self.same(copy.copy(result), result)
                self.same(copy.deepcopy(result), result)
                for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                    self.same(pickle.loads(pickle.dumps(result, protocol)), result)

    def test_a_deep_copy_shares_nothing(self) -> None:
        for result in results():
            whole = copy.deepcopy(result)
            (whole.raw if isinstance(whole, UnknownEvent) else whole.extra)["region"]["name"] = "us"
            self.assertNotEqual(whole, result)

    def test_replace_and_asdict_work_on_a_result(self) -> None:
        for result in results():
            if isinstance(result, DataList):
                continue
            with self.subTest(type(result).__name__):
                self.assertEqual(dataclasses.replace(result), result)
                self.assertEqual(set(dataclasses.asdict(result)), {field.name for field in dataclasses.fields(result)})
        self.assertEqual(dataclasses.replace(Token("a", {"n": 1}), content="b"), Token("b", {"n": 1}))

    def test_equal_frozen_results_have_the_same_hash(self) -> None:
        for result in results():
            if not isinstance(result, DataList):
                self.assertEqual(hash(result), hash(copy.deepcopy(result)), type(result).__name__)
        self.assertEqual(len({Token("a"), Token("a"), Token("b"), Usage(1, 2, 3)}), 3)

    def test_events_of_the_native_module_equal_those_of_python(self) -> None:
        wires = [WIRE[model] for model in (Token, ToolCall, ToolResult, UnknownEvent, Done)]
        with Scripted(events(*wires)) as server:
            with AgentSpecClient(base_url=server.url).agents.stream(name="a", input="b") as stream:
                received = list(stream)
        self.assertEqual(received, [stream_event(wire) for wire in wires])
        for event, wire in zip(received, wires):
            self.assertEqual((event.to_dict(), hash(event)), (wire, hash(stream_event(wire))))
            self.same(pickle.loads(pickle.dumps(event)), event)
            self.same(dataclasses.replace(event), event)

    def test_responses_errors_and_headers_are_copied_too(self) -> None:
        with Scripted(answer(200, INVOKED, X_Note="a")) as server:
            client = AgentSpecClient(base_url=server.url)
            response = client.with_response(client.agents.invoke, name="a", input="b")
        rows: List[Any] = [
            response,
            Response(AgentList([Agent("a", "b", "ready")]), 200, Headers(), "c", 1),
            FailedAttempt("ServerError", 500, Outcome.UNKNOWN, 1.5),
            UnresolvedTurn("Hi", "key", True),
            Headers([("Set-Cookie", "a"), ("set-cookie", "b")]),
            Outcome.PARTIAL,
        ]
        for whole in rows:
            with self.subTest(type(whole).__name__):
                self.same(copy.copy(whole), whole)
                self.same(copy.deepcopy(whole), whole)
                self.assertEqual(hash(copy.deepcopy(whole)), hash(whole))
                for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                    self.same(pickle.loads(pickle.dumps(whole, protocol)), whole)

    def test_a_copied_error_keeps_its_results(self) -> None:
        steps = [PipelineStep.from_dict(step) for step in STEPS]
        error = exceptions.ServerError("No.", steps=steps, history=[FailedAttempt("ServerError", 500, Outcome.UNKNOWN, None)], headers={"A": "b"})
        for again in [copy.copy(error), copy.deepcopy(error), *(pickle.loads(pickle.dumps(error, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1))]:
            self.assertEqual((type(again), str(again), vars(again)), (type(error), str(error), vars(error)))

    def test_the_repr_of_headers_redacts_credentials(self) -> None:
        headers = Headers([("Set-Cookie", "session=1234"), ("X-Api-Key", "1234"), ("Authorization", "Bearer 1234"), ("X-Note", "a")])
        self.assertNotIn("1234", repr(headers))
        self.assertIn("('x-note', 'a')", repr(headers))
        self.assertEqual(headers["set-cookie"], "session=1234")


class Constructed(unittest.TestCase):
    def test_a_constructed_list_has_the_fields_of_a_servers_list(self) -> None:
        agents, sessions = AgentList([Agent("a", "b", "ready")]), SessionList([Session("s", "a", "t", {})])
        self.assertEqual((agents.extra, sessions.extra, sessions.total), ({}, {}, 1))
        self.assertEqual((AgentList(), SessionList().total), ([], 0))
        page = SessionList(iter(sessions), total=9, extra={"next": "x"})
        self.assertEqual((page, page.total, page.extra), (sessions[:] + [], 9, {"next": "x"}))
        self.assertEqual(SessionList.from_dict(page.to_dict()), page)

    def test_a_slice_and_a_copy_of_a_list_keep_its_other_fields(self) -> None:
        whole = SessionList([Session(f"s{number}", "a", "t", {}) for number in range(4)], total=9, extra={"next": "x"})
        for part, expected in [(whole[1:3], ["s1", "s2"]), (whole[::2], ["s0", "s2"]), (whole.copy(), ["s0", "s1", "s2", "s3"])]:
            self.assertEqual((type(part), [session.session_id for session in part], part.total, part.extra), (SessionList, expected, 9, {"next": "x"}))
        self.assertEqual((whole[-1].session_id, len(whole)), ("s3", 4))

    def test_lists_are_compared_by_their_contents(self) -> None:
        session = Session("s", "a", "t", {})
        self.assertEqual(SessionList([session]), [session])
        self.assertNotEqual(SessionList([session]), [])
        self.assertNotEqual(SessionList([session], total=2), SessionList([session], total=3))
        self.assertNotEqual(AgentList(extra={"a": 1}), AgentList())


EVENTS: List[StreamEvent] = [
    Token("Par", extra={"logprob": -0.5}),
    UnknownEvent({"type": "thought", "n": HUGE}),
    ToolCall("search", {"q": "é", "n": HUGE}),
    ToolResult("search", {"a": [None, 1.5]}),
    Token("is."),
    Done(Usage(1, 2, 3), extra={"cost": 4}),
]
FAILED: List[StreamEvent] = [Token("a"), ErrorEvent("rate_limited", "Later.")]


async def collected(stream: AsyncEventStream) -> List[StreamEvent]:
    return [event async for event in stream]


class Streams(unittest.TestCase):
    def test_a_stream_can_be_constructed_from_events(self) -> None:
        self.assertEqual(list(EventStream.from_events(iter(EVENTS))), EVENTS)
        self.assertEqual(asyncio.run(collected(AsyncEventStream.from_events(EVENTS))), EVENTS)

    def test_a_constructed_stream_can_be_collected(self) -> None:
        expected = InvokeResponse("Paris.", Usage(1, 2, 3), extra={"cost": 4})
        self.assertEqual(EventStream.from_events(EVENTS).final_response(), expected)
        self.assertEqual(EventStream.from_events(EVENTS).text(), "Paris.")
        self.assertEqual(list(EventStream.from_events(EVENTS).text_stream()), ["Par", "is."])

        async def main() -> None:
            self.assertEqual(await AsyncEventStream.from_events(EVENTS).final_response(), expected)
            self.assertEqual(await AsyncEventStream.from_events(EVENTS).text(), "Paris.")
            async with AsyncEventStream.from_events(EVENTS) as stream:
                self.assertEqual([piece async for piece in stream.text_stream()], ["Par", "is."])

        asyncio.run(main())

    def test_a_constructed_stream_ends_as_a_servers_does(self) -> None:
        self.assertEqual(list(EventStream.from_events(FAILED)), FAILED)
        with self.assertRaises(exceptions.RateLimitError) as refused:
            EventStream.from_events(FAILED).text()
        self.assertEqual((refused.exception.message, refused.exception.events), ("Later.", 1))
        for read in (list, lambda stream: stream.text()):
            with self.assertRaises(exceptions.StreamInterruptedError):
                read(EventStream.from_events([Token("a")]))
        with self.assertRaises(exceptions.StreamInterruptedError):
            asyncio.run(AsyncEventStream.from_events([]).text())
        self.assertEqual(list(EventStream.from_events([*EVENTS, Token("late")])), EVENTS, "nothing comes after the last event")

    def test_a_tuple_is_encoded_as_a_list(self) -> None:
        self.assertEqual(list(EventStream.from_events([ToolResult("a", (1, 2)), *EVENTS]))[0], ToolResult("a", [1, 2]))

    def test_an_invalid_event_is_refused_with_its_place(self) -> None:
        rows: List[Any] = [
            ([Token("a"), token("b")], TypeError, r"^events\[1\]: expected an event of agentspec.types, got dict: "),
            ([Token(cast(Any, 5))], ValueError, r"^events\[0\].content: "),
            ([UnknownEvent({"n": 1})], ValueError, r"^events\[0\]: missing field `type`$"),
            ([UnknownEvent(token("a"))], ValueError, r"^events\[0\]: the event is of class UnknownEvent, but its JSON is of class Token: "),
            ([ToolResult("a", float("nan"))], ValueError, r"^events\[0\]: Out of range float values are not JSON compliant"),
            ([Token("a"), ToolResult("a", object())], TypeError, r"^events\[1\]: Object of type object is not JSON serializable"),
            (Token("a"), TypeError, "^events: expected an iterable of events of agentspec.types, got Token$"),
            ("data: ", TypeError, "^events: expected an iterable of events of agentspec.types, got str$"),
            (None, TypeError, "^events: expected an iterable of events of agentspec.types, got NoneType$"),
        ]
        for given, kind, message in rows:
            for make in (EventStream.from_events, AsyncEventStream.from_events):
                with self.subTest(message), self.assertRaisesRegex(kind, message):
                    make(given)


def classes() -> Iterator[Any]:
    for module in (agentspec, exceptions, types):
        yield from (value for value in (getattr(module, name) for name in module.__all__) if inspect.isclass(value))


class Help(unittest.TestCase):
    def test_the_docstring_of_every_public_class_lists_its_attributes(self) -> None:
        seen = 0
        for public in classes():
            docstring = inspect.getdoc(public) or ""
            self.assertTrue(docstring, public.__name__)
            ours = [base for base in public.__mro__ if base.__module__.startswith("agentspec")]
            kept = {name for base in ours for name, hint in vars(base).get("__annotations__", {}).items()}
            for name in sorted(kept | set(getattr(public, "__members__", ()))):
                if not name.startswith("_"):
                    seen += 1
                    self.assertIn(f"\n    {name}: ", docstring, f"{public.__name__}.{name}")
            for name in dir(public):
                if isinstance(getattr(public, name), property):
                    self.assertTrue(inspect.getdoc(getattr(public, name)), f"{public.__name__}.{name}")
        self.assertGreater(seen, 100)

    def test_the_docstring_of_the_options_lists_their_keys(self) -> None:
        for name in typing.get_type_hints(types.InvokeOptions):
            self.assertIn(f"\n    {name}: ", inspect.getdoc(types.InvokeOptions) or "")


if __name__ == "__main__":
    unittest.main()
