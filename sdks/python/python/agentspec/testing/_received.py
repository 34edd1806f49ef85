"""What the server has received."""

import base64
import json
from dataclasses import dataclass
from typing import Any, Mapping, Optional

from .._headers import Headers


@dataclass(frozen=True)
class ReceivedRequest:
    """A request that a `MockServer` has received.

    Attributes:
        operation: The contract's `operationId`, such as `invoke_agent`; None if no operation has that method and path.
        method: The method.
        path: The path, still percent-encoded.
        query: The query, still percent-encoded and without the `?`; empty if there is none. The values of credentials are `[redacted]`.
        headers: The headers. The values of credentials are `[redacted]`.
        body: The body.
    """

    operation: Optional[str]
    method: str
    path: str
    query: str
    headers: Headers
    body: bytes

    def json(self) -> Any:
        """Returns the body as JSON. Raises ValueError if it is not JSON."""
        return json.loads(self.body)

    @classmethod
    def _of(cls, wire: Mapping[str, Any]) -> "ReceivedRequest":
        return cls(
            operation=wire["operation"],
            method=wire["method"],
            path=wire["path"],
            query=wire["query"],
            headers=Headers([(name, value) for name, value in wire["headers"]]),
            body=base64.b64decode(wire["body_base64"]),
        )
