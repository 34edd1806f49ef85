import type { Route } from "./route.js";

/** In the place of `node.ts` where a bundler makes a package for browsers (`browser` in package.json). */
export { unknownFailure as failureOfFetch } from "./server.js";

export function route(): Route {
  return { options: {} };
}
