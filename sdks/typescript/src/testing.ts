export { Answer } from "./testing/answer.js";
export { type MockOptions, MockServer } from "./testing/mock-server.js";
export type { ReceivedRequest } from "./testing/received.js";
