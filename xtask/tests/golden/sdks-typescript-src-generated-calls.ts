// Generated from openapi.yaml 0.3.0 (sha256 6997978b3a9a1e2fee8dcada9a6477a2136ef95ada501d4b899659f35b1c87e0) by `cargo xtask codegen`. Not to be edited.

/** Every operation as a method. */
import type { Call, CallOptions, StreamOptions } from "../api/call.js";
import { BaseHandle } from "../api/handle.js";
import { type Caller, nothing, type Operation, text } from "../api/operation.js";
import type { SomeHandlers, StreamHandlers } from "../stream/callbacks.js";
import type { EventStream } from "../stream/event-stream.js";
import { readBook, readLoan, readLoans, writeReadOptions, type Book, type Loan, type Loans, type ReadOptions } from "./types.js";

/** What `get` takes. */
export interface GetBookRequest {
  book: string;
  /** At least 1. */
  edition?: number | undefined;
}

/** What `del` takes. */
export interface DeleteBookRequest {
  book: string;
}

/** What `match` takes. */
export interface ReadBookRequest {
  book: string;
  /** The voice. */
  voice: string;
  /** More of how to read. */
  options?: ReadOptions | undefined;
  /** The reader. */
  from?: string | undefined;
}

/** What `get` takes. */
export interface GetSessionRequest {
  /** The librarian's name. */
  librarian: string;
  /** The session's id. */
  sessionId: string;
  since?: string | undefined;
}

/** What `delete` takes. */
export interface DeleteSessionRequest {
  /** The librarian's name. */
  librarian: string;
  /** The session's id. */
  sessionId: string;
}

/** What `ask` takes. */
export interface AskSessionRequest {
  /** The librarian's name. */
  librarian: string;
  /** The session's id. */
  sessionId: string;
  /** The question. */
  input: string;
  /** More of how to read. */
  options?: ReadOptions | undefined;
}

/** What `askStream` takes. */
export interface AskSessionStreamRequest {
  /** The librarian's name. */
  librarian: string;
  /** The session's id. */
  sessionId: string;
  /** The question. */
  input: string;
  /** More of how to read. */
  options?: ReadOptions | undefined;
}

/** What `book` takes. */
export interface SessionBookRequest {
  /** The librarian's name. */
  librarian: string;
  /** The session's id. */
  sessionId: string;
  book: string;
}

const writeInvokeRequestBody = (request: { input: string; options?: ReadOptions | undefined }): unknown => ({
  input: request.input,
  options: writeReadOptions(request.options),
});

const writeReadRequestBody = (request: { voice: string; options?: ReadOptions | undefined; from?: string | undefined }): unknown => ({
  voice: request.voice,
  options: writeReadOptions(request.options),
  from: request.from,
});

const GET_BOOK: Operation<GetBookRequest> = {
  id: "get_book",
  method: "GET",
  path: "/books/{book}",
  query: { edition: "edition" },
};

const DELETE_BOOK: Operation<DeleteBookRequest> = {
  id: "delete_book",
  method: "DELETE",
  path: "/books/{book}",
  answer: "none",
  statuses: [204],
};

const READ_BOOK: Operation<ReadBookRequest> = {
  id: "read_book",
  method: "POST",
  path: "/books/{book}/read",
  body: writeReadRequestBody,
  answer: "stream",
};

const LIST_LOANS: Operation<object> = {
  id: "list_loans",
  method: "GET",
  path: "/loans",
};

const STATUS: Operation<object> = {
  id: "status",
  method: "GET",
  path: "/status",
  answer: "text",
};

const GET_SESSION: Operation<GetSessionRequest> = {
  id: "get_session",
  method: "GET",
  path: "/librarians/{librarian}/sessions/{sessionId}",
  query: { since: "since" },
};

const DELETE_SESSION: Operation<DeleteSessionRequest> = {
  id: "delete_session",
  method: "DELETE",
  path: "/librarians/{librarian}/sessions/{sessionId}",
  answer: "text",
};

const ASK_SESSION: Operation<AskSessionRequest> = {
  id: "ask_session",
  method: "POST",
  path: "/librarians/{librarian}/sessions/{sessionId}/ask",
  body: writeInvokeRequestBody,
};

const ASK_SESSION_STREAM: Operation<AskSessionStreamRequest> = {
  id: "ask_session_stream",
  method: "POST",
  path: "/librarians/{librarian}/sessions/{sessionId}/stream",
  body: writeInvokeRequestBody,
  answer: "stream",
};

const SESSION_BOOK: Operation<SessionBookRequest> = {
  id: "session_book",
  method: "GET",
  path: "/librarians/{librarian}/sessions/{sessionId}/books/{book}",
};

type SessionKeys = "librarian" | "sessionId";

/**
 * A conversation with an agent. The handle runs one turn at a time; a streamed turn is over when its stream has ended or is closed.
 *
 * A stream that is neither read to its end nor closed blocks the next turn for at most `timeout` milliseconds; then the turn throws a TimeoutError,
 * which names the stream by its correlation id.
 *
 * After a turn that the server may have recorded, although its answer did not arrive completely, the next turn throws an InvalidRequestError with the
 * code `turn_unresolved`: see `unresolvedTurn`.
 */
