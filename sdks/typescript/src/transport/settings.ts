import type { Clock } from "../clock.js";
import type { Credential } from "../credential.js";
import type { StopReason } from "../error/history.js";
import type { Outcome } from "../error/outcome.js";
import type { Backoff } from "../retry/backoff.js";
import type { Budget } from "../retry/budget.js";
import type { RetryPolicy } from "../retry/policy.js";
import type { RecentCalls } from "./recent.js";

/** What a report is about. A field is missing where it does not apply. */
export type LogFields = {
  /** The operation's id in the contract, such as `invoke_agent`. */
  readonly operation?: string;
  readonly correlationId?: string;
  /** The number of the attempt; the first is 1. */
  readonly attempt?: number;
  /** Of the response, if there was one. */
  readonly status?: number | undefined;
  /** What is known of an attempt that failed. */
  readonly outcome?: Outcome;
  /** The message of the failure. */
  readonly error?: string;
  /** The delay before the next attempt, in milliseconds. */
  readonly retryDelay?: number;
  /** Why no attempt follows. */
  readonly stoppedBy?: StopReason;
  /** The correlation id of the stream that a turn waits for. */
  readonly heldUpBy?: string;
  /** Of a client whose credential is sent over plain http. */
  readonly baseUrl?: string;
};

/** Where a client reports what it does. Each method is optional, and what it throws is ignored. */
export interface Logger {
  /** The begin of each attempt, and each success. */
  debug?(message: string, fields: LogFields): void;
  /** Each attempt that failed and is not repeated. */
  info?(message: string, fields: LogFields): void;
  /** Each retry; a turn that waits for a stream; a credential that is sent over plain http. */
  warn?(message: string, fields: LogFields): void;
}

/** What a client is configured with, and what its calls and those of its copies share. */
export interface SettingsFields {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly credential: Credential | undefined;
  /** This and those of the clients that it was copied from: a server may echo any of them. */
  readonly credentials: readonly Credential[];
  readonly backoff: Backoff;
  readonly budget: Budget;
  readonly recent: RecentCalls;
  readonly eventLimit: number;
  readonly answerLimit: number;
  readonly fetch: typeof globalThis.fetch | undefined;
  readonly fetchOptions: Readonly<Record<string, unknown>> | undefined;
  readonly sendIds: boolean;
  readonly logger: Logger | undefined;
  readonly clock: Clock;
  /** What each call has, unless it sets another. */
  readonly defaults: CallDefaults;
  /** Whether a credential is to be warned of, as anyone on the network can read it. Shared by copies. */
  readonly plain: { isUnwarned: boolean };
}

export interface Settings extends SettingsFields {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor takes over all fields
export class Settings {
  constructor(fields: SettingsFields) {
    Object.assign(this, fields);
    this.warnOfPlainHttp();
  }

  with(changed: Partial<SettingsFields>): Settings {
    return new Settings({ ...this, ...changed });
  }

  /** Reports to the logger. */
  log(level: keyof Logger, message: string, fields: LogFields): void {
    try {
      this.logger?.[level]?.(message, fields);
    } catch {
      // A logger that fails loses no answer.
    }
  }

  /** Warns, once, of a credential over plain http. */
  warnOfPlainHttp(): void {
    if (!this.credential || !this.plain.isUnwarned) return;
    this.plain.isUnwarned = false;
    const message = `${this.credential.title} is sent over plain http, where anyone on the network can read it: use an https base URL`;
    if (this.logger?.warn) this.log("warn", message, { baseUrl: this.baseUrl });
    else console.warn(`agentspec: ${message}`);
  }
}

/** In milliseconds; null is no limit. */
export interface CallDefaults {
  readonly timeout: number | null;
  readonly deadline: number | null;
  readonly maxRetries: number;
  readonly retryPolicy: RetryPolicy;
  readonly headers: Readonly<Record<string, string>>;
  readonly byteIdleTimeout: number | null;
  readonly eventIdleTimeout: number | null;
}
