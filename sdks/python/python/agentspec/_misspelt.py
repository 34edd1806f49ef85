"""Warns of an option that is probably misspelt. As unknown keys are allowed, it is still sent."""

import difflib
import functools
from typing import Any, Mapping, Optional

from ._environment import warn
from .types import InvokeOptions

#: The similarity, from 0 to 1, above which one name is taken for a misspelling of the other.
_CUTOFF = 0.85


def warn_of_misspelt(options: Mapping[Any, Any]) -> None:
    """Warns of each key that is similar to a field of `InvokeOptions`."""
    for key in options:
        if key not in InvokeOptions.__annotations__ and isinstance(key, str):
            suggestion = _suggestion(key)
            if suggestion is not None:
                message = f"options has the unknown key {key!r}, which is sent to the agent unchanged: did you mean {suggestion!r}?"
                warn(message, UserWarning)


@functools.lru_cache(maxsize=256)
def _suggestion(key: str) -> Optional[str]:
    known = {_normalized(name): name for name in InvokeOptions.__annotations__}
    found = difflib.get_close_matches(_normalized(key), known, n=1, cutoff=_CUTOFF)
    return known[found[0]] if found else None


def _normalized(name: str) -> str:
    """Returns the name without its case and separators: `maxTokens`, `max-tokens` and `max_tokens` are equal."""
    return "".join(filter(str.isalnum, name.lower()))
