"""Reads JSON by the rules of the contract, as every AgentSpec client does.

An integral float is an integer where an integer is expected; null stands for an absent field; what is not known is kept. A value that is
wrong is a ValueError that says where: `usage.total_tokens: expected an integer, got "3"`.
"""

import json
import sys
from typing import Any, Callable, Dict, List, Mapping, NoReturn, Optional, TypeVar

T = TypeVar("T")
Reader = Callable[[Any], T]


class Undecodable(ValueError):
    """JSON that is not what the contract promises."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason

    def within(self, place: str) -> "Undecodable":
        """The same, seen from outside of `place`."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return Undecodable(f"{place}{joint}{self.path}", self.reason)


class Fields:
    """The fields of an object, each to be read once."""

    def __init__(self, data: Any) -> None:
        self._left = mapping(data)

    def required(self, name: str, read: Reader[T]) -> T:
        if name not in self._left:
            raise Undecodable("", f"missing field `{name}`")
        return _at(name, read, self._left.pop(name))

    def nullable(self, name: str, read: Reader[T]) -> Optional[T]:
        """Required, and null is a value of it."""
        return self.required(name, lambda value: None if value is None else read(value))

    def optional(self, name: str, read: Reader[T]) -> Optional[T]:
        value = self._left.pop(name, None)
        return None if value is None else _at(name, read, value)

    def list_if_there(self, name: str, read: Reader[T]) -> List[T]:
        return self.required(name, list_of(read)) if name in self._left else []

    def mapping_if_there(self, name: str) -> Dict[str, Any]:
        return self.required(name, mapping) if name in self._left else {}

    def list_or_empty(self, name: str, read: Reader[T]) -> List[T]:
        """Absent and null are the empty list."""
        return self.optional(name, list_of(read)) or []

    def tagged(self, tag: str) -> None:
        """Takes the `type` out, which is `tag` where it is there."""
        found = self._left.pop("type", tag)
        if found != tag:
            raise Undecodable("type", f"expected {json.dumps(tag)}, got {json.dumps(found, default=repr)}")

    def rest(self) -> Dict[str, Any]:
        """What was not read."""
        return self._left


def anything(value: Any) -> Any:
    return value


def nothing(value: Any) -> None:
    """There is nothing to read."""


def boolean(value: Any) -> bool:
    return value if isinstance(value, bool) else _refuse(value, "true or false")


def text(value: Any) -> str:
    return value if isinstance(value, str) else _refuse(value, "a string")


def number(value: Any) -> float:
    # A bool is an int to Python, and no number to JSON; nor is what no float holds.
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= sys.float_info.max:
        return float(value)
    _refuse(value, "a number")


def int32(value: Any) -> int:
    return _integer(value, -(2**31), 2**31 - 1)


def int64(value: Any) -> int:
    return _integer(value, -(2**63), 2**63 - 1)


def uint32(value: Any) -> int:
    return _integer(value, 0, 2**32 - 1)


def uint64(value: Any) -> int:
    return _integer(value, 0, 2**64 - 1)


def mapping(value: Any) -> Dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else _refuse(value, "an object")


def mapping_of(read: Reader[T]) -> Reader[Dict[str, T]]:
    return lambda value: {key: _at(key, read, item) for key, item in mapping(value).items()}


def list_of(read: Reader[T]) -> Reader[List[T]]:
    def read_list(value: Any) -> List[T]:
        items = value if isinstance(value, list) else _refuse(value, "a list")
        return [_at(f"[{index}]", read, item) for index, item in enumerate(items)]

    return read_list


def _integer(value: Any, least: int, most: int) -> int:
    # Above 2 to the 53, readers of JSON do not agree on what a float is.
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        _refuse(value, "an integer")
    return value if least <= value <= most else _refuse(value, f"an integer from {least} to {most}")


def _at(place: str, read: Reader[T], value: Any) -> T:
    try:
        return read(value)
    except Undecodable as problem:
        raise problem.within(place) from None


def _refuse(value: Any, expected: str) -> NoReturn:
    shown = json.dumps(value, default=repr)
    raise Undecodable("", f"expected {expected}, got {shown if len(shown) <= 60 else shown[:57] + '...'}")
