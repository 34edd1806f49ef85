"""The common base of the blocking and the asyncio session handle. Makes no call."""

from dataclasses import dataclass
from typing import Any, Generic, Optional, TypeVar

from ._caller import R
from ._environment import ProcessBound

H = TypeVar("H", bound="BaseHandle[Any]")


@dataclass(frozen=True)
class UnresolvedTurn:
    """A turn that the server may have recorded, although its answer did not arrive completely.

    Attributes:
        input: The message.
        idempotency_key: The `Idempotency-Key` of the turn.
        is_streamed: Whether the answer was to be streamed. If so, `send_again_stream` sends the turn again, else `send_again`.
    """

    input: str
    idempotency_key: str
    is_streamed: bool


class BaseHandle(ProcessBound, Generic[R]):
    """A handle on one session, without the methods that make calls.

    Attributes:
        agent: The agent's name.
        session_id: The session's id.
    """

    agent: str
    session_id: str

    _instead = "open the session in the other process, by client.sessions.open(agent=…, session_id=…)"

    def __init__(self, client: R, agent: str, session_id: str) -> None:
        self.agent = agent
        self.session_id = session_id
        self._session = client.open_session(agent, session_id)
        self._client = client.on_session(self._session)

    @property
    def unresolved_turn(self) -> Optional[UnresolvedTurn]:
        """The turn that the server may have recorded, although its answer did not arrive completely: a stream broke or was closed, or a call timed
        out or was cancelled. Events that arrived count, whether they were read or not. None if the last turn was answered or refused, and
        during a turn.

        While there is an unresolved turn, the next turn raises InvalidRequestError with the code `turn_unresolved`, as it is unknown what the
        agent remembers. Resolve it by `send_again`, `send_again_stream` or `go_on`.

        A forked child shares no handle with its parent: there it is None, whatever the parent has, until the child has taken a turn itself.
        """
        turn = self._session.unresolved_turn
        return None if turn is None else UnresolvedTurn(*turn)

    def __copy__(self: H) -> H:
        """Returns itself, as copies would take turns of one session at the same time."""
        return self

    def __deepcopy__(self: H, memo: Any) -> H:
        return self

    def go_on(self) -> None:
        """Leaves the unresolved turn as it is, recorded or not, and permits the next turn. Sends nothing."""
        self._session.go_on()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(agent={self.agent!r}, session_id={self.session_id!r})"
