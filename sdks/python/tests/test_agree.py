"""The models accept what serde accepts, and keep all of it.

The instances are those of the Rust test `agree`, with its verdicts: the folder that AGENTSPEC_AGREE names.
"""

import dataclasses
import json
import os
import typing
import unittest
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

from agentspec import types
from agentspec._data import DataList

SHOWN = 5
EVENTS = typing.get_args(types.StreamEvent)


def readers() -> Dict[str, Callable[[Any], Any]]:
    """Returns the reader of each schema that has a model."""
    models: List[Any] = [getattr(types, name) for name in types.__all__]
    found = {model.__name__: model.from_dict for model in models if hasattr(model, "from_dict") and model not in EVENTS}
    return {**found, "StreamEvent": types.stream_event}


def instances(schema: str) -> Iterator[Tuple[Any, bool]]:
    folder = os.environ.get("AGENTSPEC_AGREE")
    if not folder:
        raise AssertionError("AGENTSPEC_AGREE must name the folder that `cargo test -p agentspec-tests --test agree` writes")
    path = Path(folder) / f"{schema}.jsonl"
    if not path.is_file():
        raise AssertionError(f"{path} is missing: does the contract have this schema? `cargo test -p agentspec-tests --test agree` writes it")
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            row = json.loads(line)
            yield row["value"], row["accepted"]


def plain(model: Any) -> Any:
    """Returns the JSON of a model."""
    if isinstance(model, types.UnknownEvent):
        return model.raw
    if isinstance(model, DataList):
        whole = {**vars(model), model._KEY: [plain(item) for item in model]}
        extra = whole.pop("extra")
        return {**whole, **extra}
    if isinstance(model, list):
        return [plain(item) for item in model]
    if not dataclasses.is_dataclass(model):
        return model
    kept = {field.name: plain(getattr(model, field.name)) for field in dataclasses.fields(model)}
    extra = kept.pop("extra")
    if not kept.keys().isdisjoint(extra):
        raise AssertionError(f"a field that is known is in `extra` too: {model}")
    return {**kept, **extra}


def difference(kept: Any, given: Any) -> Optional[str]:
    """Returns where the kept value differs from the given one. A field that is absent or null is kept as None, or as an empty list."""
    if isinstance(kept, dict) and isinstance(given, dict):
        for key in sorted({*kept, *given}):
            if key not in kept:
                return f"/{key}: lost"
            is_empty = kept[key] in (None, []) and given.get(key) is None
            within = None if is_empty else difference(kept[key], given.get(key))
            if within is not None:
                return f"/{key}{within}"
        return None
    if isinstance(kept, list) and isinstance(given, list) and len(kept) == len(given):
        return next((f"/{index}{within}" for index, pair in enumerate(zip(kept, given)) for within in [difference(*pair)] if within), None)
    is_same = kept == given and isinstance(kept, bool) == isinstance(given, bool)
    return None if is_same else f": {kept!r}, and {given!r} given"


def judge(read: Callable[[Any], Any], value: Any, is_accepted: bool) -> Optional[str]:
    """Returns what is wrong with the way the value is read."""
    try:
        model = read(value)
    except ValueError as error:
        return f"refused: {error}" if is_accepted else None
    if not is_accepted:
        return "accepted, and serde refuses it"
    lost = difference(plain(model), value)
    return None if lost is None else f"not kept: {lost}"


class Agree(unittest.TestCase):
    def test_every_model_accepts_what_serde_accepts_and_keeps_it(self) -> None:
        for schema, read in readers().items():
            with self.subTest(schema):
                verdicts: List[bool] = []
                wrong: List[str] = []
                for value, is_accepted in instances(schema):
                    verdicts.append(is_accepted)
                    problem = judge(read, value, is_accepted)
                    if problem is not None:
                        wrong.append(f"{json.dumps(value)}\n  {problem}")
                self.assertEqual(wrong[:SHOWN], [], f"{schema}: {len(wrong)} of {len(verdicts)} instances\n" + "\n".join(wrong[:SHOWN]))
                self.assertGreater(min(verdicts.count(True), verdicts.count(False)), 100, "too few instances of one kind")


class Judge(unittest.TestCase):
    def test_a_lost_or_changed_value_is_found(self) -> None:
        usage = {"input_tokens": 1, "output_tokens": 2.0, "total_tokens": 3, "cost": [{"usd": 1}]}
        self.assertIsNone(judge(types.Usage.from_dict, usage, True))
        for problem, read in [
            ("not kept: /cost: lost", lambda value: dataclasses.replace(types.Usage.from_dict(value), extra={})),
            ("not kept: /cost/0/usd: True", lambda value: dataclasses.replace(types.Usage.from_dict(value), extra={"cost": [{"usd": True}]})),
            ("not kept: /total_tokens: 4", lambda value: dataclasses.replace(types.Usage.from_dict(value), total_tokens=4)),
            ("refused: missing field", types.InvokeResponse.from_dict),
        ]:
            self.assertTrue((judge(read, usage, True) or "").startswith(problem), problem)
        self.assertEqual(judge(types.Usage.from_dict, usage, False), "accepted, and serde refuses it")


if __name__ == "__main__":
    unittest.main()
