/** Readers of JSON values, made of tables. Unknown fields are kept, and each problem says where it is. */

/**
 * Fields that this version does not know, as received, in their order; but in any object of JavaScript keys that are integers come first.
 *
 * Here and in all free-form values, a number that JavaScript has no room for is a string of what was written: an integer above 2^53-1, such as
 * `"9007199254740993"`, a float such as `"1e400"`, and `"NaN"`.
 */
export type Extra = Record<string, unknown>;

/** Reads a parsed JSON value. Throws Undecodable. */
export interface Reader<T> {
  (json: unknown): T;
  /** The way back, if it is not the value itself. */
  write?(value: T): unknown;
}

/** Whether a field may be absent, by `Presence`; absent is 0. */
export type Field = readonly [name: string, read: Reader<unknown>, presence?: Presence];

/** 0: optional, null means absent. 1: required. 2: required, may be null. 3: a list that may be null or absent, which is then empty. */
export type Presence = 0 | 1 | 2 | 3;

/** The fields of an object by their names on the wire, in the order of the contract. */
export type Fields = Readonly<Record<string, Field>>;

/** JSON that does not match the contract. */
export class Undecodable extends Error {
  /** Where, as in `usage.total_tokens`; empty for the whole. */
  readonly path: string;
  /** What is wrong there. */
  readonly reason: string;
  /** The data of the event that it is about. */
  data?: string;
  /** What its error adds to its message: where the server was recognized. */
  declare advice?: string;

  constructor(path: string, reason: string) {
    super(path ? `${path}: ${reason}` : reason);
    this.name = "Undecodable";
    this.path = path;
    this.reason = reason;
  }
}

/** The first item of the list that stands for a number as it was written. No JSON has it: half of a surrogate pair does not pass `parse`. */
export const WRITTEN = "\ud800";

/** What was written, of a number that no number of JavaScript is: an integer above 2^53-1, 1e400, NaN. */
export function written(json: unknown): string | undefined {
  return Array.isArray(json) && json[0] === WRITTEN ? (json[1] as string) : undefined;
}

/** Defines a property. An assignment to `__proto__` would be none. */
export function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}

const SHOWN = 60;

function refuse(json: unknown, expected: string): never {
  const shown = written(json) ?? JSON.stringify(json, (_, value) => written(value) ?? value);
  const short = shown.length <= SHOWN ? shown : `${shown.slice(0, SHOWN - 3)}...`;
  throw new Undecodable("", `expected ${expected}, got ${short}`);
}

/** The same problem, in a value that is at `place` of another. */
export function within(place: string | number, problem: unknown): unknown {
  if (!(problem instanceof Undecodable)) return problem;
  const { path, reason } = problem;
  const step = typeof place === "number" ? `[${place}]` : place;
  return new Undecodable(step + (path && !path.startsWith("[") ? `.${path}` : path), reason);
}

export const any: Reader<unknown> = (json) => json;

export const text: Reader<string> = (json) => (typeof json === "string" ? json : refuse(json, "a string"));

export const boolean: Reader<boolean> = (json) => (typeof json === "boolean" ? json : refuse(json, "true or false"));

export const number: Reader<number> = (json) => {
  const value = written(json) === undefined ? json : Number(written(json));
  return typeof value === "number" && Number.isFinite(value) ? value : refuse(json, "a number");
};

/** An integer, which may be written as a float. Beyond 2^53-1 a number of JavaScript is not exact, and is refused. */
export function integer(minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (json) => {
    const value = Number.isSafeInteger(json) ? (json as number) : Number.NaN;
    // 0 is added for -0.
    return value >= minimum && value <= maximum ? value + 0 : refuse(json, `an integer from ${minimum} to ${maximum}`);
  };
}

export const count: Reader<number> = integer(0);

export function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** A free-form object. */
export const object: Reader<Record<string, unknown>> = (json) => (isObject(json) ? json : refuse(json, "an object"));

export function list<T>(item: Reader<T>): Reader<T[]> {
  const read: Reader<T[]> = (json) => {
    const items = Array.isArray(json) && written(json) === undefined ? (json as unknown[]) : refuse(json, "a list");
    let index = 0;
    try {
      const values: T[] = [];
      for (; index < items.length; index++) values.push(item(items[index]));
      return values;
    } catch (problem) {
      throw within(index, problem);
    }
  };
  if (item.write) read.write = (values) => values.map(item.write!);
  return read;
}

export function map<T>(value: Reader<T>): Reader<Record<string, T>> {
  return (json) => {
    let key = "";
    try {
      const values: Record<string, T> = {};
      const members = object(json);
      for (key of Object.keys(members)) define(values, key, value(members[key]));
      return values;
    } catch (problem) {
      throw within(key, problem);
    }
  };
}

/** An object of these fields; of an event, with its `type` first. */
export function record<T>(fields: Fields, type?: string): Reader<T> {
  const table = Object.entries(fields).map(([wire, [name, read, presence = 0]]) => ({ wire, name, read, presence }));
  const read = (json: unknown) => {
    const members = object(json);
    const value: Record<string, unknown> = type ? { type } : {};
    let known = type && members.type !== undefined ? 1 : 0;
    let place = "";
    try {
      for (const { wire, name, read, presence } of table) {
        const member = members[wire];
        if (member !== undefined) known++;
        if (presence === 1 || (presence === 2 && member !== null) || (member !== undefined && member !== null)) {
          if (member === undefined) throw new Undecodable("", `missing field \`${wire}\``);
          place = wire;
          value[name] = read(member);
          place = "";
        } else if (presence > 1) {
          value[name] = presence === 3 ? [] : null;
        }
      }
    } catch (problem) {
      throw place ? within(place, problem) : problem;
    }
    const keys = Object.keys(members);
    if (keys.length > known) {
      const extra: Extra = {};
      for (const key of keys) {
        if (!Object.hasOwn(fields, key) && !(type && key === "type")) define(extra, key, members[key]);
      }
      value.extra = extra;
    }
    return value as T;
  };
  read.write = (value: Record<string, unknown>) => {
    const members: Record<string, unknown> = type ? { type } : {};
    for (const { wire, name, read } of table) {
      const member = value[name];
      if (member !== undefined) members[wire] = read.write && member !== null ? read.write(member) : member;
    }
    for (const [key, member] of Object.entries(value.extra ?? {})) define(members, key, member);
    return members;
  };
  return read as Reader<T>;
}

/** An object of these fields, as the list of one of them; the others are properties of the list. */
export function listed<T, L extends T[]>(field: string, fields: Fields): Reader<L> {
  const read = record<Record<string, unknown>>(fields);
  return (json) => {
    const { [fields[field]![0]]: items, ...rest } = read(json);
    return Object.assign(items as L, rest);
  };
}

/** The JSON of an object that a caller gives: known keys by the names, further keys as given. */
export function writer<T extends object>(names: Readonly<Record<string, string>>): (value: T | undefined) => unknown {
  return (value) => {
    // What is no object is the server's to refuse.
    if (!isObject(value)) return value;
    const members = {};
    for (const [key, member] of Object.entries(value))
      define(members, Object.hasOwn(names, key) ? names[key]! : key, member);
    return members;
  };
}
