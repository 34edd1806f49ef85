export type {
  ContinueSessionRequest,
  ContinueSessionStreamRequest,
  CreateSessionRequest,
  DeleteSessionRequest,
  InvokeRequest,
  ListSessionsRequest,
  PipelineRunRequest,
  PipelineStatusRequest,
  StreamRequest,
} from "./generated/calls.js";
export type * from "./generated/events.js";
export type * from "./generated/types.js";
