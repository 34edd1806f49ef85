"""What is known of a request that failed."""

import enum
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple


class Outcome(str, enum.Enum):
    """What is known of a request that failed: the furthest that is proven of all its attempts. Each is a str too.

    Attributes:
        NOT_SENT: The server cannot have seen the whole of it.
        REJECTED: The server answered that it did not do it.
        UNKNOWN: It may have run.
        PARTIAL: It began: events of a stream came, then it broke, or told an error.
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
    """What came of one attempt that failed.

    Attributes:
        kind: The name of its class in `agentspec.exceptions`, such as `RateLimitError`.
        status: The status of the answer, where there was one.
        outcome: What is known of this attempt alone.
        delay: The seconds that were waited after it; None where no other followed.
    """

    kind: str
    status: Optional[int]
    outcome: Outcome
    delay: Optional[float]


#: A failed attempt, as the native half tells it: the kind of its error, its status, its outcome, and the seconds after it.
Row = Tuple[str, Optional[int], str, Optional[float]]


def attempts(rows: Sequence[Row]) -> List[FailedAttempt]:
    """Those that the native half tells of."""
    from .exceptions import KINDS

    return [FailedAttempt(KINDS[kind].__name__, status, Outcome(outcome), delay) for kind, status, outcome, delay in rows]
