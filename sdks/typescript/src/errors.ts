export { AgentSpecError, type ErrorDetails } from "./error/error.js";
export type { FailedAttempt, StopReason } from "./error/history.js";
export type { Outcome } from "./error/outcome.js";
export {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  DecodeError,
  InvalidRequestError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ServerError,
  StreamInterruptedError,
  TimeoutError,
} from "./generated/errors.js";
