# Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.
"""The responses and events of agents, and the options of a call.

Every class of a response keeps the fields that this version does not know in `extra`. `from_dict` reads it from JSON, and `to_dict` returns its
JSON.
"""

import dataclasses
from typing import Any, Callable, Dict, Iterable, List, Literal, Mapping, Optional, TypedDict, Union

from . import _data, _decode

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
class Loan(_data.Data):
    """A loan.

    Attributes:
        since: Since when.
        until: Until when, null if open.
        extra: Fields that this version does not know, unchanged.
    """

    since: str
    """Since when."""
    until: Optional[str] = None
    """Until when, null if open."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Loan":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
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
class Book(_data.Data):
    """A book, with a "quote" and a \\ in its text.

    And a second paragraph.

    Attributes:
        title: The title.
        shelf: Where it stands.
        author: Null where nobody knows.
        isbn: The number.
        type: A name that is a keyword of Rust.
        tags: Its tags.
        from_: A name that is a keyword of Python.
        loans: Its loans, none if absent.
        notes: None if null.
        is_lent: Whether it is lent.
        weight: In kilograms.
        pages: The pages.
        anything: Any JSON.
        facts: What else is known.
        scores: Points by reader.
        lent: Loans by reader.
        int_: A name that a class of Python uses.
        year: After it, for the same reason.
        seen: When it was seen, by place.
        extra: Fields that this version does not know, unchanged.
    """

    _KEYS = {"from_": "from", "int_": "int"}

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
    tags: List[str] = dataclasses.field(hash=False)
    """Its tags."""
    from_: Optional[str] = None
    """A name that is a keyword of Python."""
    loans: List[Loan] = dataclasses.field(default_factory=list, hash=False)
    """Its loans, none if absent."""
    notes: List[str] = dataclasses.field(default_factory=list, hash=False)
    """None if null."""
    is_lent: Optional[bool] = None
    """Whether it is lent."""
    weight: Optional[float] = None
    """In kilograms."""
    pages: Optional[int] = None
    """The pages."""
    anything: Optional[Any] = dataclasses.field(default=None, hash=False)
    """Any JSON."""
    facts: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """What else is known."""
    scores: Optional[Scores] = dataclasses.field(default=None, hash=False)
    """Points by reader."""
    lent: Optional[Lent] = dataclasses.field(default=None, hash=False)
    """Loans by reader."""
    int_: Optional[int] = None
    """A name that a class of Python uses."""
    year: Optional[int] = None
    """After it, for the same reason."""
    seen: Optional[Seen] = dataclasses.field(default=None, hash=False)
    """When it was seen, by place."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Book":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
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


class Loans(_data.DataList[Loan]):
    """The loans.

    Attributes:
        total: How many.
        extra: Fields that this version does not know, unchanged.
    """

    _KEY = "loans"

    total: Optional[int] = None
    """How many."""
    extra: Dict[str, Any]
    """Fields that this version does not know, unchanged."""

    def __init__(
        self,
        loans: Iterable[Loan] = (),
        *,
        total: Optional[int] = None,
        extra: Optional[Mapping[str, Any]] = None,
    ) -> None:
        super().__init__(loans)
        self.total = total
        self.extra = dict(extra or {})

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Loans":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            fields.required("loans", _decode.list_of(Loan.from_dict)),
            total=fields.optional("total", _decode.uint64),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class Reader(_data.Data):
    """Who reads.

    Attributes:
        names: Of the reader, none if null.
        extra: Fields that this version does not know, unchanged.
    """

    names: List[str] = dataclasses.field(hash=False)
    """Of the reader, none if null."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Reader":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        return cls(
            names=fields.nullable("names", _decode.list_of(_decode.text)) or [],
            extra=fields.rest(),
        )


class ReadOptions(TypedDict, total=False):
    """More of how to read.

    Keys:
        speed: Of reading.
        after: A loan.
    """

    speed: Optional[float]
    """Of reading."""
    after: Loan
    """A loan."""


# pydantic models keep further keys too.
setattr(ReadOptions, "__pydantic_config__", {"extra": "allow"})


@dataclasses.dataclass(frozen=True)
class Word(_data.Event):
    """A word:

    - as it is written,
      and no other

    Attributes:
        text: The word.
        book: A book, with a "quote" and a \\ in its text.
        at: When it was read.
        line: Its line.
        marks: Its marks, none if null.
        times: When it was read before.
        lines: Its lines before.
        extra: Fields that this version does not know, unchanged.
        type: The event's type.
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
    marks: List[str] = dataclasses.field(default_factory=list, hash=False)
    """Its marks, none if null."""
    times: List[str] = dataclasses.field(default_factory=list, hash=False)
    """When it was read before."""
    lines: List[int] = dataclasses.field(default_factory=list, hash=False)
    """Its lines before."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""
    type: Literal["word"] = dataclasses.field(default="word", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Word":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        fields.tagged("word")
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
class ErrorEvent(_data.Event):
    """The reader lost the voice.

    Attributes:
        extra: Fields that this version does not know, unchanged.
        type: The event's type.
    """

    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""
    type: Literal["error"] = dataclasses.field(default="error", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "ErrorEvent":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        fields.tagged("error")
        return cls(
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class Done(_data.Event):
    """The end.

    Attributes:
        loans: Who waits.
        reader: Who reads.
        extra: Fields that this version does not know, unchanged.
        type: The event's type.
    """

    loans: List[Loan] = dataclasses.field(default_factory=list, hash=False)
    """Who waits."""
    reader: Optional[Reader] = None
    """Who reads."""
    extra: Dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    """Fields that this version does not know, unchanged."""
    type: Literal["done"] = dataclasses.field(default="done", init=False)
    """The event's type."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Done":
        """Reads the class from JSON.

        Raises:
            ValueError: The JSON does not match the contract; the message says where.
        """
        fields = _decode.Fields(data)
        fields.tagged("done")
        return cls(
            loans=fields.list_if_there("loans", Loan.from_dict),
            reader=fields.optional("reader", Reader.from_dict),
            extra=fields.rest(),
        )


@dataclasses.dataclass(frozen=True)
class UnknownEvent(_data.Unknown):
    """An event of a type that this version does not know.

    Attributes:
        raw: The whole event, including its `type`, unchanged.
        type: Always "unknown"; the event's own type is in `raw`.
    """

    raw: Dict[str, Any] = dataclasses.field(hash=False)
    """The whole event, including its `type`, unchanged."""
    type: Literal["unknown"] = dataclasses.field(default="unknown", init=False)
    """Always "unknown"; the event's own type is in `raw`."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "UnknownEvent":
        """Keeps the JSON unchanged."""
        return cls(raw=dict(data))

    @classmethod
    def _read(cls, value: Any) -> "UnknownEvent":
        return cls._read_unless(_STREAM_EVENTS, value)


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
        ValueError: The JSON does not match the contract; the message says where.
    """
    read = _STREAM_EVENTS.get(_decode.Fields(data).required("type", _decode.text))
    return read(data) if read else UnknownEvent.from_dict(data)