export class SessionHandle extends BaseHandle {
  /**
   * Read a session.
   *
   * Waits for no turn.
   */
  get(request: Omit<GetSessionRequest, SessionKeys>, options?: CallOptions): Call<Loans> {
    return this.turn(undefined).call(GET_SESSION, this.whole(request), options, readLoans);
  }

  /**
   * Forget a session.
   *
   * Waits for the current turn first, for a streamed one at most `timeout` milliseconds.
   */
  delete(options?: CallOptions): Call<string> {
    return this.turn("wait").call(DELETE_SESSION, this.whole({}), options, text);
  }

  /**
   * Ask for a loan.
   *
   * Waits for the previous turn first, for a streamed one at most `timeout` milliseconds: read a stream of this handle to its end, or close it, before the next turn.
   */
  ask(request: Omit<AskSessionRequest, SessionKeys>, options?: CallOptions): Call<Loan> {
    return this.turn("next").call(ASK_SESSION, this.whole(request), options, readLoan);
  }

  /**
   * Ask for a loan, and hear the words.
   *
   * Waits for the previous turn first, for a streamed one at most `timeout` milliseconds: read a stream of this handle to its end, or close it, before the next turn.
   */
  askStream(request: Omit<AskSessionStreamRequest, SessionKeys>, handlers: SomeHandlers & StreamOptions): Promise<void>;
  askStream(request: Omit<AskSessionStreamRequest, SessionKeys>, options?: StreamOptions): EventStream;
  askStream(request: Omit<AskSessionStreamRequest, SessionKeys>, options?: StreamHandlers & StreamOptions): EventStream | Promise<void> {
    return this.turn("next").stream(ASK_SESSION_STREAM, this.whole(request), options);
  }

  /**
   * Send the unresolved turn again, and wait for the whole answer.
   *
   * The turn keeps its options and its idempotency key. A server that knows the key runs the turn once; any other may run it twice.
   */
  sendAgain(options?: CallOptions): Call<Loan> {
    return this.again().call(ASK_SESSION, this.whole(this.unresolvedRequest()), options, readLoan);
  }

  /** Send the unresolved turn again, for a turn whose answer was to be streamed. */
  sendAgainStream(handlers: SomeHandlers & StreamOptions): Promise<void>;
  sendAgainStream(options?: StreamOptions): EventStream;
  sendAgainStream(options?: StreamHandlers & StreamOptions): EventStream | Promise<void> {
    return this.again().stream(ASK_SESSION_STREAM, this.whole(this.unresolvedRequest()), options);
  }
}

/** The books. */
export class BookCalls {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Read a book. */
  get(request: GetBookRequest, options?: CallOptions): Call<Book> {
    return this.#caller.call(GET_BOOK, request, options, readBook);
  }

  /** Forget a book. */
  del(request: DeleteBookRequest, options?: CallOptions): Call<void> {
    return this.#caller.call(DELETE_BOOK, request, options, nothing);
  }

  /** Read a book aloud. */
  match(request: ReadBookRequest, handlers: SomeHandlers & StreamOptions): Promise<void>;
  match(request: ReadBookRequest, options?: StreamOptions): EventStream;
  match(request: ReadBookRequest, options?: StreamHandlers & StreamOptions): EventStream | Promise<void> {
    return this.#caller.stream(READ_BOOK, request, options);
  }

  /**
   * List the loans.
   *
   * All of them.
   */
  loans(options?: CallOptions): Call<Loans> {
    return this.#caller.call(LIST_LOANS, {}, options, readLoans);
  }
}

/** The talks with a librarian. */
export class SessionCalls {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Read a session. */
  get(request: GetSessionRequest, options?: CallOptions): Call<Loans> {
    return this.#caller.call(GET_SESSION, request, options, readLoans);
  }

  /** Forget a session. */
  delete(request: DeleteSessionRequest, options?: CallOptions): Call<string> {
    return this.#caller.call(DELETE_SESSION, request, options, text);
  }

  /** Ask for a loan. */
  ask(request: AskSessionRequest, options?: CallOptions): Call<Loan> {
    return this.#caller.call(ASK_SESSION, request, options, readLoan);
  }

  /** Ask for a loan, and hear the words. */
  askStream(request: AskSessionStreamRequest, handlers: SomeHandlers & StreamOptions): Promise<void>;
  askStream(request: AskSessionStreamRequest, options?: StreamOptions): EventStream;
  askStream(request: AskSessionStreamRequest, options?: StreamHandlers & StreamOptions): EventStream | Promise<void> {
    return this.#caller.stream(ASK_SESSION_STREAM, request, options);
  }

  /** Read a book of a session, which is no call of the session alone. */
  book(request: SessionBookRequest, options?: CallOptions): Call<Book> {
    return this.#caller.call(SESSION_BOOK, request, options, readBook);
  }

  /** A handle on one session, which runs its turns one after the other. Sends nothing. */
  open(session: Pick<GetSessionRequest, SessionKeys>): SessionHandle {
    return new SessionHandle(this.#caller, session);
  }
}

/** The resources and the calls of a client. */
export class ClientCalls {
  readonly books: BookCalls;
  readonly sessions: SessionCalls;
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
    this.books = new BookCalls(caller);
    this.sessions = new SessionCalls(caller);
  }

  /** Ask how the library is. */
  yield(options?: CallOptions): Call<string> {
    return this.#caller.call(STATUS, {}, options, text);
  }
}
