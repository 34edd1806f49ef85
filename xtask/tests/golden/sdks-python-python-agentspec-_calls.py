# Generated from openapi.yaml 0.3.0 (sha256 764a7107ae763fc812bbac477ad164d4b5d08ca69425e79941df65f2d0a435a2) by `cargo xtask codegen`. Not to be edited.
"""Every operation as a method, for the blocking and for the asyncio client: the bases of `Agents`, `AsyncAgents` and so on."""

from typing import Any, Mapping, Optional, Union

from . import _decode
from ._options import UNSET, AsyncCaller, Caller, CallOptions, ExtraHeaders, GivenId, MaxRetries, Policy, Timeout
from ._streams import AsyncEventStream, EventStream
from .types import Book, Loans, ReadOptions


class BookCalls:
    """The books."""

    def __init__(self, client: "Caller") -> None:
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "get_book",
            {"book": book, "edition": edition},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "delete_book",
            {"book": book},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones, and how many seconds the stream may be without a byte (`byte_idle_timeout`) and without an event
        (`event_idle_timeout`). What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._stream(
            "read_book",
            {"book": book, "voice": voice, "options": options, "from": from_},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "list_loans",
            {},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
            Loans.from_dict,
        )



class ServerCalls:
    """The calls of the client itself."""

    _client: "Caller"

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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._call(
            "status",
            {},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
            _decode.text,
        )



class AsyncBookCalls:
    """The books."""

    def __init__(self, client: "AsyncCaller") -> None:
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "get_book",
            {"book": book, "edition": edition},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "delete_book",
            {"book": book},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones, and how many seconds the stream may be without a byte (`byte_idle_timeout`) and without an event
        (`event_idle_timeout`). What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return self._client._stream(
            "read_book",
            {"book": book, "voice": voice, "options": options, "from": from_},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id, idempotency_key, byte_idle_timeout=byte_idle_timeout, event_idle_timeout=event_idle_timeout),
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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "list_loans",
            {},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
            Loans.from_dict,
        )



class AsyncServerCalls:
    """The calls of the client itself."""

    _client: "AsyncCaller"

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

        The other arguments are of this call alone: `timeout` (seconds of one attempt) and `deadline` (of the whole call; None is no limit),
        `max_retries` (attempts after the first), `retry_policy`, `headers` (None is none of the client's either), and the ids that are sent
        instead of random ones. What is left out is as the client has it, which None never means: see `with_options` of the client.
        """
        return await self._client._call(
            "status",
            {},
            CallOptions(timeout, deadline, max_retries, retry_policy, headers, correlation_id),
            _decode.text,
        )


