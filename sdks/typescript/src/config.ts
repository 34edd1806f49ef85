import type { GivenHeaders, StreamOptions } from "./api/call.js";
import { checkNames, type Names, OF_ALL } from "./api/option-names.js";
import { limitOf, mergeDefaults, numberOf, planOptions } from "./api/options.js";
import { type Clock, systemClock } from "./clock.js";
import { Credential, type CredentialSource, problemOf } from "./credential.js";
import { ALONE } from "./dialect.js";
import { configuration } from "./error/failure.js";
import { Budget } from "./retry/budget.js";
import type { RetryPolicy } from "./retry/policy.js";
import { EVENT_LIMIT } from "./sse/decoder.js";
import { variable } from "./transport/platform.js";
import { RecentCalls } from "./transport/recent.js";
import { type CallDefaults, type Logger, Settings } from "./transport/settings.js";

const DEFAULT_BASE_URL = "http://localhost:8080";
const ANSWER_LIMIT = 64 << 20;

/** How a client is configured. Times are in milliseconds; null is no limit. */
export interface ClientOptions {
  /** Where the server is: a scheme, a host, perhaps a port and a path. Default `http://localhost:8080`. */
  readonly baseUrl?: string | undefined;
  /** The key, sent as `X-API-Key`; or a function that returns it, which is called for each attempt. */
  readonly apiKey?: CredentialSource | undefined;
  /** The token, sent as `Authorization: Bearer`; or a function that returns it, which is called for each attempt. */
  readonly token?: CredentialSource | undefined;
  /** The time of one attempt: to the last byte of its body, on a stream to its headers. Default 120000. */
  readonly timeout?: number | null | undefined;
  /** The time of a whole call with its retries and the wait for a session's turn; on a stream to its headers. Default null. */
  readonly deadline?: number | null | undefined;
  /** Attempts after the first. Default 3. */
  readonly maxRetries?: number | undefined;
  /** The delay before the first retry; it doubles with each, and jitter adds up to a quarter. Default 1000. */
  readonly retryDelay?: number | undefined;
  /** The longest delay before a retry. If the server asks for a longer one, the call fails at once. Default 60000. */
  readonly maxRetryDelay?: number | null | undefined;
  /** How many retries all calls may have in hand; each second and every ten calls that succeed bring one back. Default 100; null is no limit. */
  readonly retryBudget?: number | null | undefined;
  /** What decides whether a failed attempt is made again. Default "standard". */
  readonly retryPolicy?: RetryPolicy | undefined;
  /** How long a stream may be without a byte while it is read. Default 300000. */
  readonly byteIdleTimeout?: number | null | undefined;
  /** How long a stream may be without an event while it is read, though bytes keep coming. Default 900000. */
  readonly eventIdleTimeout?: number | null | undefined;
  /** The largest event of a stream, in bytes. Default 16 MiB. */
  readonly eventLimit?: number | undefined;
  /** The largest response that is no stream, in bytes, once it is decompressed. Default 64 MiB. */
  readonly answerLimit?: number | undefined;
  /** Headers to send with each request. */
  readonly headers?: GivenHeaders | undefined;
  /** Whether what is not given comes from the environment. Default true. */
  readonly environment?: boolean | undefined;
  /** What sends the requests, in place of the platform's `fetch`. It sees the credential. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Options for each `fetch`, such as a `dispatcher` of undici or `credentials`. */
  readonly fetchOptions?: Readonly<Record<string, unknown>> | undefined;
  /** Whether `X-Correlation-ID` and `Idempotency-Key` are sent. Default true. False is for a page whose server does not allow them by CORS. */
  readonly sendIds?: boolean | undefined;
  /** Where the client reports retries and waiting turns. */
  readonly logger?: Logger | undefined;
}

/** What `withOptions` changes: the options of every call but its ids and its signal, and the credential; null sends none. */
export interface OptionsOfAll extends Omit<StreamOptions, "signal" | "correlationId" | "idempotencyKey"> {
  readonly apiKey?: CredentialSource | null | undefined;
  readonly token?: CredentialSource | null | undefined;
}

const OF_COPY: Names<OptionsOfAll> = { ...OF_ALL, apiKey: "", token: "" };
const OF_CLIENT: Names<ClientOptions & { dialect: unknown }> = {
  ...OF_COPY,
  baseUrl: "",
  retryDelay: "",
  maxRetryDelay: "",
  retryBudget: "",
  eventLimit: "",
  answerLimit: "",
  environment: "boolean",
  fetch: "function",
  fetchOptions: "object",
  sendIds: "boolean",
  logger: "object",
  dialect: "",
};

function refuse(message: string): never {
  throw configuration(message).toError();
}

