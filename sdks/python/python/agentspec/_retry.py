"""Retry policies of one's own."""

import math
from dataclasses import dataclass
from typing import Any, Callable, Literal, Optional, Union

from ._error import AgentSpecError


@dataclass(frozen=True)
class FailedCall:
    """A failed attempt, as a retry policy sees it.

    Attributes:
        error: What it failed with; its `outcome` is that of this attempt alone. Its `history` is empty, and `correlation_id` may be None:
            they are told of the call, once that has failed.
        operation: The operation's id in the contract, such as `invoke_agent`.
        attempt: Which attempt it was; the first is 1.
        elapsed: The seconds since the call was made.
        is_idempotent: Whether making it twice is making it once: True for GET and DELETE, False for POST.
        is_transient: Whether another attempt could end otherwise.
        delay: The seconds that the client would wait before another attempt; None where the server asks for more than `max_retry_delay`.
        standard: What the policy "standard" decides: the delay that it chooses, or None if it gives up.
    """

    error: AgentSpecError
    operation: str
    attempt: int
    elapsed: float
    is_idempotent: bool
    is_transient: bool
    delay: Optional[float]
    standard: Optional[float]


#: "standard", "strict" and "none"; or what returns the seconds before the next attempt, or None to give up.
RetryPolicy = Union[Literal["standard", "strict", "none"], Callable[[FailedCall], Optional[float]]]


def ask(policy: Callable[[FailedCall], Any], error: AgentSpecError, **known: Any) -> Optional[float]:
    """What a policy decides."""
    error.attempts = known["attempt"]
    try:
        delay = policy(FailedCall(error, **known))
    except (StopIteration, StopAsyncIteration) as stopped:
        # An iterator would take it for its end, and a future of asyncio refuses it.
        raise RuntimeError(f"retry_policy raised {type(stopped).__name__}: return None to give up") from stopped
    if delay is None:
        return None
    if isinstance(delay, bool) or not isinstance(delay, (int, float)):
        raise TypeError(f"retry_policy must return a number of seconds, or None to give up, not {type(delay).__name__}")
    if not 0 <= delay < math.inf:
        raise ValueError(f"retry_policy returned {delay}: return a number of seconds, 0 or more, or None to give up")
    return float(delay)
