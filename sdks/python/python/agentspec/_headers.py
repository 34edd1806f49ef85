"""The headers of an answer. Knows nothing of what they mean."""

from typing import Any, Dict, Iterable, Iterator, List, Mapping, Tuple, Union, cast


#: Those whose values are not shown: they let in whoever has them.
_SECRET = {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key"}


class Headers(Mapping[str, str]):
    """The headers of an answer, found by their names in any case; it cannot be changed.

    A header that came more than once has its values joined by ", ", as in requests and httpx. `get_all` gives them one by one: those of
    `Set-Cookie` hold commas of their own. Each name is there once, in lower case, in the order in which they came.
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
        """The values of a header in the order in which they came; none, where it did not come."""
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
        """Whether they say the same; of a plain mapping, by its names in any case."""
        if isinstance(other, Headers):
            return self._values == other._values
        if isinstance(other, Mapping):
            return dict(self) == {name.lower() if isinstance(name, str) else name: value for name, value in other.items()}
        return NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset((name, tuple(values)) for name, values in self._values.items()))

    def __repr__(self) -> str:
        """All of them, without the values of cookies and credentials."""
        return f"Headers({[(name, '<hidden>' if name in _SECRET else value) for name, value in self._lines()]})"
