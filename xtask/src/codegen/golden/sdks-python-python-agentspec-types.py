# Generated from openapi.yaml 0.3.0 (sha256 764a7107ae763fc812bbac477ad164d4b5d08ca69425e79941df65f2d0a435a2) by `cargo xtask codegen`. Not to be edited.
"""What agents answer and stream, and the options that they take.

Every dataclass keeps the fields that this version does not know, in `extra`.
"""

import dataclasses
from typing import Any, Callable, Dict, List, Literal, Mapping, Optional, TypedDict, Union

from . import _decode

__all__ = [
    "Shelf",
    "Loan",
    "Scores",
    "Lent",
    "Seen",
    "Book",
    "Loans",
    "Reader",
    "ReadOptions",
    "Word",
    "ErrorEvent",
    "Done",
    "UnknownEvent",
    "StreamEvent",
    "stream_event",
]


Shelf = Union[Literal["reading_room", "cellar"], str]
"""Where it stands."""


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


Scores = Dict[str, int]
"""Points by reader."""


Lent = Dict[str, Loan]
"""Loans by reader."""


Seen = Dict[str, str]
"""When it was seen, by place."""


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
    facts: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """What else is known."""
    scores: Optional[Scores] = None
    """Points by reader."""
    lent: Optional[Lent] = None
    """Loans by reader."""
    int_: Optional[int] = None
    """A name that a class of Python uses."""
    year: Optional[int] = None
    """After it, for the same reason."""
    seen: Optional[Seen] = None
    """When it was seen, by place."""
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
            facts=fields.mapping_if_there("facts"),
            scores=fields.optional("scores", _decode.mapping_of(_decode.int32)),
            lent=fields.optional("lent", _decode.mapping_of(Loan.from_dict)),
            int_=fields.optional("int", _decode.int32),
            year=fields.optional("year", _decode.int32),
            seen=fields.optional("seen", _decode.mapping_of(_decode.text)),
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
class Reader:
    """Who reads."""

    names: List[str]
    """Of the reader, none if null."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict)
    """Fields that this version does not know, as they came."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Reader":
        """Reads it from JSON.

        Raises:
            ValueError: the JSON is not what the contract promises; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            names=fields.nullable("names", _decode.list_of(_decode.text)) or [],
            extra=fields.rest(),
        )


class ReadOptions(TypedDict, total=False):
    """More of how to read."""

    speed: Optional[float]
    """Of reading."""
    after: Loan
    """A loan."""


@dataclasses.dataclass(frozen=True)
class Word:
    """A word:

    - as it is written,
      and no other
    """

    text: str
    """The word."""
    book: Optional[Book] = None
    """A book, with a "quote" and a \\ in its text.

    And a second paragraph.
    """
    at: Optional[str] = None
    """When it was read."""
    line: Optional[int] = None
    """Its line."""
    marks: List[str] = dataclasses.field(default_factory=list)
    """Its marks, none if null."""
    times: List[str] = dataclasses.field(default_factory=list)
    """When it was read before."""
    lines: List[int] = dataclasses.field(default_factory=list)
    """Its lines before."""
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
            at=fields.optional("at", _decode.text),
            line=fields.optional("line", _decode.uint64),
            marks=fields.list_or_empty("marks", _decode.text),
            times=fields.list_if_there("times", _decode.text),
            lines=fields.list_if_there("lines", _decode.uint64),
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
    reader: Optional[Reader] = None
    """Who reads."""
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
            reader=fields.optional("reader", Reader.from_dict),
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
