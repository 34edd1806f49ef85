"""The models as users see them."""

import ast
import contextlib
import copy
import dataclasses
import inspect
import io
import typing
import unittest
from pathlib import Path
from typing import Any, Dict, List

import agentspec
from agentspec import types
from agentspec.types import (
    Agent,
    AgentList,
    Done,
    ErrorEvent,
    Health,
    InvokeResponse,
    PipelineRunResponse,
    PipelineStatus,
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
from typing_check import handle_stream, made, process_response, show

USAGE: Dict[str, Any] = {"input_tokens": 6, "output_tokens": 6, "total_tokens": 12}
AGENT: Dict[str, Any] = {"name": "assistant", "model": "claude-sonnet-4-20250514", "status": "ready"}
SESSION: Dict[str, Any] = {"session_id": "sess-0001", "agent": "assistant", "created_at": "2026-01-15T09:30:00Z", "metadata": {"n": 1.0}}
RUN: Dict[str, Any] = {
    "pipeline": "research-and-summarize",
    "status": "failed",
    "steps": [
        {"name": "researcher", "status": "completed", "output": "Solid-state.", "usage": USAGE, "duration_ms": 1840},
        {"name": "summarizer", "status": "failed", "duration_ms": None, "error": {"code": "timeout", "message": "Too late."}},
    ],
    "output": None,
}


def answer(**usage: Any) -> Dict[str, Any]:
    return {"output": "Paris.", "usage": {**USAGE, **usage}}


class Refusals(unittest.TestCase):
    def refused(self, message: str, read: Any, data: Any) -> None:
        with self.assertRaises(ValueError) as caught:
            read(data)
        self.assertEqual(str(caught.exception), message)

    def test_an_error_names_the_path_and_shows_the_value(self) -> None:
        self.refused('usage.total_tokens: expected an integer, got "3"', InvokeResponse.from_dict, answer(total_tokens="3"))
        run = copy.deepcopy(RUN)
        run["steps"][1]["error"]["message"] = 5
        self.refused("steps[1].error.message: expected a string, got 5", PipelineRunResponse.from_dict, run)
        self.refused("skills[0]: expected a string, got null", Agent.from_dict, {**AGENT, "skills": [None]})
        self.refused("checks.database: expected a string, got true", Health.from_dict, {"status": "ok", "version": "1", "checks": {"database": True}})

    def test_a_missing_field_is_named_with_where_it_is_missing(self) -> None:
        self.refused("missing field `output`", InvokeResponse.from_dict, {"usage": USAGE})
        self.refused("usage: missing field `input_tokens`", InvokeResponse.from_dict, {"output": "", "usage": {}})

    def test_a_value_that_is_not_an_object_is_refused(self) -> None:
        refused: Dict[str, Any] = {"null": None, "[]": [], '"{}"': "{}", "1.5": 1.5}
        for shown, value in refused.items():
            self.refused(f"expected an object, got {shown}", Usage.from_dict, value)
            self.refused(f"usage: expected an object, got {shown}", InvokeResponse.from_dict, {"output": "", "usage": value})

    def test_a_long_value_is_cut_in_the_message(self) -> None:
        with self.assertRaises(ValueError) as caught:
            InvokeResponse.from_dict({"output": ["a" * 100_000], "usage": USAGE})
        self.assertLess(len(str(caught.exception)), 100)

    def test_a_bool_a_fraction_a_text_and_a_number_out_of_range_are_not_integers(self) -> None:
        for value, expected in [
            (True, "expected an integer, got true"),
            (1.5, "expected an integer, got 1.5"),
            (float("inf"), "expected an integer, got Infinity"),
            (2.0**53, "expected an integer, got 9007199254740992.0"),
            (None, "expected an integer, got null"),
            (-1, "expected an integer from 0 to 18446744073709551615, got -1"),
            (2**64, "expected an integer from 0 to 18446744073709551615, got 18446744073709551616"),
        ]:
            self.refused(f"usage.total_tokens: {expected}", InvokeResponse.from_dict, answer(total_tokens=value))

    def test_null_is_refused_for_a_required_list_or_object(self) -> None:
        self.refused("agents: expected a list, got null", AgentList.from_dict, {"agents": None})
        self.refused("metadata: expected an object, got null", Session.from_dict, {**SESSION, "metadata": None})

    def test_an_event_requires_its_type_and_the_fields_of_that_type(self) -> None:
        self.refused("missing field `type`", stream_event, {"content": "a"})
        self.refused("type: expected a string, got 1", stream_event, {"type": 1})
        self.refused("missing field `content`", stream_event, {"type": "token"})
        self.refused("usage.input_tokens: expected an integer, got 1.5", stream_event, {"type": "done", "usage": {**USAGE, "input_tokens": 1.5}})


class Answers(unittest.TestCase):
    def test_an_integral_float_is_an_integer(self) -> None:
        usage = InvokeResponse.from_dict(answer(total_tokens=3.0, cost=4.0)).usage
        self.assertEqual(repr(usage.total_tokens), "3")
        self.assertEqual(repr(usage.extra["cost"]), "4.0", "unknown fields are not changed")

    def test_integers_of_64_bits_are_exact(self) -> None:
        self.assertEqual(Usage.from_dict({**USAGE, "total_tokens": 2**64 - 1}).total_tokens, 2**64 - 1)

    def test_skills_may_be_null_or_absent(self) -> None:
        for data in [AGENT, {**AGENT, "skills": None}, {**AGENT, "skills": []}]:
            self.assertEqual(Agent.from_dict(data).skills, [])

    def test_an_optional_field_may_be_null_or_absent(self) -> None:
        for data in [SESSION, {**SESSION, "turns": None, "last_active_at": None}]:
            session = Session.from_dict(data)
            self.assertEqual((session.turns, session.last_active_at, session.extra), (None, None, {}))

    def test_a_list_holds_models(self) -> None:
        page = SessionList.from_dict({"sessions": [SESSION, {**SESSION, "turns": 3}], "total": 2})
        self.assertEqual([session.turns for session in page], [None, 3])
        run = PipelineRunResponse.from_dict(RUN)
        self.assertEqual([step.duration_ms for step in run.steps], [1840, None])
        self.assertEqual((run.steps[0].usage, run.output), (Usage.from_dict(USAGE), None))
        self.assertEqual([step.error and step.error.code for step in run.steps], [None, "timeout"])

    def test_unknown_fields_are_kept_at_every_level(self) -> None:
        data = {**answer(cost=0.25), "region": {"name": "eu"}, "extra": 1, "self": 2}
        response = InvokeResponse.from_dict(data)
        self.assertEqual(response.extra, {"region": {"name": "eu"}, "extra": 1, "self": 2})
        self.assertEqual(response.usage.extra, {"cost": 0.25})

    def test_an_unknown_status_is_kept(self) -> None:
        self.assertEqual(Agent.from_dict({**AGENT, "status": "hibernating"}).status, "hibernating")

    def test_a_timestamp_is_the_text_of_the_server(self) -> None:
        self.assertEqual(Session.from_dict({**SESSION, "created_at": "yesterday"}).created_at, "yesterday")

    def test_from_dict_neither_changes_nor_references_its_argument(self) -> None:
        reads: List[Any] = [(InvokeResponse.from_dict, answer(cost=1)), (PipelineRunResponse.from_dict, RUN), (Session.from_dict, SESSION)]
        for read, data in reads:
            before = copy.deepcopy(data)
            read(data)
            self.assertEqual(data, before)
        thought = {"type": "thought", "n": 1}
        event = stream_event(thought)
        thought["n"] = 2
        self.assertEqual(event, UnknownEvent(raw={"type": "thought", "n": 1}))

    def test_models_of_the_same_json_are_equal(self) -> None:
        self.assertEqual(PipelineRunResponse.from_dict(RUN), PipelineRunResponse.from_dict(copy.deepcopy(RUN)))
        self.assertNotEqual(Usage.from_dict(USAGE), Usage.from_dict({**USAGE, "region": "eu"}))


class Events(unittest.TestCase):
    def test_each_type_has_its_class(self) -> None:
        cases: List[Any] = [
            ({"type": "token", "content": "Neural"}, Token(content="Neural")),
            ({"type": "tool_call", "name": "search", "arguments": {"q": 1.0}}, ToolCall(name="search", arguments={"q": 1.0})),
            ({"type": "tool_result", "name": "search", "output": None}, ToolResult(name="search", output=None)),
            ({"type": "error", "code": "timeout", "message": "No."}, ErrorEvent(code="timeout", message="No.")),
            ({"type": "done", "usage": USAGE}, Done(usage=Usage.from_dict(USAGE))),
        ]
        for data, event in cases:
            read = stream_event(data)
            self.assertEqual((read, read.type), (event, data["type"]))

    def test_an_unknown_event_is_unknown_and_has_its_json(self) -> None:
        data = {"type": "thought", "content": "hm", "raw": [1.0]}
        event = stream_event(data)
        self.assertEqual(event.type, "unknown")
        assert isinstance(event, UnknownEvent)
        self.assertEqual(event.raw, data)
        self.assertEqual(stream_event({"type": "unknown"}), UnknownEvent(raw={"type": "unknown"}))

    def test_a_known_event_keeps_unknown_fields_without_its_type(self) -> None:
        event = stream_event({"logprob": -0.5, "content": "a", "type": "token"})
        self.assertEqual(event, Token(content="a", extra={"logprob": -0.5}))

    def test_callers_cannot_set_the_type(self) -> None:
        with self.assertRaises(TypeError):
            Token(content="a", type="done")  # type: ignore[call-arg]


class Document(unittest.TestCase):
    def test_the_functions_of_the_document_work(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            self.assertEqual(process_response(InvokeResponse.from_dict(answer())), "Paris.")
        self.assertEqual(printed.getvalue(), "Tokens: 12\n")
        events: List[StreamEvent] = [Token(content="Neural"), ToolCall(name="search", arguments={}), stream_event({"type": "thought"}), Token(content=" nets")]
        self.assertEqual(handle_stream(events), "Neural nets")
        self.assertEqual([show(event) for event in events], ["Neural", "[Calling tool: search []]", "thought", " nets"])
        self.assertEqual(made({"max_tokens": 2}).usage.total_tokens, 3)

    def test_the_types_of_the_document_are_dataclasses(self) -> None:
        for model in [Agent, InvokeResponse, Session, SessionContinueResponse, PipelineRunResponse, PipelineStatus, Usage]:
            self.assertTrue(dataclasses.is_dataclass(model), model)
        self.assertLessEqual({Token, ToolCall}, set(typing.get_args(StreamEvent)))

    def test_every_exported_name_exists_and_every_model_is_exported(self) -> None:
        models = {name for name, value in vars(types).items() if inspect.isclass(value) and value.__module__ == types.__name__}
        self.assertLessEqual(models, set(types.__all__))
        for name in types.__all__:
            self.assertTrue(hasattr(types, name), name)

    def test_models_are_frozen(self) -> None:
        usage = Usage.from_dict(USAGE)
        with self.assertRaises(dataclasses.FrozenInstanceError):
            usage.total_tokens = 1  # type: ignore[misc]

    def test_every_model_and_every_field_is_documented(self) -> None:
        for node in ast.parse(inspect.getsource(types)).body:
            if not isinstance(node, ast.ClassDef):
                continue
            self.assertTrue(ast.get_docstring(node), node.name)
            for field, after in zip(node.body, [*node.body[1:], None]):
                if isinstance(field, ast.AnnAssign):
                    place = f"{node.name}.{ast.unparse(field.target)}"
                    self.assertIsInstance(after, ast.Expr, place)
                    self.assertIsInstance(ast.literal_eval(after.value), str, place)  # type: ignore[union-attr]

    def test_the_package_is_marked_as_typed(self) -> None:
        self.assertTrue(Path(agentspec.__file__).with_name("py.typed").is_file())


if __name__ == "__main__":
    unittest.main()
