# Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.
"""The calls of the blocking and the asyncio client: every operation as a method of a namespace or the client, and of a session's handle."""

from typing import Any, AsyncIterator, Iterator, Mapping, Optional, Union

from . import _decode
from ._base_client import Namespace
from ._base_handle import BaseHandle
from ._caller import AsyncCaller, Caller
from ._json import progress
from ._options import UNSET, CallOptions, ExtraHeaders, GivenId, MaxRetries, Policy, Timeout
from ._response import refuse_several
from ._streams import AsyncEventStream, EventStream
from .types import Book, Loan, Loans, ReadOptions


class Books:
    """The books."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    def get(
        self,
        *,
        book: str,
        edition: Optional[int] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Book:
        """Read a book.

        Args:
            book: 
            edition: 

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "get_book",
            {"book": book, "edition": edition},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Book.from_dict,
        )

    def del_(
        self,
        *,
        book: str,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> None:
        """Forget a book.

        Args:
            book: 

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "delete_book",
            {"book": book},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.nothing,
        )

    def match(
        self,
        *,
        book: str,
        voice: str,
        options: Optional[Union[ReadOptions, Mapping[str, Any]]] = None,
        from_: Optional[str] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
        byte_idle_timeout: Timeout = UNSET,
        event_idle_timeout: Timeout = UNSET,
    ) -> EventStream:
        """Read a book aloud.

        Args:
            book: 
            voice: The voice.
            options: More of how to read.
            from_: The reader.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "read_book",
            {"book": book, "voice": voice, "options": options, "from": from_},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )

    def loans(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Loans:
        """List the loans.

        All of them.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "list_loans",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Loans.from_dict,
        )


class Sessions:
    """The talks with a librarian."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    def get(
        self,
        *,
        librarian: str,
        session_id: str,
        since: Optional[str] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Loans:
        """Read a session.

        Args:
            librarian: The librarian's name.
            session_id: The session's id.
            since: 

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "get_session",
            {"librarian": librarian, "session_id": session_id, "since": since},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Loans.from_dict,
        )

    def delete(
        self,
        *,
        librarian: str,
        session_id: str,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> str:
        """Forget a session.

        Args:
            librarian: The librarian's name.
            session_id: The session's id.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "delete_session",
            {"librarian": librarian, "session_id": session_id},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.text,
        )

    def ask(
        self,
        *,
        librarian: str,
        session_id: str,
        input: str,
        options: Optional[Union[ReadOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
    ) -> Loan:
        """Ask for a loan.

        Args:
            librarian: The librarian's name.
            session_id: The session's id.
            input: The question.
            options: More of how to read.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "ask_session",
            {"librarian": librarian, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            Loan.from_dict,
        )

    def ask_stream(
        self,
        *,
        librarian: str,
        session_id: str,
        input: str,
        options: Optional[Union[ReadOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
        byte_idle_timeout: Timeout = UNSET,
        event_idle_timeout: Timeout = UNSET,
    ) -> EventStream:
        """Ask for a loan, and hear the words.

        Args:
            librarian: The librarian's name.
            session_id: The session's id.
            input: The question.
            options: More of how to read.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "ask_session_stream",
            {"librarian": librarian, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )

    def book(
        self,
        *,
        librarian: str,
        session_id: str,
        book: str,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Book:
        """Read a book of a session, which is no call of the session alone.

        Args:
            librarian: The librarian's name.
            session_id: The session's id.
            book: 

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "session_book",
            {"librarian": librarian, "session_id": session_id, "book": book},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Book.from_dict,
        )

    def open(self, *, agent: str, session_id: str) -> "SessionHandle":
        """Return a handle on one session, which runs its turns one after the other."""
        return SessionHandle(self._client, agent, session_id)


class SessionHandle(BaseHandle[Caller]):
    """A conversation with an agent. The handle runs one turn at a time; a streamed turn is over when its stream has ended or is closed.

    A stream that is neither read to its end nor closed blocks the next turn for at most `timeout` seconds. The turn then raises TimeoutError,
    which names the stream by its correlation id. `logging` warns after one second.

    After a turn that the server may have recorded, although its answer did not arrive completely, the next turn raises InvalidRequestError with
    the code `turn_unresolved`: see `unresolved_turn`.

    Attributes:
        agent: The agent's name.
        session_id: The session's id.
    """

    def get(
        self,
        *,
        since: Optional[str] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Loans:
        """Read a session.

        The call waits for no turn.

        Args:
            since: 

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "get_session",
            {"since": since},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Loans.from_dict,
        )

    def delete(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> str:
        """Forget a session.

        The call first waits for the current turn. A stream that is neither read to its end nor closed blocks it for at most `timeout` seconds.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "delete_session",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.text,
        )

    def ask(
        self,
        *,
        input: str,
        options: Optional[Union[ReadOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
    ) -> Loan:
        """Ask for a loan.

        The call first waits for the previous turn, for a streamed one `timeout` seconds at most: read a stream of this handle to its end, or
        close it, before the next turn.

        Args:
            input: The question.
            options: More of how to read.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "ask_session",
            {"input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            Loan.from_dict,
        )

    def ask_stream(
        self,
        *,
        input: str,
        options: Optional[Union[ReadOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
        byte_idle_timeout: Timeout = UNSET,
        event_idle_timeout: Timeout = UNSET,
    ) -> EventStream:
        """Ask for a loan, and hear the words.

        The call first waits for the previous turn, for a streamed one `timeout` seconds at most: read a stream of this handle to its end, or
        close it, before the next turn.

        Args:
            input: The question.
            options: More of how to read.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "ask_session_stream",
            {"input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )

    def send_again(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Loan:
        """Send the unresolved turn again, and wait for the whole answer.

        The turn keeps its options and its idempotency key. A server that knows the key runs the turn once; any other may run it twice.
        Raises InvalidRequestError if no turn is unresolved, or if its answer was to be streamed.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "send_again",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Loan.from_dict,
        )

    def send_again_stream(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        byte_idle_timeout: Timeout = UNSET,
        event_idle_timeout: Timeout = UNSET,
    ) -> EventStream:
        """Send the unresolved turn again, and stream the answer as it is made.

        As `send_again`, for a turn whose answer was to be streamed.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "send_again_stream",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )


class Calls:
    """The namespaces of a client, and the calls of the client itself."""

    _client: Caller

    books = Namespace(Books)
    sessions = Namespace(Sessions)

    def _bind(self, client: Caller) -> None:
        self._client = client
        self.books = Books(client)
        self.sessions = Sessions(client)

    def yield_(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> str:
        """Ask how the library is.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.call(
            "status",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.text,
        )


class AsyncBooks:
    """The books."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    async def get(
        self,
        *,
        book: str,
        edition: Optional[int] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Book:
        """Read a book.

        Args:
            book: 
            edition: 

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "get_book",
            {"book": book, "edition": edition},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Book.from_dict,
        )

    async def del_(
        self,
        *,
        book: str,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> None:
        """Forget a book.

        Args:
            book: 

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "delete_book",
            {"book": book},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.nothing,
        )

    def match(
        self,
        *,
        book: str,
        voice: str,
        options: Optional[Union[ReadOptions, Mapping[str, Any]]] = None,
        from_: Optional[str] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
        byte_idle_timeout: Timeout = UNSET,
        event_idle_timeout: Timeout = UNSET,
    ) -> AsyncEventStream:
        """Read a book aloud.

        Args:
            book: 
            voice: The voice.
            options: More of how to read.
            from_: The reader.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "read_book",
            {"book": book, "voice": voice, "options": options, "from": from_},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )

    async def loans(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Loans:
        """List the loans.

        All of them.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "list_loans",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Loans.from_dict,
        )


class AsyncSessions:
    """The talks with a librarian."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    async def get(
        self,
        *,
        librarian: str,
        session_id: str,
        since: Optional[str] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Loans:
        """Read a session.

        Args:
            librarian: The librarian's name.
            session_id: The session's id.
            since: 

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "get_session",
            {"librarian": librarian, "session_id": session_id, "since": since},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Loans.from_dict,
        )

    async def delete(
        self,
        *,
        librarian: str,
        session_id: str,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> str:
        """Forget a session.

        Args:
            librarian: The librarian's name.
            session_id: The session's id.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "delete_session",
            {"librarian": librarian, "session_id": session_id},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.text,
        )

    async def ask(
        self,
        *,
        librarian: str,
        session_id: str,
        input: str,
        options: Optional[Union[ReadOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
    ) -> Loan:
        """Ask for a loan.

        Args:
            librarian: The librarian's name.
            session_id: The session's id.
            input: The question.
            options: More of how to read.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "ask_session",
            {"librarian": librarian, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            Loan.from_dict,
        )

    def ask_stream(
        self,
        *,
        librarian: str,
        session_id: str,
        input: str,
        options: Optional[Union[ReadOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
        byte_idle_timeout: Timeout = UNSET,
        event_idle_timeout: Timeout = UNSET,
    ) -> AsyncEventStream:
        """Ask for a loan, and hear the words.

        Args:
            librarian: The librarian's name.
            session_id: The session's id.
            input: The question.
            options: More of how to read.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "ask_session_stream",
            {"librarian": librarian, "session_id": session_id, "input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )

    async def book(
        self,
        *,
        librarian: str,
        session_id: str,
        book: str,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Book:
        """Read a book of a session, which is no call of the session alone.

        Args:
            librarian: The librarian's name.
            session_id: The session's id.
            book: 

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "session_book",
            {"librarian": librarian, "session_id": session_id, "book": book},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Book.from_dict,
        )

    def open(self, *, agent: str, session_id: str) -> "AsyncSessionHandle":
        """Return a handle on one session, which runs its turns one after the other."""
        return AsyncSessionHandle(self._client, agent, session_id)


class AsyncSessionHandle(BaseHandle[AsyncCaller]):
    """A conversation with an agent. The handle runs one turn at a time; a streamed turn is over when its stream has ended or is closed.

    A stream that is neither read to its end nor closed blocks the next turn for at most `timeout` seconds. The turn then raises TimeoutError,
    which names the stream by its correlation id. `logging` warns after one second.

    After a turn that the server may have recorded, although its answer did not arrive completely, the next turn raises InvalidRequestError with
    the code `turn_unresolved`: see `unresolved_turn`.

    Attributes:
        agent: The agent's name.
        session_id: The session's id.
    """

    async def get(
        self,
        *,
        since: Optional[str] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Loans:
        """Read a session.

        The call waits for no turn.

        Args:
            since: 

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "get_session",
            {"since": since},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Loans.from_dict,
        )

    async def delete(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> str:
        """Forget a session.

        The call first waits for the current turn. A stream that is neither read to its end nor closed blocks it for at most `timeout` seconds.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "delete_session",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.text,
        )

    async def ask(
        self,
        *,
        input: str,
        options: Optional[Union[ReadOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
    ) -> Loan:
        """Ask for a loan.

        The call first waits for the previous turn, for a streamed one `timeout` seconds at most: read a stream of this handle to its end, or
        close it, before the next turn.

        Args:
            input: The question.
            options: More of how to read.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "ask_session",
            {"input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key),
            Loan.from_dict,
        )

    def ask_stream(
        self,
        *,
        input: str,
        options: Optional[Union[ReadOptions, Mapping[str, Any]]] = None,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        idempotency_key: GivenId = UNSET,
        byte_idle_timeout: Timeout = UNSET,
        event_idle_timeout: Timeout = UNSET,
    ) -> AsyncEventStream:
        """Ask for a loan, and hear the words.

        The call first waits for the previous turn, for a streamed one `timeout` seconds at most: read a stream of this handle to its end, or
        close it, before the next turn.

        Args:
            input: The question.
            options: More of how to read.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "ask_session_stream",
            {"input": input, "options": options},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, idempotency_key=idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )

    async def send_again(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> Loan:
        """Send the unresolved turn again, and wait for the whole answer.

        The turn keeps its options and its idempotency key. A server that knows the key runs the turn once; any other may run it twice.
        Raises InvalidRequestError if no turn is unresolved, or if its answer was to be streamed.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "send_again",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            Loan.from_dict,
        )

    def send_again_stream(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
        byte_idle_timeout: Timeout = UNSET,
        event_idle_timeout: Timeout = UNSET,
    ) -> AsyncEventStream:
        """Send the unresolved turn again, and stream the answer as it is made.

        As `send_again`, for a turn whose answer was to be streamed.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), the ids to send instead of random
        ones, and the seconds that the stream may receive no byte (`byte_idle_timeout`) and no event (`event_idle_timeout`).
        An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return self._client.stream(
            "send_again_stream",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
        )


class AsyncCalls:
    """The namespaces of a client, and the calls of the client itself."""

    _client: AsyncCaller

    books = Namespace(AsyncBooks)
    sessions = Namespace(AsyncSessions)

    def _bind(self, client: AsyncCaller) -> None:
        self._client = client
        self.books = AsyncBooks(client)
        self.sessions = AsyncSessions(client)

    async def yield_(
        self,
        *,
        timeout: Timeout = UNSET,
        deadline: Timeout = UNSET,
        max_retries: MaxRetries = UNSET,
        retry_policy: Policy = UNSET,
        headers: ExtraHeaders = UNSET,
        correlation_id: GivenId = UNSET,
    ) -> str:
        """Ask how the library is.

        The other arguments apply to this call only: `timeout` (seconds for one attempt), `deadline` (seconds for the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None also omits the client's), and the ids to send instead of random
        ones. An argument that is left out keeps the client's value, and None never does: see `with_options` of the client.
        """
        return await self._client.call(
            "status",
            {},
            CallOptions(timeout=timeout, deadline=deadline, max_retries=max_retries, retry_policy=retry_policy, headers=headers, correlation_id=correlation_id),
            _decode.text,
        )

