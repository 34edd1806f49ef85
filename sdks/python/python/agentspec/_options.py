"""The options of a call."""

import enum
from typing import Any, List, Mapping, NamedTuple, Optional, Tuple, TypeVar, Union

from . import _native
from ._retry import RetryPolicy
from .exceptions import InvalidRequestError

T = TypeVar("T")

NOT_UNICODE = "is not valid Unicode: it has half of a surrogate pair"


def is_unicode(text: str) -> bool:
    """Returns whether the text can be sent: a str may contain half of a surrogate pair, which UTF-8 cannot encode."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Unset(enum.Enum):
    """The type of `UNSET`, an argument that is left out and keeps the client's value. None never does: it is no limit, or no header."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset.UNSET

#: Seconds; None is no limit; UNSET keeps the client's value.
Timeout = Union[float, None, Unset]
#: The number of attempts after the first; UNSET keeps the client's value.
MaxRetries = Union[int, Unset]
#: The policy that decides whether a failed attempt is retried; UNSET keeps the client's value.
Policy = Union[RetryPolicy, Unset]
#: Headers in addition to the client's; None sends neither; UNSET sends the client's.
ExtraHeaders = Union[Mapping[str, str], None, Unset]
#: An id; None and UNSET are a random id.
GivenId = Union[str, None, Unset]


class CallOptions(NamedTuple):
    """The options of one call that differ from those of its client."""

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
        return _redacted(self, self.headers)

    def over(self, defaults: "CallOptions") -> "CallOptions":
        """Returns these options, with `defaults` for those that are unset. The headers of both are sent."""
        if all(value is UNSET for value in self):
            return defaults
        for name in ("max_retries", "retry_policy"):
            if getattr(self, name) is None:
                raise InvalidRequestError(f"{name} must not be None: leave it out to use the client's", code="invalid_request", is_local=True)
        given = {name: value for name, value in self._asdict().items() if value is not UNSET}
        if self.headers is not None:
            given["headers"] = {**mapping(defaults.headers), **mapping(self.headers)}
        return defaults._replace(**given)


def mapping(headers: ExtraHeaders) -> Mapping[str, str]:
    """Returns the given headers as a mapping, which is empty if there are none."""
    if headers is None or isinstance(headers, Unset):
        return {}
    if not isinstance(headers, Mapping):
        raise InvalidRequestError(f"headers: expected a mapping of str to str, got {type(headers).__name__}", code="invalid_request", is_local=True)
    for name, value in headers.items():
        for part, text in [("a name", name), (f"the value of {name!r}", value)]:
            if not isinstance(text, str):
                raise InvalidRequestError(f"headers: expected a mapping of str to str, but {part} is of type {type(text).__name__}", code="invalid_request", is_local=True)
            if not is_unicode(text):
                raise InvalidRequestError(f"headers: {part} {NOT_UNICODE}", code="invalid_request", is_local=True)
    return headers


def _redacted(options: "Union[CallOptions, NativeOptions]", headers: Any) -> str:
    """Returns the `repr` of options without the values of the headers, which may be secrets."""
    names = list(headers) if isinstance(headers, Mapping) else None
    fields = {**options._asdict(), "headers": names}
    return f"{type(options).__name__}({', '.join(f'{name}={value!r}' for name, value in fields.items())})"


class NativeOptions(NamedTuple):
    """The options of one call as the native module takes them. A limit is a tuple, which is None if unset."""

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
        return _redacted(self, dict(self.headers))

    @classmethod
    def of(cls, options: CallOptions) -> "NativeOptions":
        """Converts the options of a call."""
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
