# Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.
"""A use of every event, for the checkers of types: an event has its fields once its `type` is checked, and no other class is left."""

from agentspec.types import StreamEvent, UnknownEvent


def fields(event: StreamEvent) -> object:
    if event.type == "word":
        return [event.text, event.book, event.at, event.line, event.marks, event.times, event.lines, event.extra]
    if event.type == "error":
        return [event.extra]
    if event.type == "done":
        return [event.loans, event.reader, event.extra]
    left: UnknownEvent = event
    return left.raw
