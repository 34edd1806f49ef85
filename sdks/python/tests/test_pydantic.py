"""Results in pydantic models and FastAPI responses. The tests are skipped if these are not installed: the SDK needs neither."""

import asyncio
import importlib
import importlib.util
import json
import subprocess
import sys
import unittest
from typing import Any, Dict, List, Optional

from agentspec.types import (
    Agent,
    AgentList,
    Done,
    InvokeOptions,
    InvokeResponse,
    PipelineStep,
    Session,
    SessionList,
    StreamEvent,
    Token,
    UnknownEvent,
    Usage,
)
from test_plain_data import EVENTS, UNKNOWN, WIRE, results


def has(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


class NotRequired(unittest.TestCase):
    def test_the_sdk_imports_neither(self) -> None:
        program = "import sys, agentspec; sys.exit(any(name.startswith(('pydantic', 'fastapi')) for name in sys.modules))"
        self.assertEqual(subprocess.run([sys.executable, "-c", program], check=False).returncode, 0)


@unittest.skipUnless(has("pydantic"), "pydantic is not installed")
class Pydantic(unittest.TestCase):
    pydantic: Any
    model: Any

    @classmethod
    def setUpClass(cls) -> None:
        cls.pydantic = importlib.import_module("pydantic")
        cls.model = cls.pydantic.create_model(
            "Model",
            answer=(InvokeResponse, ...),
            events=(List[StreamEvent], []),
            agents=(List[Agent], []),
            page=(Optional[SessionList], None),
        )

    def adapter(self, kind: Any) -> Any:
        return self.pydantic.TypeAdapter(kind)

    @unittest.skipIf(sys.version_info < (3, 12), "pydantic reads a TypedDict from Python 3.12 on")
    def test_an_option_of_an_agent_s_own_is_kept(self) -> None:
        given = {"temperature": 0.5, "top_k": 5, "stop": ["."]}
        self.assertEqual(self.adapter(InvokeOptions).validate_python(given), given)
        self.assertTrue(self.adapter(InvokeOptions).json_schema()["additionalProperties"])

    def refused(self, read: Any, *given: Any) -> str:
        with self.assertRaises(self.pydantic.ValidationError) as caught:
            read(*given)
        return str(caught.exception)

    def test_each_is_validated_from_an_instance_and_from_json_and_serialized_as_its_json(self) -> None:
        for result in results():
            with self.subTest(type(result).__name__):
                adapter, wire = self.adapter(type(result)), WIRE[type(result)]
                self.assertIs(adapter.validate_python(result), result)
                self.assertEqual(adapter.validate_python(wire), result)
                self.assertEqual(adapter.validate_json(json.dumps(wire)), result)
                self.assertEqual(adapter.dump_python(result), wire)
                self.assertEqual(json.loads(adapter.dump_json(result)), wire)

    def test_a_model_that_contains_results_is_read_again(self) -> None:
        page = SessionList([Session("s", "a", "t", {})], total=5, extra={"next": "x"})
        whole = self.model(answer=WIRE[InvokeResponse], events=EVENTS, agents=AgentList([Agent("a", "b", "ready")]), page=page)
        self.assertEqual((type(whole.answer), type(whole.page), whole.events), (InvokeResponse, SessionList, EVENTS))
        self.assertEqual(whole.model_dump()["answer"], WIRE[InvokeResponse])
        self.assertEqual(whole.model_dump()["events"], [event.to_dict() for event in EVENTS])
        self.assertEqual(whole.model_dump()["page"], page.to_dict())
        self.assertEqual(self.model.model_validate(whole.model_dump()), whole)
        self.assertEqual(self.model.model_validate_json(whole.model_dump_json()), whole)
        self.assertEqual(whole.model_copy(deep=True), whole)

    def test_fields_can_be_included_and_excluded_at_any_depth(self) -> None:
        whole = self.model(answer=WIRE[InvokeResponse])
        self.assertEqual(whole.model_dump(include={"answer": {"output": True, "usage": {"total_tokens"}}}), {"answer": {"output": "Paris.", "usage": {"total_tokens": 3}}})
        self.assertEqual(set(whole.model_dump(exclude={"answer": {"usage"}})["answer"]), {"output", *UNKNOWN})

    def test_an_event_in_a_union_is_read_by_its_type(self) -> None:
        adapter = self.adapter(List[StreamEvent])
        self.assertEqual(adapter.validate_python([event.to_dict() for event in EVENTS]), EVENTS)
        self.assertEqual([type(event) for event in adapter.validate_json(adapter.dump_json(EVENTS))], [type(event) for event in EVENTS])
        self.assertIn("content: expected a string, got 5", self.refused(adapter.validate_python, [{"type": "token", "content": 5}]))
        self.refused(adapter.validate_python, [{"content": "a"}])

    def test_a_plain_list_is_read_as_a_list_class(self) -> None:
        agents = [Agent("a", "b", "ready")]
        for given in (agents, [agents[0].to_dict()], AgentList(agents).to_dict()):
            read = self.adapter(AgentList).validate_python(given)
            self.assertEqual((type(read), read, read.extra), (AgentList, agents, {}))

    def test_a_validation_error_names_the_place(self) -> None:
        wire = {**WIRE[InvokeResponse], "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": "3"}}
        self.assertIn('answer\n  Value error, usage.total_tokens: expected an integer, got "3"', self.refused(self.model.model_validate, {"answer": wire}))
        self.assertIn("expected an object, got 5", self.refused(self.model.model_validate, {"answer": 5}))
        self.refused(self.model.model_validate, {"answer": Usage(1, 2, 3)})

    def test_the_json_schema_is_that_of_the_serialized_json(self) -> None:
        for mode in ("validation", "serialization"):
            schema = self.model.model_json_schema(mode=mode)
            of = schema["$defs"]
            self.assertEqual(schema["properties"]["answer"], {"$ref": "#/$defs/InvokeResponse"})
            self.assertEqual((of["InvokeResponse"]["description"], of["InvokeResponse"]["required"]), ("An agent's whole answer.", ["output", "usage"]))
            self.assertEqual(set(of["Usage"]["properties"]), {"input_tokens", "output_tokens", "total_tokens"})
            self.assertEqual((of["Token"]["properties"]["type"]["const"], of["Token"]["additionalProperties"]), ("token", True))
            self.assertEqual((set(of["SessionList"]["properties"]), of["SessionList"]["required"]), ({"sessions", "total"}, ["sessions", "total"]))
            self.assertEqual(of["Agent"]["required"], ["name", "model", "status"])
        for model in WIRE:
            self.adapter(model).json_schema()
        self.assertEqual(self.adapter(PipelineStep).json_schema()["required"], ["name", "status", "duration_ms"])


