/** An operation of the contract, and where each part of its request goes. */
export interface Operation<R = void> {
  readonly id: string;
  readonly method: "GET" | "POST" | "DELETE";
  /** With the names of the request's members in braces. */
  readonly path: string;
  /** Members of the request, and their names in the query. */
  readonly query?: Readonly<Record<string, string>>;
  /** The body, as JSON. */
  readonly body?: (request: R) => unknown;
  /** JSON, unless it is one of these. The body of "none" is ignored. */
  readonly answer?: "stream" | "text" | "none";
  /** The statuses that bring a value. Default 200, and any success of "none". */
  readonly statuses?: readonly number[];
}
