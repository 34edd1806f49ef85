"""Warns of an option that is probably a misspelt one. Further keys are allowed, so it is passed on all the same."""

import difflib
import functools
from typing import Any, Mapping, Optional

from ._environment import warn
from .types import InvokeOptions

#: How alike two names are, from 0 to 1, of which one is the other misspelt.
_ALIKE = 0.85


def warn_of_misspelt(options: Mapping[Any, Any]) -> None:
    """Warns of each key that is nearly one of `InvokeOptions`."""
    for key in options:
        if key not in InvokeOptions.__annotations__ and isinstance(key, str):
            meant = _meant(key)
            if meant is not None:
                message = f"options has the key {key!r}, which is passed on to the agent as it is: did you mean {meant!r}?"
                warn(message, UserWarning)


@functools.lru_cache(maxsize=256)
def _meant(key: str) -> Optional[str]:
    known = {_plain(name): name for name in InvokeOptions.__annotations__}
    found = difflib.get_close_matches(_plain(key), known, n=1, cutoff=_ALIKE)
    return known[found[0]] if found else None


def _plain(name: str) -> str:
    """Whatever the manner of joining words: `maxTokens`, `max-tokens` and `max_tokens` are one."""
    return "".join(filter(str.isalnum, name.lower()))
