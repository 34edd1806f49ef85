// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

/** The events of a stream, and what reads each. */
import { integer, list, record, text, type Extra, type Reader } from "../event/shape.js";
import { type Book, readBook, type Loan, readLoan, type Reader, readReader } from "./types.js";

/**
 * A word:
 *
 * - as it is written,
 *   and no other
 */
export interface WordEvent {
  type: "word";
  /** The word. */
  text: string;
  /**
   * A book, with a "quote" and a \ in its text.
   *
   * And a second paragraph.
   */
  book?: Book | undefined;
  /** When it was read. */
  at?: string | undefined;
  /** Its line. */
  line?: number | undefined;
  /** Its marks, none if null. */
  marks: string[];
  /** When it was read before. */
  times?: string[] | undefined;
  /** Its lines before. */
  lines?: number[] | undefined;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

/** The reader lost the voice. */
export interface ErrorEvent {
  type: "error";
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

/** The end. */
export interface DoneEvent {
  type: "done";
  /** Who waits. */
  loans?: Loan[] | undefined;
  /** Who reads. */
  reader?: Reader | undefined;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

/** An event that this version does not know. */
export interface UnknownEvent {
  type: "unknown";
  /** The whole event as received, its own `type` included. */
  raw: Record<string, unknown>;
}

/** What is read. */
export type StreamEvent = WordEvent | ErrorEvent | DoneEvent | UnknownEvent;

/** What reads each event, by its `type`. */
export const EVENTS: Readonly<Record<string, Reader<StreamEvent>>> = {
  word: record<WordEvent>({ text: ["text", text, 1], book: ["book", readBook], at: ["at", text], line: ["line", integer(1)], marks: ["marks", list(text), 3], times: ["times", list(text)], lines: ["lines", list(integer(1))] }, "word"),
  error: record<ErrorEvent>({ }, "error"),
  done: record<DoneEvent>({ loans: ["loans", list(readLoan)], reader: ["reader", readReader] }, "done"),
};

/** The types of the events that end a stream. */
export const ENDS: readonly string[] = ["error", "done"];