/** Returns the base URL without a slash at its end. `origin` names the option or the variable that it is from. */
function baseUrlOf(given: unknown, origin: string): URL {
  const bad = (why: string) => refuse(`${origin} ${why}, as in ${DEFAULT_BASE_URL}`);
  const text = String(given).trim();
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return bad("is not a URL: give a scheme, a host, and optionally a port and a path");
  }
  const [, rest] = text.split("://", 2);
  if (!/^https?:$/.test(url.protocol) || rest === undefined) return bad("must start with http:// or https://");
  if (/[\p{Cc}\\]/u.test(text)) return bad("contains a control character or a backslash: check how it was read");
  if (!rest || rest.startsWith("/")) return bad("has no host: give one");
  if (url.username || url.password) {
    return bad(
      "contains a user name or password: give the credential as apiKey or token, and only the address of the server here",
    );
  }
  if (/[?#]/.test(text)) return bad("has a query or a fragment: give only a scheme, a host, a port and a path");
  return url;
}

/** Whether the server is this machine, however its name or address is written. */
function isLoopback({ hostname }: URL): boolean {
  return /^((.+\.)?localhost\.?|127(\.\d+){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]+\])$/i.test(hostname);
}

function credentialOf(
  name: "apiKey" | "token",
  source: CredentialSource | null | undefined,
  origin: string = name,
): Credential | undefined {
  if (source === undefined || source === null) return undefined;
  const problem = typeof source !== "function" && problemOf(source);
  return problem ? refuse(`${origin} ${problem}`) : new Credential(name, source);
}

/** The one credential that is given. */
function givenCredential(options: Pick<OptionsOfAll, "apiKey" | "token">): Credential | undefined {
  const key = credentialOf("apiKey", options.apiKey);
  const token = credentialOf("token", options.token);
  if (key && token) refuse("apiKey and token are both set: a client uses one; leave the other out");
  return key ?? token;
}

function checkDefaults(defaults: CallDefaults): CallDefaults {
  planOptions(defaults, "client", configuration);
  return defaults;
}

/** Reads what a client is given. */
export function settingsOf(options: ClientOptions, clock: Clock = systemClock): Settings {
  checkNames(options, OF_CLIENT, "a client", configuration);
  const read = (name: string) => (options.environment === false ? undefined : variable(`AGENTSPEC_${name}`));
  // The types have no such option; the SDKs for Rust and Python do.
  const { dialect: given } = options as { readonly dialect?: unknown };
  const dialect = given === undefined ? read("DIALECT") || "documented" : given;
  if (dialect !== "documented") {
    refuse(`${given === undefined ? "AGENTSPEC_DIALECT" : "dialect"} must be \`documented\` or unset: ${ALONE}`);
  }
  const fromEnvironment = options.baseUrl === undefined ? read("BASE_URL") : undefined;
  const url = baseUrlOf(
    options.baseUrl ?? fromEnvironment ?? DEFAULT_BASE_URL,
    fromEnvironment ? "AGENTSPEC_BASE_URL" : "baseUrl",
  );
  const credential =
    givenCredential(options) ??
    credentialOf("apiKey", read("API_KEY"), "AGENTSPEC_API_KEY") ??
    credentialOf("token", read("TOKEN"), "AGENTSPEC_TOKEN");
  const {
    eventLimit = EVENT_LIMIT,
    answerLimit = ANSWER_LIMIT,
    retryBudget = 100,
    maxRetryDelay = 60_000,
    logger,
  } = options;
  for (const [name, limit, what, such] of [
    ["eventLimit", eventLimit, "event", EVENT_LIMIT],
    ["answerLimit", answerLimit, "answer", ANSWER_LIMIT],
  ] as const) {
    if (!numberOf(name, limit, "bytes", configuration))
      refuse(`${name} is 0 bytes, and no ${what} is that small: give a number of bytes, such as ${such}`);
  }
  return new Settings({
    baseUrl: (url.origin + url.pathname).replace(/\/+$/, ""),
    credential,
    credentials: credential ? [credential] : [],
    plain: { isUnwarned: url.protocol === "http:" && !isLoopback(url) },
    backoff: {
      first: numberOf("retryDelay", options.retryDelay ?? 1000, "milliseconds", configuration),
      cap: limitOf("maxRetryDelay", maxRetryDelay, configuration),
    },
    budget: new Budget(retryBudget === null ? null : numberOf("retryBudget", retryBudget, "retries", configuration)),
    recent: new RecentCalls(),
    eventLimit,
    answerLimit,
    fetch: options.fetch,
    fetchOptions: options.fetchOptions,
    sendIds: options.sendIds ?? true,
    logger,
    clock,
    defaults: checkDefaults(
      mergeDefaults(
        {
          timeout: 120_000,
          deadline: null,
          maxRetries: 3,
          retryPolicy: "standard",
          headers: {},
          byteIdleTimeout: 300_000,
          eventIdleTimeout: 900_000,
        },
        options,
        configuration,
      ),
    ),
  });
}

/** The settings with other defaults for their calls. */
export function changedSettings(settings: Settings, options: OptionsOfAll): Settings {
  checkNames(options, OF_COPY, "withOptions", configuration);
  const isGiven = options.apiKey !== undefined || options.token !== undefined;
  const credential = isGiven ? givenCredential(options) : settings.credential;
  const credentials = [...settings.credentials, ...(credential ? [credential] : [])];
  return settings.with({
    defaults: checkDefaults(mergeDefaults(settings.defaults, options, configuration)),
    credential,
    credentials,
  });
}
