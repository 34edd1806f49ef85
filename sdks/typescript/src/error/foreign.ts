import { isObject } from "../event/shape.js";
import { hasWhiteSpace, trimmed } from "./white-space.js";

/** The members that hold a message, the best one first: of frameworks, gateways and standards. */
const MESSAGE =
  "message Message msg error_description error_message errorMessage faultstring title reason description".split(" ");
/** The members that add to it. */
const DETAIL = ["detail", "details", "errors"];
/** The members that hold all of it, if no other member does. */
const WRAPPER = ["error", "Error", "fault"];
/** The members that say which part of the request is wrong. */
const LOCATION = ["loc", "field", "param", "pointer"];

/** How many values are looked at: more than any error has. */
const MOST_VALUES = 10_000;

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a text is meant for machines. */
export function isCode(text: string): boolean {
  return text !== "" && !hasWhiteSpace(text);
}

/** Returns the human-readable message in the JSON of a server, in any format. */
export function messageIn(json: unknown): string | undefined {
  let left = MOST_VALUES;

  const joined = (texts: (string | undefined)[], between: string) => texts.filter(Boolean).join(between) || undefined;

  const first = <T>(object: JsonObject, names: readonly string[], read: (value: unknown) => T | undefined) => {
    for (const name of names) {
      const found = Object.hasOwn(object, name) ? read(object[name]) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const message = (value: unknown): string | undefined => {
    if (left-- <= 0) return undefined;
    if (typeof value === "string") return trimmed(value) || undefined;
    if (Array.isArray(value)) return joined(value.map(message), "; ");
    return isObject(value) ? inObject(value) : undefined;
  };

  const perField = (fields: JsonObject) =>
    joined(
      Object.entries(fields).map(([field, value]) => {
        const text = Array.isArray(value) ? joined(value.map(message), ", ") : message(value);
        return text && `${field}: ${text}`;
      }),
      "; ",
    );

  const location = (object: JsonObject): string | undefined =>
    first(object, LOCATION, (value) =>
      Array.isArray(value)
        ? joined(
            value.map((step) => (typeof step === "string" || typeof step === "number" ? `${step}` : undefined)),
            ".",
          )
        : typeof value === "string"
          ? message(value)
          : undefined,
    );

  const inObject = (object: JsonObject): string | undefined => {
    const main = first(object, MESSAGE, message);
    const more = first(object, DETAIL, (value) =>
      isObject(value) ? (inObject(value) ?? perField(value)) : message(value),
    );
    const both = main && more && (main.includes(more) ? main : more.includes(main) ? more : `${main}: ${more}`);
    const text =
      both ||
      main ||
      more ||
      first(object, WRAPPER, (value) => {
        const inner = message(value);
        return inner && typeof value === "string" && isCode(inner) ? undefined : inner;
      }) ||
      first(object, ["type"], (value) => {
        const kind = message(value);
        return kind?.includes(":") && kind !== "about:blank" ? kind : undefined;
      }) ||
      (Object.values(object).every(Array.isArray) ? perField(object) : undefined);
    if (!text) return undefined;
    const where = location(object) ?? (isObject(object.source) ? location(object.source) : undefined);
    return where ? `${where}: ${text}` : text;
  };

  return message(json);
}
