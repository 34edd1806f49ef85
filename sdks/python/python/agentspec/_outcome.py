"""What is known of a request that failed."""

import enum
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple


class Outcome(str, enum.Enum):
    """What is known of a request that failed: the furthest state proven over all its attempts. Each member is also a str.

    Attributes:
        NOT_SENT: The server cannot have received the whole request.
        REJECTED: The server responded that it did not run the request.
        UNKNOWN: The request may have run.
        PARTIAL: The request began to run: events of its stream arrived, then the stream broke or sent an `error` event.
    """

    NOT_SENT = "not_sent"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    PARTIAL = "partial"

    def __str__(self) -> str:
        return self.value

    @property
    def may_have_run(self) -> bool:
        """Whether the agent may have run, and so may have cost money and acted on the world."""
        return self in (Outcome.UNKNOWN, Outcome.PARTIAL)


@dataclass(frozen=True)
class FailedAttempt:
    """A failed attempt.

    Attributes:
        kind: The name of its class in `agentspec.exceptions`, such as `RateLimitError`.
        status: The HTTP status of the response, if there was one.
        outcome: What is known of this attempt alone.
        delay: The delay after it, in seconds; None if no attempt followed.
    """

    kind: str
    status: Optional[int]
    outcome: Outcome
    delay: Optional[float]


#: A failed attempt, as the native module represents it: the kind of its error, its status, its outcome, and the delay after it in seconds.
Row = Tuple[str, Optional[int], str, Optional[float]]


def attempts(rows: Sequence[Row]) -> List[FailedAttempt]:
    """Converts the failed attempts of the native module."""
    from .exceptions import KINDS

    return [FailedAttempt(KINDS[kind].__name__, status, Outcome(outcome), delay) for kind, status, outcome, delay in rows]
