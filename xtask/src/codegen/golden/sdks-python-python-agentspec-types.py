# Generated from openapi.yaml 0.3.0 (sha256 7eb34635b386db4c68c4ffd753cd3e7ff8b606742e061b6d4cd664fb1a0a9758) by `cargo xtask codegen`. Not to be edited.
"""What agents answer and stream, and the options that they take.

Every dataclass keeps the fields that this version does not know, in `extra`.
"""

import dataclasses
from typing import Any, Callable, Dict, List, Literal, Mapping, Optional, TypedDict, Union

from . import _decode

__all__ = [
    "Shelf",
    "Scores",
    "ReadOptions",
    "Loan",
    "Book",
    "Loans",
    "Word",
    "ErrorEvent",
    "Done",
    "UnknownEvent",
    "StreamEvent",
    "stream_event",
]

Shelf = Union[Literal["reading_room", "cellar"], str]
"""Where it stands."""

Scores = Dict[str, int]
"""Points by reader."""


class ReadOptions(TypedDict, total=False):
    """More of how to read."""

    speed: float
    """Of reading."""


@dataclasses.dataclass(frozen=True)
class Loan:
    """A loan."""

    since: str
    """Since when."""
    until: Optional[str] = None
    """Until when, null if open."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Loan":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            since=fields.required("since", _decode.text),
            until=fields.optional("until", _decode.text),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class Book:
    """A book, with a "quote" and a \\ in its text.

    And a second paragraph.
    """

    title: str
    """The title."""
    shelf: Shelf
    """Where it stands."""
    author: Optional[str]
    """Null where nobody knows."""
    isbn: int
    """The number."""
    type: str
    """A name that is a keyword of Rust."""
    tags: List[str]
    """Its tags."""
    from_: Optional[str] = None
    """A name that is a keyword of Python."""
    loans: List[Loan] = dataclasses.field(default_factory=list)
    """Its loans, none if absent."""
    notes: List[str] = dataclasses.field(default_factory=list)
    """None if null."""
    is_lent: Optional[bool] = None
    """Whether it is lent."""
    weight: Optional[float] = None
    """In kilograms."""
    pages: Optional[int] = None
    """The pages."""
    anything: Optional[Any] = None
    """Any JSON."""
    facts: Optional[Dict[str, Any]] = None
    """What else is known."""
    scores: Optional[Scores] = None
    """Points by reader."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Book":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            title=fields.required("title", _decode.text),
            shelf=fields.required("shelf", _decode.text),
            author=fields.nullable("author", _decode.text),
            isbn=fields.required("isbn", _decode.int64),
            type=fields.required("type", _decode.text),
            tags=fields.required("tags", _decode.list_of(_decode.text)),
            from_=fields.optional("from", _decode.text),
            loans=fields.list_if_there("loans", Loan.from_dict),
            notes=fields.list_or_empty("notes", _decode.text),
            is_lent=fields.optional("is_lent", _decode.boolean),
            weight=fields.optional("weight", _decode.number),
            pages=fields.optional("pages", _decode.uint32),
            anything=fields.optional("anything", _decode.anything),
            facts=fields.optional("facts", _decode.mapping),
            scores=fields.optional("scores", _decode.mapping_of(_decode.int32)),
            extra=fields.rest(),
        )


class Loans(List[Loan]):
    """The loans."""

    total: Optional[int]
    """How many."""
    extra: Dict[str, Any]
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Loans":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        whole = cls(fields.required("loans", _decode.list_of(Loan.from_dict)))
        whole.total = fields.optional("total", _decode.uint64)
        whole.extra = fields.rest()
        return whole


@dataclasses.dataclass(frozen=True)
class Word:
    """A word."""

    text: str
    """The word."""
    book: Optional[Book] = None
    """A book, with a "quote" and a \\ in its text.

    And a second paragraph.
    """
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""
    type: Literal["word"] = dataclasses.field(default="word", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Word":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        fields.drop("type")
        return cls(
            text=fields.required("text", _decode.text),
            book=fields.optional("book", Book.from_dict),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class ErrorEvent:
    """The reader lost the voice."""

    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""
    type: Literal["error"] = dataclasses.field(default="error", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ErrorEvent":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        fields.drop("type")
        return cls(
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class Done:
    """The end."""

    loans: List[Loan] = dataclasses.field(default_factory=list)
    """Who waits."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""
    type: Literal["done"] = dataclasses.field(default="done", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Done":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        fields.drop("type")
        return cls(
            loans=fields.list_if_there("loans", Loan.from_dict),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class UnknownEvent:
    """An event of a type that this version does not know."""

    raw: Dict[str, Any]
    """The whole event, its `type` included, as it came."""
    type: Literal["unknown"] = dataclasses.field(default="unknown", init=False)
    """Not the event's own type, which is in `raw`."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "UnknownEvent":
        """Keeps the JSON as it is."""
        return cls(raw=dict(data))


StreamEvent = Union[Word, ErrorEvent, Done, UnknownEvent]
"""What is read."""

_STREAM_EVENTS: Dict[str, Callable[[Mapping[str, Any]], StreamEvent]] = {
    "word": Word.from_dict,
    "error": ErrorEvent.from_dict,
    "done": Done.from_dict,
}


def stream_event(data: Mapping[str, Any]) -> StreamEvent:
    """Reads one StreamEvent from JSON, by its `type`.

    Raises:
        ValueError: the JSON is not what the contract promises; the message says where.
    """
    read = _STREAM_EVENTS.get(_decode.Fields(data).required("type", _decode.text))
    return read(data) if read else UnknownEvent.from_dict(data)
