"""What schemathesis must be told of the mock server, because OpenAPI 3.0 cannot say it.

Each of these fails the run when `openapi.yaml` no longer has what it changes.
"""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import schemathesis

UINT64_MAX = 2**64 - 1

_used_keys: set[str] = set()
_fresh = itertools.count(1)


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    components = raw_schema["components"]

    # The judged server has a key, so calls with no credential are not among what it takes. Without this, the check
    # `ignored_auth` would not run.
    raw_schema["security"].remove({})

    # The schema of a stream is that of one event's data; schemathesis holds the whole event to it, as OpenAPI 3.2 does.
    stream = components["responses"]["EventStream"]["content"]["text/event-stream"]
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": stream["schema"]}
    stream["schema"] = {"type": "object", "required": ["data"], "properties": {"data": data}}

    # A request is never refused for the name by which it is traced: where it has another form, the server makes one.
    components["parameters"]["CorrelationId"]["schema"] = {"type": "string"}

    # The limit is in the format, which schemathesis does not know.
    unsigned = [schema for schema in _objects(raw_schema) if schema.get("format") == "uint64"]
    assert unsigned, "openapi.yaml has no uint64"
    for schema in unsigned:
        schema["maximum"] = UINT64_MAX


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """Uses no idempotency key twice: the same key with another body is a 422, however valid the body is."""
    key = case.headers.get("Idempotency-Key") if case.headers else None
    if key in _used_keys:
        case.headers["Idempotency-Key"] = f"judge-{next(_fresh)}"
    elif isinstance(key, str):
        _used_keys.add(key)


@schemathesis.check
def stream_ends_once(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    """The last event of a stream, and no other, is `done` or `error`."""
    if response.headers.get("content-type") != ["text/event-stream"]:
        return
    lines = response.content.decode().split("\n")
    events = [json.loads(line.removeprefix("data:")) for line in lines if line.startswith("data:")]
    ends = [index for index, event in enumerate(events) if event["type"] in ("done", "error")]
    assert ends == [len(events) - 1], f"of {len(events)} events, those that end the stream are {ends}"


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _objects(inner)