@unittest.skipUnless(has("fastapi") and has("httpx"), "fastapi and httpx are not installed")
class FastApi(unittest.TestCase):
    def ask(self, app: Any, method: str, path: str, body: Any = None) -> Any:
        httpx = importlib.import_module("httpx")

        async def main() -> Any:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://service") as client:
                return await client.request(method, path, json=body)

        return asyncio.run(main())

    def served(self, kind: Any, result: Any) -> Any:
        """Returns what a client of the service gets, and its schema."""
        app = importlib.import_module("fastapi").FastAPI()

        async def handle() -> Any:
            return result

        app.get("/", response_model=kind)(handle)
        reply, described = self.ask(app, "GET", "/"), self.ask(app, "GET", "/openapi.json")
        self.assertEqual((reply.status_code, described.status_code), (200, 200), reply.text)
        return reply.json(), described.json()

    def test_each_is_a_response_model(self) -> None:
        for result in results():
            with self.subTest(type(result).__name__):
                received, described = self.served(type(result), result)
                self.assertEqual(received, WIRE[type(result)])
                self.assertIn(type(result).__name__, described["components"]["schemas"])

    def test_lists_and_unions_are_response_models_too(self) -> None:
        agents = AgentList.from_dict(WIRE[AgentList])
        expected = WIRE[AgentList]["agents"]
        for kind, result in [(List[Agent], agents), (List[Agent], list(agents)), (Dict[str, Agent], {"a": agents[0]})]:
            received, _ = self.served(kind, result)
            self.assertEqual(received, expected if isinstance(result, list) else {"a": expected[0]})
        events: List[Any] = [Token("a"), UnknownEvent({"type": "thought"}), Done(Usage(1, 2, 3), extra={"n": 1})]
        for event in events:
            self.assertEqual(self.served(StreamEvent, event)[0], event.to_dict())
        self.assertEqual(self.served(List[StreamEvent], events)[0], [event.to_dict() for event in events])

    def test_each_can_be_a_request_body(self) -> None:
        async def handle(session: Session) -> Session:
            return session

        app = importlib.import_module("fastapi").FastAPI()
        app.post("/")(handle)
        self.assertEqual(self.ask(app, "POST", "/", WIRE[Session]).json(), WIRE[Session])
        refused = self.ask(app, "POST", "/", {"session_id": 5})
        self.assertEqual(refused.status_code, 422)
        self.assertIn("session_id: expected a string, got 5", refused.text)


if __name__ == "__main__":
    unittest.main()
