"""Custom retry policies."""

import math
from dataclasses import dataclass
from typing import Any, Callable, Literal, Optional, Union

from ._error import AgentSpecError


@dataclass(frozen=True)
class FailedCall:
    """A failed attempt, as a retry policy receives it.

    Attributes:
        error: The failure of this attempt; its `outcome` is that of this attempt alone. Its `history` is empty, and `correlation_id` may be
            None: they are set when the call has failed.
        operation: The operation's id in the contract, such as `invoke_agent`.
        attempt: The number of the attempt; the first is 1.
        elapsed: The seconds since the start of the call.
        is_idempotent: Whether running the request twice has the effect of running it once: True for GET and DELETE, False for POST.
        is_transient: Whether another attempt could succeed.
        delay: The delay before another attempt by the client's settings, in seconds; None if the server asks for more than `max_retry_delay`.
        standard: The decision of the policy "standard": the delay, or None to give up.
    """

    error: AgentSpecError
    operation: str
    attempt: int
    elapsed: float
    is_idempotent: bool
    is_transient: bool
    delay: Optional[float]
    standard: Optional[float]


#: "standard", "strict" or "none"; or a callable that returns the delay before the next attempt in seconds, or None to give up.
RetryPolicy = Union[Literal["standard", "strict", "none"], Callable[[FailedCall], Optional[float]]]


def decide(policy: Callable[[FailedCall], Any], error: AgentSpecError, **known: Any) -> Optional[float]:
    """Returns the decision of a policy: the delay before the next attempt in seconds, or None to give up."""
    error.attempts = known["attempt"]
    try:
        delay = policy(FailedCall(error, **known))
    except (StopIteration, StopAsyncIteration) as stopped:
        # An iterator would end by it, and an asyncio future does not accept it.
        raise RuntimeError(f"retry_policy raised {type(stopped).__name__}: return None to give up") from stopped
    if delay is None:
        return None
    if isinstance(delay, bool) or not isinstance(delay, (int, float)):
        raise TypeError(f"expected retry_policy to return a number of seconds, or None to give up, got {type(delay).__name__}")
    if not 0 <= delay < math.inf:
        raise ValueError(f"expected retry_policy to return a number of seconds, 0 or more, or None to give up, got {delay}")
    return float(delay)
