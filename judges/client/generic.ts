// Makes an operation's request from openapi.yaml alone, with its examples, and checks the answer against its schema.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";

type Reference = { $ref: string };
type Parameter = { name: string; in: string; required?: boolean; example?: unknown };
type Content = Record<string, { schema: object; example?: unknown }>;
type Response = { content?: Content };
type Operation = {
  operationId: string;
  parameters?: (Parameter | Reference)[];
  requestBody?: { content: Content };
  responses: Record<string, Response | Reference>;
};
type Contract = { paths: Record<string, Record<string, Operation>>; components: Record<string, Record<string, object>> };

const contract: Contract = JSON.parse(readFileSync(new URL("../openapi.json", import.meta.url), "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });

/** Every operation of the contract, with its path and its method. */
export const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

/**
 * Calls an operation and checks what it answers. `values` are those of parameters whose example the server does not know, by their names in
 * `components.parameters`. A body that is not JSON or events is only asserted to be there.
 */
export async function call(
  { path, method, operation }: (typeof operations)[number],
  baseUrl: string,
  headers: Record<string, string>,
  values: Record<string, string>,
): Promise<void> {
  const query = new URLSearchParams();
  const sent: Record<string, string> = { ...headers };
  for (const written of operation.parameters ?? []) {
    const { name, in: place, required, example } = resolve<Parameter>(written);
    const value = String(values[component(written)] ?? example);
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    if (place === "query" && required) query.set(name, value);
    if (place === "header") sent[name] ??= value;
  }
  const body = operation.requestBody?.content["application/json"]?.example;
  if (body !== undefined) sent["Content-Type"] = "application/json";
  const request = { method, headers: sent, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const answer = await fetch(`${baseUrl}${path}${query.size ? `?${query}` : ""}`, request);
  const text = await answer.text();
  assert.ok(answer.ok, `${answer.status} ${text}`);
  assert.equal(answer.headers.get("X-Correlation-ID"), sent["X-Correlation-ID"]);

  const declared = operation.responses[answer.status] ?? operation.responses["2XX"];
  assert.ok(declared, `openapi.yaml declares no ${answer.status}`);
  const { content } = resolve<Response>(declared);
  if (!content) return assert.equal(text, "");
  const mediaType = answer.headers.get("Content-Type")?.split(";")[0] ?? "";
  const media = content[mediaType];
  assert.ok(media, `openapi.yaml declares no ${mediaType}`);
  if (mediaType === "application/json") {
    conforms(JSON.parse(text), media.schema);
  } else if (mediaType === "text/event-stream") {
    const events = text.split("\n").filter((line) => line.startsWith("data:")).map((line) => JSON.parse(line.slice("data:".length)));
    events.forEach((event) => conforms(event, media.schema));
    assert.equal(events.at(-1)?.type, "done");
  } else {
    assert.ok(text);
  }
}

function conforms(value: unknown, schema: object) {
  const validate = ajv.compile({ components: contract.components, allOf: [schema] });
  assert.ok(validate(value), ajv.errorsText(validate.errors));
}

/** What a reference to a component leads to; any other value is itself. */
function resolve<T>(written: T | Reference): T {
  if (!isReference(written)) return written;
  const [, , kind = "", name = ""] = written.$ref.split("/");
  return contract.components[kind]?.[name] as T;
}

function component(written: object): string {
  return isReference(written) ? (written.$ref.split("/").at(-1) ?? "") : "";
}

function isReference(written: unknown): written is Reference {
  return typeof written === "object" && written !== null && "$ref" in written;
}
