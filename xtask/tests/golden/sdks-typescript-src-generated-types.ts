// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

/** The types of the contract, and what reads them from JSON. */
import { any, boolean, count, integer, list, listed, map, number, object, record, text, writer, type Extra, type Reader } from "../event/shape.js";

/** Where it stands. */
export type Shelf = "reading_room" | "cellar" | (string & {});

const readShelf: Reader<Shelf> = text;

/** A loan. */
export interface Loan {
  /** Since when. */
  since: string;
  /** Until when, null if open. */
  until?: string | undefined;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readLoan: Reader<Loan> = record({ since: ["since", text, 1], until: ["until", text] });

/** Points by reader. */
export type Scores = Record<string, number>;

export const readScores: Reader<Scores> = map(integer(-2147483648, 2147483647));

/** Loans by reader. */
export type Lent = Record<string, Loan>;

export const readLent: Reader<Lent> = map(readLoan);

/** When it was seen, by place. */
export type Seen = Record<string, string>;

export const readSeen: Reader<Seen> = map(text);

/**
 * A book, with a "quote" and a \ in its text.
 *
 * And a second paragraph.
 */
export interface Book {
  /** The title. */
  title: string;
  /** Where it stands. */
  shelf: Shelf;
  /** Null where nobody knows. */
  author: string | null;
  /** The number. */
  isbn: number;
  /** A name that is a keyword of Rust. */
  type: string;
  /** A name that is a keyword of Python. */
  from?: string | undefined;
  /** Its tags. */
  tags: string[];
  /** Its loans, none if absent. */
  loans?: Loan[] | undefined;
  /** None if null. */
  notes: string[];
  /** Whether it is lent. */
  isLent?: boolean | undefined;
  /** In kilograms. */
  weight?: number | undefined;
  /** The pages. */
  pages?: number | undefined;
  /** Any JSON. */
  anything?: unknown | undefined;
  /** What else is known. */
  facts?: Record<string, unknown> | undefined;
  /** Points by reader. */
  scores?: Scores | undefined;
  /** Loans by reader. */
  lent?: Lent | undefined;
  /** A name that a class of Python uses. */
  int?: number | undefined;
  /** After it, for the same reason. */
  year?: number | undefined;
  /** When it was seen, by place. */
  seen?: Seen | undefined;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readBook: Reader<Book> = record({ title: ["title", text, 1], shelf: ["shelf", readShelf, 1], author: ["author", text, 2], isbn: ["isbn", integer(0), 1], type: ["type", text, 1], from: ["from", text], tags: ["tags", list(text), 1], loans: ["loans", list(readLoan)], notes: ["notes", list(text), 3], is_lent: ["isLent", boolean], weight: ["weight", number], pages: ["pages", integer(1, 4294967295)], anything: ["anything", any], facts: ["facts", object], scores: ["scores", readScores], lent: ["lent", readLent], int: ["int", integer(-2147483648, 2147483647)], year: ["year", integer(-3000, 2147483647)], seen: ["seen", readSeen] });

/** The loans. */
export interface Loans extends Array<Loan> {
  /** How many. */
  total?: number | undefined;
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readLoans: Reader<Loans> = listed("loans", { loans: ["loans", list(readLoan), 1], total: ["total", count] });

/** Who reads. */
export interface Reader {
  /** Of the reader, none if null. */
  names: string[];
  /** Fields that this version does not know, as received. Absent if there are none. */
  extra?: Extra;
}

export const readReader: Reader<Reader> = record({ names: ["names", list(text), 3] });

/** More of how to read. */
export interface ReadOptions {
  /** Of reading. */
  speed?: number | undefined;
  /** A loan. */
  after?: Loan | undefined;
  /** Any further option, sent as it is. */
  [option: string]: unknown;
}

export const writeReadOptions = writer<ReadOptions>({ speed: "speed", after: "after" });
