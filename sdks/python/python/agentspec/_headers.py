"""The headers of a response. Does not know their meaning."""

from typing import Any, Dict, Iterable, Iterator, List, Mapping, Tuple, Union, cast


#: The headers that hold credentials, whose values `repr` redacts.
_SECRET = {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key"}


class Headers(Mapping[str, str]):
    """The headers of a response: an immutable mapping whose keys are case-insensitive.

    The values of a repeated header are joined by ", ", as in requests and httpx. `get_all` returns them separately, as those of `Set-Cookie`
    contain commas. Each name occurs once, in lower case, in the order of the response.
    """

    def __init__(self, headers: Union[Mapping[str, str], Iterable[Tuple[str, str]]] = ()) -> None:
        lines: Iterable[Tuple[str, str]]
        if isinstance(headers, Headers):
            lines = headers._lines()
        elif isinstance(headers, Mapping):
            lines = cast("Mapping[str, str]", headers).items()
        else:
            lines = headers
        values: Dict[str, List[str]] = {}
        for name, value in lines:
            values.setdefault(name.lower(), []).append(value)
        self._values = values

    def _lines(self) -> List[Tuple[str, str]]:
        return [(name, value) for name, values in self._values.items() for value in values]

    def get_all(self, name: str) -> List[str]:
        """Returns the values of a header, in the order of the response; an empty list if the response does not have it."""
        return list(self._values.get(name.lower(), ()))

    def __getitem__(self, name: str) -> str:
        values = self._values.get(name.lower()) if isinstance(name, str) else None
        if values is None:
            raise KeyError(name)
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: Any) -> bool:
        """Whether both have the same names and values; the keys of a plain mapping are compared case-insensitively."""
        if isinstance(other, Headers):
            return self._values == other._values
        if isinstance(other, Mapping):
            return dict(self) == {name.lower() if isinstance(name, str) else name: value for name, value in other.items()}
        return NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset((name, tuple(values)) for name, values in self._values.items()))

    def __repr__(self) -> str:
        """Shows all headers, with the values of cookies and credentials redacted."""
        return f"Headers({[(name, '<redacted>' if name in _SECRET else value) for name, value in self._lines()]})"
