// Generated from openapi.yaml 0.1.0 (sha256 951751469f5121d974c964251c1d20f71e2e9b861817d1c911d4e594ba8da76f) by `cargo xtask codegen`. Not to be edited.

/** The events of a stream, and what reads each. */
import { any, object, record, text, type Extra, type Reader } from "../event/shape.js";
import { type Usage, readUsage } from "./types.js";

/** A piece of the answer's text. */
export interface TokenEvent {
  type: "token";
  /** The piece; the pieces joined are the text. */
  content: string;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

/** The agent calls a tool. */
export interface ToolCallEvent {
  type: "tool_call";
  /** The tool's name. */
  name: string;
  /** The arguments of the call. */
  arguments: Record<string, unknown>;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

/** A tool has answered. */
export interface ToolResultEvent {
  type: "tool_result";
  /** The tool's name. */
  name: string;
  /** The result: a string, or any other JSON value. */
  output: unknown;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

/** The agent failed. Ends the stream. */
export interface ErrorEvent {
  type: "error";
  /** The machine-readable code. */
  code: string;
  /** The message for people. */
  message: string;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

/** The answer is complete. Ends the stream. */
export interface DoneEvent {
  type: "done";
  /** The number of tokens that an answer used. */
  usage: Usage;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

/** An event that this version does not know. */
export interface UnknownEvent {
  type: "unknown";
  /** The whole event as received, its own `type` included. */
  raw: Record<string, unknown>;
}

/**
 * One event of a streamed answer, identified by its `type`. A `type` that is not listed here comes from a later server: a client
 * delivers the event with its JSON unchanged. `done` and `error` end the stream.
 *
 * An event whose data is blank is a heartbeat, and is skipped; so is `[DONE]`, which does not end the stream. An error body in
 * place of an event (`{"error": {…}}`, or flat) is an `error` event; without a code, its code is `internal_error`. An event named
 * `error` may have `code` and `message` without a `type`.
 */
export type StreamEvent = TokenEvent | ToolCallEvent | ToolResultEvent | ErrorEvent | DoneEvent | UnknownEvent;

/** What reads each event, by its `type`. */
export const EVENTS: Readonly<Record<string, Reader<StreamEvent>>> = {
  token: record<TokenEvent>({ content: ["content", text, 1] }, "token"),
  tool_call: record<ToolCallEvent>({ name: ["name", text, 1], arguments: ["arguments", object, 1] }, "tool_call"),
  tool_result: record<ToolResultEvent>({ name: ["name", text, 1], output: ["output", any, 1] }, "tool_result"),
  error: record<ErrorEvent>({ code: ["code", text, 1], message: ["message", text, 1] }, "error"),
  done: record<DoneEvent>({ usage: ["usage", readUsage, 1] }, "done"),
};

/** The types of the events that end a stream. */
export const ENDS: readonly string[] = ["error", "done"];
