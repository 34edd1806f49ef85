"""The types that are generated from the golden contract, which has one of everything, read what it defines."""

import importlib
import shutil
import sys
import tempfile
import typing
import unittest
from pathlib import Path
from typing import Any, Dict

SDK = Path(__file__).resolve().parent.parent
GOLDEN = SDK.parent.parent / "xtask/tests/golden/sdks-python-python-agentspec-types.py"

BOOK: Dict[str, Any] = {"title": "t", "shelf": "attic", "author": None, "isbn": 1, "type": "novel", "tags": []}


def load() -> Any:
    """Loads the golden types in a package of their own, with the modules they need, which need no other part of the SDK."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "golden"
        package.mkdir()
        (package / "__init__.py").touch()
        for module in ("_data", "_decode", "_pydantic"):
            shutil.copy(SDK / f"python/agentspec/{module}.py", package)
        shutil.copy(GOLDEN, package / "types.py")
        sys.path.insert(0, folder)
        try:
            importlib.invalidate_caches()
            return importlib.import_module("golden.types")
        finally:
            sys.path.remove(folder)


class Golden(unittest.TestCase):
    golden: Any

    @classmethod
    def setUpClass(cls) -> None:
        cls.golden = load()

    def refused(self, message: str, read: Any, data: Any) -> None:
        with self.assertRaises(ValueError) as caught:
            read(data)
        self.assertEqual(str(caught.exception), message)

    def test_every_annotation_names_a_type(self) -> None:
        for name in self.golden.__all__:
            value = getattr(self.golden, name)
            if isinstance(value, type):
                typing.get_type_hints(value)
        hints = typing.get_type_hints(self.golden.Book)
        self.assertEqual((hints["int_"], hints["year"]), (typing.Optional[int], typing.Optional[int]))

    def test_an_absent_list_or_object_is_empty_and_null_is_neither(self) -> None:
        book = self.golden.Book.from_dict(BOOK)
        self.assertEqual((book.facts, book.loans, book.notes, book.int_, book.extra), ({}, [], [], None, {}))
        self.refused("facts: expected an object, got null", self.golden.Book.from_dict, {**BOOK, "facts": None})
        self.refused("loans: expected a list, got null", self.golden.Book.from_dict, {**BOOK, "loans": None})

    def test_the_json_has_the_names_of_the_contract(self) -> None:
        book = {**BOOK, "from": "a", "int": 3, "facts": {"a": [1]}, "loans": [{"since": "s"}], "notes": ["n"], "lent": {"r": {"since": "s", "x": 1}}, "more": 1}
        events = [{"type": "word", "text": "a", "book": book, "lines": [1], "times": [], "marks": []}, {"type": "done", "loans": [], "reader": {"names": []}}]
        for read, data in [
            (self.golden.Book.from_dict, book),
            (self.golden.Loans.from_dict, {"loans": [{"since": "s", "until": "u"}], "next": 1}),
            (self.golden.Loans.from_dict, {"loans": [], "total": 3}),
            *((self.golden.stream_event, event) for event in events),
        ]:
            whole = read(data)
            self.assertEqual(whole.to_dict(), data)
            self.assertEqual(read(whole.to_dict()), whole)
        self.assertEqual(hash(self.golden.Book.from_dict(book)), hash(self.golden.Book.from_dict(book)))
        self.assertEqual((self.golden.Loans().total, self.golden.Loans().to_dict()), (None, {"loans": []}))

    def test_a_required_list_may_be_null_and_not_absent(self) -> None:
        self.assertEqual(self.golden.Reader.from_dict({"names": None}).names, [])
        self.refused("missing field `names`", self.golden.Reader.from_dict, {})

    def test_maps_hold_values_of_the_type_in_the_contract(self) -> None:
        book = self.golden.Book.from_dict({**BOOK, "lent": {"Alice": {"since": "1900"}}, "seen": {"here": "now"}, "int": 1.0})
        self.assertEqual((book.lent["Alice"].since, book.seen, book.int_), ("1900", {"here": "now"}, 1))
        self.refused("lent.Alice: missing field `since`", self.golden.Book.from_dict, {**BOOK, "lent": {"Alice": {}}})

    def test_a_null_list_of_an_event_is_empty(self) -> None:
        word = self.golden.stream_event({"type": "word", "text": "a", "marks": None, "at": "yesterday", "line": 0, "lines": [0]})
        self.assertEqual((word.marks, word.at, word.line, word.lines, word.times), ([], "yesterday", 0, [0], []))

    def test_a_number_beyond_the_range_of_a_float_is_refused(self) -> None:
        for value, shown in [(10**400, "1" + 56 * "0" + "..."), (float("nan"), "NaN"), (float("-inf"), "-Infinity"), (True, "true")]:
            self.refused(f"weight: expected a number, got {shown}", self.golden.Book.from_dict, {**BOOK, "weight": value})


if __name__ == "__main__":
    unittest.main()
