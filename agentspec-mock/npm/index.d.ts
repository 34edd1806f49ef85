/** Returns the path of the program `agentspec-mock` for this platform. Throws if npm has not installed its package. */
export function program(): string;
