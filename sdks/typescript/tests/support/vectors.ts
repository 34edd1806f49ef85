import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const OWN = new URL("../../../../../tests/vectors/", import.meta.url).pathname;

/** The rows of a file of `tests/vectors`, or of the folder that `AGENTSPEC_VECTORS` names, which may lack the file. */
export function rows<T>(file: string): T[] {
  const folder = process.env.AGENTSPEC_VECTORS ?? OWN;
  if (process.env.AGENTSPEC_VECTORS && !existsSync(join(folder, file))) return [];
  const lines = readFileSync(join(folder, file), "utf8").split("\n");
  return lines.filter((line) => line.trim()).map((line) => JSON.parse(digits(line)) as T);
}

/** The JSON with each integer above 2^53-1 as a string of its digits. */
function digits(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?![\d.eE])/g, (word) =>
    word.startsWith('"') || Number.isSafeInteger(Number(word)) ? word : `"${word}"`,
  );
}

/** Cuts bytes into pieces of these lengths, the last repeated until the end. */
export function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const usable = lengths.filter((length) => length > 0);
  const pieces: Uint8Array[] = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const length = usable[Math.min(index, usable.length - 1)] ?? bytes.length;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

/** The ways in which the tests cut a row. */
export const CUTS: readonly (readonly number[])[] = [[], [1], [2], [3], [7]];

/** The class of each kind of error, written here and not taken from the SDK, which may be wrong. */
export const CLASS_NAMES: Readonly<Record<string, string>> = {
  invalid_request: "InvalidRequestError",
  authentication: "AuthenticationError",
  permission_denied: "PermissionDeniedError",
  not_found: "NotFoundError",
  rate_limit: "RateLimitError",
  server: "ServerError",
  status: "AgentSpecError",
  connect: "ConnectionError",
  transport: "ConnectionError",
  timeout: "TimeoutError",
  interrupted: "StreamInterruptedError",
  decode: "DecodeError",
  too_large: "DecodeError",
  configuration: "ConfigurationError",
};
