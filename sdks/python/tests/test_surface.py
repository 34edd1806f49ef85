"""Each public method of the Rust client has a form in both Python clients, by the tables `sdks/surface.json` and `sdks/operations.json`."""

import inspect
import json
import re
import typing
import unittest
from pathlib import Path
from typing import Any

import agentspec
from agentspec import AgentSpecClient, AsyncAgentSpecClient

TABLES = Path(__file__).parent.parent.parent


def found(form: str, client: Any) -> Any:
    """Returns what a form names, of a client or of the package."""
    path, argument = form, ""
    if match := re.fullmatch(r"(.+)\((\w*)=?\)", form):
        path, argument = match.groups()
    names = path.split(".")
    value: Any = client if names[0] == "client" else agentspec
    for name in names if value is agentspec else names[1:]:
        # The annotations include those of the bases.
        kept = typing.get_type_hints(value) if isinstance(value, type) else {}
        value = kept[name] if name in kept and not hasattr(value, name) else getattr(value, name)
    if argument and argument not in inspect.signature(value).parameters:
        raise AttributeError(f"{path} has no argument {argument}")
    return value


class Surface(unittest.TestCase):
    def test_every_form_exists_in_both_clients(self) -> None:
        surface, operations = (json.loads((TABLES / name).read_text(encoding="utf-8")) for name in ("surface.json", "operations.json"))
        rows = surface + operations["rows"]
        self.assertGreater(len(rows), 50)
        clients = (AgentSpecClient(environment=False), AsyncAgentSpecClient(environment=False))
        for row in rows:
            for client in clients:
                with self.subTest(row["rust"], client=type(client).__name__):
                    if row["python"] is None:
                        self.assertTrue(row["why"]["python"])
                        continue
                    form = row["python"]
                    if isinstance(client, AsyncAgentSpecClient):
                        form = re.sub(r"^(AgentSpecClient|EventStream|SessionHandle)\b", r"Async\1", form)
                    found(form, client)

    def test_the_type_hints_of_a_client_resolve_at_run_time(self) -> None:
        for client in (AgentSpecClient, AsyncAgentSpecClient):
            for method in (client.__init__, client.with_options):
                with self.subTest(client=client.__name__, method=method.__name__):
                    self.assertIn("timeout", typing.get_type_hints(method))

    def test_a_missing_form_is_detected(self) -> None:
        for form in ("client.agents.nothing", "client.agents.invoke(nothing=)", "AgentSpecClient(nothing=)", "types.Nothing"):
            with self.subTest(form), self.assertRaises(AttributeError):
                found(form, AgentSpecClient(environment=False))
