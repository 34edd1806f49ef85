/** Loaded before a block of a document: what is meant for the server of the documents reaches the mock server of the block. */
const mock = process.env.AGENTSPEC_MOCK_URL;
const { fetch } = globalThis;

globalThis.fetch = (input, init) => {
  const isOfDocuments = typeof input === "string" && input.startsWith("http://localhost:8080");
  return fetch(isOfDocuments ? input.replace("http://localhost:8080", mock!) : input, init);
};
