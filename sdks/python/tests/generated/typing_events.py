# Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.
"""A use of every event, for the checkers of types: an event has its fields once its `type` is checked, and no other class is left."""

from agentspec.types import StreamEvent, UnknownEvent


def fields(event: StreamEvent) -> object:
    if event.type == "token":
        return [event.content, event.extra]
    if event.type == "tool_call":
        return [event.name, event.arguments, event.extra]
    if event.type == "tool_result":
        return [event.name, event.output, event.extra]
    if event.type == "error":
        return [event.code, event.message, event.extra]
    if event.type == "done":
        return [event.usage, event.extra]
    left: UnknownEvent = event
    return left.raw
