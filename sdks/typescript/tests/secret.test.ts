import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { BROKEN, CUT, REDACTED, Secrets, WHOLE } from "../src/secret.js";

const KEY = 'canary/7f"3a91?';
const code = (char: string) => char.charCodeAt(0);

test("a secret is redacted in each of its forms", () => {
  const each = (spell: (char: string) => string) => [...KEY].map(spell).join("");
  const hex = (char: string, width = 2) => code(char).toString(16).padStart(width, "0");
  for (const form of [
    KEY,
    KEY.replace("/", "\\/").replace('"', '\\"'),
    KEY.replace('"', '\\\\\\"'),
    each((char) => `\\u${hex(char, 4)}`),
    each((char) => `\\\\u${hex(char, 4).toUpperCase()}`),
    each((char) => `\\u{${hex(char)}}`),
    each((char) => `%${hex(char).toUpperCase()}`),
    each((char) => `%25${hex(char)}`),
    each((char) => `&#${code(char)};`),
    KEY.replace('"', "&quot;"),
    KEY.replace("canary", "c%61nar\\u0079"),
  ]) {
    assert.equal(new Secrets(KEY).redact(`<${form}> ${form}`), "<[redacted]> [redacted]", form);
  }
  for (const before of ["", "u:", "user:", "someone:"]) {
    for (const encoding of ["base64", "base64url"] as const) {
      const redacted = new Secrets(KEY).redact(Buffer.from(`${before}${KEY}:and more`).toString(encoding));
      assert.ok(redacted.includes(REDACTED) && redacted.replace(REDACTED, "").length < 30, `${before} ${redacted}`);
    }
  }
});

test("a similar text is not redacted", () => {
  for (const text of ["canary/7f", "canary", "\\u0063anary", "", "\\".repeat(20), "%%%%", "&&&&", "canary/7f'3a91?"]) {
    assert.equal(new Secrets(KEY).redact(text), text);
  }
  assert.equal(new Secrets("abc").redact("abc"), "abc");
  assert.equal(new Secrets("abcd").redact("abcabcd"), "abc[redacted]");
  assert.equal(
    new Secrets("a\\b\\\\c").redact('{"x": "a\\\\b\\\\\\\\c", "y": a\\b\\\\c}'),
    '{"x": "[redacted]", "y": [redacted]}',
  );
});

test("a prefix at the end of a cut text is redacted", () => {
  for (const [text, end, expected] of [
    ["x: can", WHOLE, "x: can"],
    ["x: can", CUT, "x: [redacted]"],
    ["x: can", BROKEN, "x: can"],
    ["x: cana", BROKEN, "x: [redacted]"],
    ["x: \\u0063\\u00", CUT, "x: [redacted]"],
    ["x: c%61na%", BROKEN, "x: [redacted]"],
    ["x: canx", CUT, "x: canx"],
  ] as const) {
    assert.equal(new Secrets(KEY).redact(text, end), expected, `${text} ${end}`);
  }
  assert.equal(new Secrets(KEY).redact(btoa(KEY).slice(0, 9), BROKEN), REDACTED);
});

test("a long secret is found in a long text", () => {
  const token = "eyJ".repeat(1000);
  assert.equal(new Secrets(token).redact(`${"e".repeat(100_000)} ${token}`), `${"e".repeat(100_000)} ${REDACTED}`);
});

test("values and the names of members are redacted", () => {
  const value = JSON.parse(
    `{"a": [${JSON.stringify(KEY)}, 5, {${JSON.stringify(KEY)}: null}], "b": "plain", "__proto__": 1}`,
  );
  const redacted = new Secrets(KEY).redactValue(value);
  assert.equal(JSON.stringify(redacted), '{"a":["[redacted]",5,{"[redacted]":null}],"b":"plain","__proto__":1}');
});

test("whole headers are redacted", () => {
  const headers = new Headers({ "x-a": "Bearer canary-1234", "x-canary-1234": "b", "x-b": "c" });
  assert.deepEqual(
    [...new Secrets("CANARY-1234").redactHeaders(headers)],
    [
      ["x-a", "Bearer canary-1234"],
      ["x-b", "c"],
    ],
  );
  assert.deepEqual(
    [...new Secrets("canary-1234").redactHeaders(headers)],
    [
      ["x-a", REDACTED],
      ["x-b", "c"],
    ],
  );
});

test("each of several secrets is redacted, and none exposes another", () => {
  const secrets = new Secrets();
  for (const token of ["canary-1", "canary-1-and-more", "more-2", "canary-1"]) secrets.add(token);
  assert.equal(secrets.redact("canary-1, canary-1-and-more-2 and canary-2"), "[redacted], [redacted] and canary-2");
  assert.ok(!inspect(secrets, { depth: 9, showHidden: true }).includes("canary"));
});
