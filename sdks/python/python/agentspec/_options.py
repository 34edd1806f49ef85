"""The options of a call."""

import enum
from typing import Any, List, Mapping, NamedTuple, Optional, Tuple, TypeVar, Union

from . import _native
from ._retry import RetryPolicy
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
    """Left out: what the client has holds. None is never that: it is no limit, or no header."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset.UNSET

#: Seconds; None is no limit; UNSET is what the client has.
Timeout = Union[float, None, Unset]
#: A number of attempts after the first; UNSET is what the client has.
MaxRetries = Union[int, Unset]
#: What decides whether a failed attempt is made again; UNSET is what the client has.
Policy = Union[RetryPolicy, Unset]
#: Headers beside those that the client has; None is none at all; UNSET is those of the client.
ExtraHeaders = Union[Mapping[str, str], None, Unset]
#: An id; None and UNSET are a random one.
GivenId = Union[str, None, Unset]


class CallOptions(NamedTuple):
    """What one call does differently from its client."""

    timeout: Timeout = UNSET
    deadline: Timeout = UNSET
    max_retries: MaxRetries = UNSET
    retry_policy: Policy = UNSET
    headers: ExtraHeaders = UNSET
    correlation_id: GivenId = UNSET
    idempotency_key: GivenId = UNSET
    byte_idle_timeout: Timeout = UNSET
    event_idle_timeout: Timeout = UNSET
    credential: Union[_native.Credential, Unset] = UNSET

    def __repr__(self) -> str:
        return _shown(self, self.headers)

    def over(self, defaults: "CallOptions") -> "CallOptions":
        """These, and where they say nothing, the defaults. The headers of both are sent."""
        for name in ("max_retries", "retry_policy"):
            if getattr(self, name) is None:
                raise InvalidRequestError(f"{name} must not be None: leave it out to use the client's", code="invalid_request", is_local=True)
        given = {name: value for name, value in self._asdict().items() if value is not UNSET}
        if self.headers is not None:
            given["headers"] = {**mapping(defaults.headers), **mapping(self.headers)}
        return defaults._replace(**given)


def mapping(headers: ExtraHeaders) -> Mapping[str, str]:
    """Headers as they are given; none are an empty mapping."""
    if headers is None or isinstance(headers, Unset):
        return {}
    if not isinstance(headers, Mapping):
        raise InvalidRequestError(f"headers must be a mapping of str to str, not {type(headers).__name__}", code="invalid_request", is_local=True)
    for name, value in headers.items():
        for part, text in [("a name", name), (f"the value of {name!r}", value)]:
            if not isinstance(text, str):
                raise InvalidRequestError(f"headers must be a mapping of str to str: {part} is of type {type(text).__name__}", code="invalid_request", is_local=True)
            if not is_unicode(text):
                raise InvalidRequestError(f"headers: {part} {NOT_UNICODE}", code="invalid_request", is_local=True)
    return headers


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
    byte_idle_timeout: Optional[Tuple[Optional[float]]]
    event_idle_timeout: Optional[Tuple[Optional[float]]]
    credential: Optional[_native.Credential]

    def __repr__(self) -> str:
        return _shown(self, dict(self.headers))

    @classmethod
    def of(cls, options: CallOptions) -> "NativeOptions":
        return cls(
            timeout=_limit(options.timeout),
            deadline=_limit(options.deadline),
            max_retries=_set(options.max_retries),
            retry_policy=_set(options.retry_policy),
            headers=list(mapping(options.headers).items()),
            correlation_id=_set(options.correlation_id),
            idempotency_key=_set(options.idempotency_key),
            byte_idle_timeout=_limit(options.byte_idle_timeout),
            event_idle_timeout=_limit(options.event_idle_timeout),
            credential=_set(options.credential),
        )


def _limit(seconds: Timeout) -> Optional[Tuple[Optional[float]]]:
    return None if isinstance(seconds, Unset) else (seconds,)


def _set(value: Union[T, None, Unset]) -> Optional[T]:
    return None if isinstance(value, Unset) else value
