"""Reads JSON by the rules of the contract, as every AgentSpec client does.

Where an integer is expected, an integral float is accepted; null stands for an absent field; unknown fields are kept. An invalid value raises
a ValueError that names its place: `usage.total_tokens: expected an integer, got "3"`.
"""

import json
import sys
from typing import Any, Callable, Dict, List, Mapping, NoReturn, Optional, TypeVar

T = TypeVar("T")
Reader = Callable[[Any], T]


class Undecodable(ValueError):
    """JSON that does not match the contract."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason

    def within(self, place: str) -> "Undecodable":
        """Returns the same error, with `place` before its path."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return Undecodable(f"{place}{joint}{self.path}", self.reason)


class Fields:
    """The fields of an object, each of which is read once."""

    def __init__(self, data: Any) -> None:
        self._unread = mapping(data)

    def required(self, name: str, read: Reader[T]) -> T:
        if name not in self._unread:
            raise Undecodable("", f"missing field `{name}`")
        return _at(name, read, self._unread.pop(name))

    def nullable(self, name: str, read: Reader[T]) -> Optional[T]:
        """Reads a required field whose value may be null."""
        return self.required(name, lambda value: None if value is None else read(value))

    def optional(self, name: str, read: Reader[T]) -> Optional[T]:
        value = self._unread.pop(name, None)
        return None if value is None else _at(name, read, value)

    def list_if_there(self, name: str, read: Reader[T]) -> List[T]:
        return self.required(name, list_of(read)) if name in self._unread else []

    def mapping_if_there(self, name: str) -> Dict[str, Any]:
        return self.required(name, mapping) if name in self._unread else {}

    def list_or_empty(self, name: str, read: Reader[T]) -> List[T]:
        """Reads a list; if it is absent or null, returns an empty list."""
        return self.optional(name, list_of(read)) or []

    def tagged(self, tag: str) -> None:
        """Removes the `type`, which must be `tag` if it is present."""
        found = self._unread.pop("type", tag)
        if found != tag:
            raise Undecodable("type", f"expected {json.dumps(tag)}, got {json.dumps(found, default=repr)}")

    def rest(self) -> Dict[str, Any]:
        """Returns the fields that were not read."""
        return self._unread


def anything(value: Any) -> Any:
    return value


def nothing(value: Any) -> None:
    """Returns None: there is nothing to read."""


def boolean(value: Any) -> bool:
    return value if isinstance(value, bool) else _refuse(value, "true or false")


def text(value: Any) -> str:
    return value if isinstance(value, str) else _refuse(value, "a string")


def number(value: Any) -> float:
    # A bool is an int in Python, but not a number in JSON. A number beyond the range of a float is refused.
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
    # From 2**53 on, JSON readers differ in how they round a float.
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
