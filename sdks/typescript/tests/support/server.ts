import { createServer, type Server, type Socket } from "node:net";
import { after } from "node:test";

/** A request as it was received. The names of its headers are in lower case. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is sent. The connection is closed after it, unless it is held open for the client to close. */
export interface Answer {
  readonly data: string | Uint8Array;
  readonly isHeld?: boolean;
}

/** No response: the request is under way until the client gives it up. */
export const SILENCE: Answer = { data: "", isHeld: true };

/** A whole response: of a text as it is, of anything else as JSON. */
export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const content = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const fields = {
    "Content-Type": "application/json",
    "Content-Length": content.length,
    Connection: "close",
    ...headers,
  };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return {
    data: Buffer.concat([
      Buffer.from(`HTTP/1.1 ${status} ${REASONS[status] ?? "Any"}\r\n${head.join("")}\r\n`),
      content,
    ]),
  };
}

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  202: "Accepted",
  302: "Found",
  307: "Temporary Redirect",
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  407: "Proxy Authentication Required",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/** An error body as the contract has it. */
export function refusal(
  status: number,
  code: string,
  message = "No.",
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return answer(status, { error: { code, message } }, headers);
}

/** A stream of these events. Unless it is held, the end of the connection is the end of the stream. */
export function events(data: readonly unknown[], isHeld = false): Answer {
  const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
  return { data: head + data.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""), isHeld };
}

export const token = (content: string) => ({ type: "token", content });
export const USAGE = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
export const DONE = { type: "done", usage: USAGE };
export const INVOKED = { output: "Paris.", usage: USAGE };

/** A server that gives one answer after the other, the last one again and again, and keeps what it receives. */
export class Scripted {
  readonly received: Received[] = [];
  /** How many connections the client has closed. */
  closed = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #answers: readonly Answer[];
  readonly #waiting = new Set<() => void>();

  private constructor(answers: readonly Answer[]) {
    this.#answers = answers;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(...answers: readonly Answer[]): Promise<Scripted> {
    const scripted = new Scripted(answers);
    await new Promise<void>((resolve) => scripted.#server.listen(0, "127.0.0.1", resolve));
    after(() => scripted.stop());
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resolves when the condition holds; it is looked at after each request and each close. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  receives(count = 1): Promise<void> {
    return this.until(() => this.received.length >= count);
  }

  #changed(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let text = "";
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed++;
      this.#sockets.delete(socket);
      this.#changed();
    });
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) return;
      const [first = "", ...lines] = text.slice(0, end).split("\r\n");
      const headers: Record<string, string> = {};
      for (const line of lines) {
        const colon = line.indexOf(":");
        headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
      }
      const length = Number(headers["content-length"] ?? 0);
      if (text.length < end + 4 + length) return;
      const body = Buffer.from(text.slice(end + 4, end + 4 + length), "latin1").toString();
      text = text.slice(end + 4 + length);
      const [method = "", path = ""] = first.split(" ");
      this.received.push({ method, path, headers, body });
      const { data, isHeld } = this.#answers[Math.min(this.received.length, this.#answers.length) - 1] ?? SILENCE;
      if (data.length) socket.write(data);
      if (!isHeld) socket.end();
      this.#changed();
    });
  }
}
