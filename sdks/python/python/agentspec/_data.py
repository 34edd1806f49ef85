"""The base classes of the results of calls, which are plain data. Does not know them by name."""

import copy
import dataclasses
import json
import typing
from typing import Any, ClassVar, Dict, Iterable, Iterator, List, Mapping, SupportsIndex, Tuple, Type, TypeVar, overload

from . import _decode, _pydantic

T = TypeVar("T")
D = TypeVar("D", bound="Data")
L = TypeVar("L", bound="DataList[Any]")


class Data:
    """A result as data: it can be compared by value, copied, pickled, and converted to JSON by `to_dict`.

    In a pydantic model, and as the `response_model` of FastAPI, it is validated by `from_dict` and serialized by `to_dict`.
    """

    _KEYS: ClassVar[Mapping[str, str]] = {}
    """The JSON keys of the fields whose names differ in Python."""

    @classmethod
    def from_dict(cls: Type[D], data: Mapping[str, Any]) -> D:
        raise NotImplementedError

    def to_dict(self) -> Dict[str, Any]:
        """Returns its JSON, which `from_dict` reads: a deep copy, of dicts, lists and plain values.

        The fields of `extra` are merged into the others, as the server sent them. An optional field that is None is left out.

        Raises:
            ValueError: `extra` contains the key of a field.
        """
        return {key: plain(value) for key, value in self._members().items()}

    def _members(self) -> Dict[str, Any]:
        """Returns the members of its JSON, whose values may still be results."""
        members: Dict[str, Any] = {}
        extra: Mapping[str, Any] = {}
        for name, value in self._fields():
            key = self._KEYS.get(name, name)
            if name == "extra":
                extra = value
            elif value is not None or not _is_optional(type(self), name):
                members[key] = value
        for key in fields_by_key(type(self)):
            if key in extra:
                raise ValueError(f"{type(self).__name__}.extra contains {key!r}, the key of a field: set the field instead")
        return {**members, **extra}

    def _fields(self) -> Iterable[Tuple[str, Any]]:
        return [(field.name, getattr(self, field.name)) for field in dataclasses.fields(typing.cast(Any, self))]

    @classmethod
    def _shape(cls) -> Dict[str, Tuple[Any, bool]]:
        """Returns the type of each key of its JSON, and whether it is required."""
        defaults = {field.name for field in dataclasses.fields(typing.cast(Any, cls)) if field.default_factory is not dataclasses.MISSING}
        return {key: (hint, name not in defaults and not _is_optional(cls, name)) for key, (name, hint) in fields_by_key(cls).items()}

    @classmethod
    def _read(cls: Type[D], value: Any) -> D:
        """Returns an instance as it is, and reads any other value as JSON."""
        return value if isinstance(value, cls) else cls.from_dict(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        return _pydantic.core_schema(cls, cls._read, cls._members, cls._shape(), handler)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        return _pydantic.json_schema(cls, schema, handler)


class Event(Data):
    """An event of a stream. Its `type` identifies the class."""

    def _members(self) -> Dict[str, Any]:
        # The type comes first, for human readers.
        return {"type": None, **super()._members()}

    @classmethod
    def _read(cls: Type[D], value: Any) -> D:
        if not isinstance(value, cls):
            # In a union, the type decides which class reads the value.
            _decode.Fields(value).required("type", _decode.text)
        return super()._read(value)


class Unknown(Event):
    """An event whose type this version does not know."""

    raw: Dict[str, Any]

    def _members(self) -> Dict[str, Any]:
        return self.raw

    @classmethod
    def _shape(cls) -> Dict[str, Tuple[Any, bool]]:
        return {"type": (str, True)}

    @classmethod
    def _read_unless(cls: Type[D], known: Iterable[str], value: Any) -> D:
        """Reads as `_read`, but refuses an event whose type is known."""
        if not isinstance(value, cls) and _decode.Fields(value).required("type", _decode.text) in known:
            raise _decode.Undecodable("type", f"expected a type that this version does not know, got {json.dumps(value['type'])}")
        return super()._read(value)


class DataList(Data, List[T]):
    """A list with the other fields of its response."""

    _KEY: ClassVar[str]
    """The JSON key of the list."""

    def _members(self) -> Dict[str, Any]:
        if self._KEY in vars(self)["extra"]:
            raise ValueError(f"{type(self).__name__}.extra contains {self._KEY!r}, the key of the list: put the items into the list")
        return {self._KEY: list(self), **super()._members()}

    def _fields(self) -> Iterable[Tuple[str, Any]]:
        return vars(self).items()

    @classmethod
    def _shape(cls) -> Dict[str, Tuple[Any, bool]]:
        fields = {key: (hint, not _is_optional(cls, name)) for key, (name, hint) in fields_by_key(cls).items()}
        return {cls._KEY: (List[cls._item()], True), **fields}  # type: ignore[misc]

    @classmethod
    def _read(cls: Type[L], value: Any) -> L:
        """Reads as `Data._read`, and accepts a plain list too."""
        if isinstance(value, cls) or not isinstance(value, (list, tuple)):
            return super()._read(value)
        return cls(_decode.list_of(cls._item()._read)(list(value)))

    @classmethod
    def _item(cls) -> Any:
        """Returns the type of its items."""
        return typing.get_args(vars(cls)["__orig_bases__"][0])[0]

    def copy(self: L) -> L:
        """Returns a shallow copy: the same items and other fields."""
        return copy.copy(self)

    @overload
    def __getitem__(self, index: SupportsIndex) -> T: ...

    @overload
    def __getitem__(self: L, index: slice) -> L: ...

    def __getitem__(self, index: Any) -> Any:
        """Returns an item; for a slice, a list with the same other fields."""
        if not isinstance(index, slice):
            return super().__getitem__(index)
        part = self.copy()
        part[:] = list(self)[index]
        return part

    def __eq__(self, other: Any) -> bool:
        """Whether the items are equal, and in a list of the same class also the other fields."""
        is_same = not isinstance(other, type(self)) or vars(self) == vars(other)
        return is_same and list.__eq__(self, other)

    def __ne__(self, other: Any) -> bool:
        return not self == other


def fields_by_key(cls: Type[Data]) -> Dict[str, Tuple[str, Any]]:
    """Returns the fields that have a JSON key, with their types."""
    hints = ((name, hint) for name, hint in typing.get_type_hints(cls).items() if typing.get_origin(hint) is not ClassVar)
    return {cls._KEYS.get(name, name): (name, hint) for name, hint in hints if name != "extra"}


def _is_optional(cls: Type[Data], name: str) -> bool:
    """Whether the field may be left out: its default is None."""
    return getattr(cls, name, ...) is None


def plain(value: Any) -> Any:
    """Converts a value to plain JSON values. The result shares nothing mutable with it."""
    if isinstance(value, Data):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value
