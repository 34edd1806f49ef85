"""The options that every call has, and what the calls are made on."""

import enum
from typing import Any, Callable, List, Mapping, NamedTuple, Optional, Protocol, Tuple, TypeVar, Union

from ._retry import RetryPolicy
from ._streams import AsyncEventStream, EventStream
from .exceptions import InvalidRequestError

T = TypeVar("T")

NOT_UNICODE = "is not valid Unicode: it has half of a surrogate pair"


def is_unicode(text: str) -> bool:
    """Whether it can be sent: a str of Python may hold half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Unset(enum.Enum):
    """Not given: what the client has holds. None is another thing, no limit."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset.UNSET

#: Seconds; None is no limit; UNSET is what the client has.
Timeout = Union[float, None, Unset]


class CallOptions(NamedTuple):
    """What one call does differently from its client."""

    timeout: Timeout = UNSET
    deadline: Timeout = UNSET
    max_retries: Optional[int] = None
    retry_policy: Optional[RetryPolicy] = None
    headers: Optional[Mapping[str, str]] = None
    correlation_id: Optional[str] = None
    idempotency_key: Optional[str] = None

    def __repr__(self) -> str:
        return _shown(self, self.headers)

    def over(self, defaults: "CallOptions") -> "CallOptions":
        """These, and where they say nothing, the defaults. The headers of both are sent."""
        return CallOptions(
            timeout=defaults.timeout if self.timeout is UNSET else self.timeout,
            deadline=defaults.deadline if self.deadline is UNSET else self.deadline,
            max_retries=defaults.max_retries if self.max_retries is None else self.max_retries,
            retry_policy=defaults.retry_policy if self.retry_policy is None else self.retry_policy,
            headers={**_mapping(defaults.headers), **_mapping(self.headers)},
            correlation_id=defaults.correlation_id if self.correlation_id is None else self.correlation_id,
            idempotency_key=defaults.idempotency_key if self.idempotency_key is None else self.idempotency_key,
        )


def _mapping(headers: Optional[Mapping[str, str]]) -> Mapping[str, str]:
    if headers is not None and not isinstance(headers, Mapping):
        raise InvalidRequestError(f"headers must be a mapping of str to str, not {type(headers).__name__}", code="invalid_request")
    for name, value in (headers or {}).items():
        for part, text in [("a name", name), (f"the value of {name!r}", value)]:
            if not isinstance(text, str):
                raise InvalidRequestError(f"headers must be a mapping of str to str: {part} is of type {type(text).__name__}", code="invalid_request")
            if not is_unicode(text):
                raise InvalidRequestError(f"headers: {part} {NOT_UNICODE}", code="invalid_request")
    return headers or {}


def _shown(options: "Union[CallOptions, NativeOptions]", headers: Any) -> str:
    """Without the values of the headers: they may be secrets."""
    names = list(headers) if isinstance(headers, Mapping) else None
    fields = {**options._asdict(), "headers": names}
    return f"{type(options).__name__}({', '.join(f'{name}={value!r}' for name, value in fields.items())})"


class NativeOptions(NamedTuple):
    """The same for the native half."""

    timeout: Optional[Tuple[Optional[float]]]
    deadline: Optional[Tuple[Optional[float]]]
    max_retries: Optional[int]
    retry_policy: Optional[RetryPolicy]
    headers: List[Tuple[str, str]]
    correlation_id: Optional[str]
    idempotency_key: Optional[str]

    def __repr__(self) -> str:
        return _shown(self, dict(self.headers))

    @classmethod
    def of(cls, options: CallOptions) -> "NativeOptions":
        timeout, deadline = options.timeout, options.deadline
        return cls(
            timeout=None if isinstance(timeout, Unset) else (timeout,),
            deadline=None if isinstance(deadline, Unset) else (deadline,),
            max_retries=options.max_retries,
            retry_policy=options.retry_policy,
            headers=list(_mapping(options.headers).items()),
            correlation_id=options.correlation_id,
            idempotency_key=options.idempotency_key,
        )


class Caller(Protocol):
    """What the blocking calls are made on."""

    def _call(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> T: ...

    def _stream(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> EventStream: ...


class AsyncCaller(Protocol):
    """What the asyncio calls are made on."""

    async def _call(self, operation: str, arguments: Mapping[str, Any], options: CallOptions, read: Callable[[Any], T]) -> T: ...

    def _stream(self, operation: str, arguments: Mapping[str, Any], options: CallOptions) -> AsyncEventStream: ...
