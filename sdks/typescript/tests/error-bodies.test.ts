import assert from "node:assert/strict";
import { test } from "node:test";
import { errorBodyOf, errorBodyOfResponse } from "../src/error/body.js";
import { messageIn } from "../src/error/foreign.js";
import { failureOfResponse } from "../src/error/response.js";
import { Secrets } from "../src/secret.js";

const message = (body: string) => messageIn(JSON.parse(body));

function check(rows: readonly (readonly [body: string, expected: string | undefined])[]): void {
  for (const [body, expected] of rows) assert.equal(message(body), expected, body);
}

test("a message is found in other formats", () => {
  check([
    ['{"detail": "No."}', "No."],
    ['{"detail": {"message": "No.", "hint": 3}}', "No."],
    ['{"message": " No. "}', "No."],
    ['{"message": ["a must be text", "b is missing"], "statusCode": 400}', "a must be text; b is missing"],
    ['{"Message": "No.", "Type": "User"}', "No."],
    ['{"errorMessage": "No.", "errorType": "Error"}', "No."],
    ['{"error": {"detail": "No."}}', "No."],
    ['{"error": {"code": 429, "message": "No.", "status": "RESOURCE_EXHAUSTED"}}', "No."],
    ['{"error": {"type": "invalid_request_error", "message": "No."}}', "No."],
    ['{"error": "the key has expired"}', "the key has expired"],
    ['{"error": "invalid_token", "error_description": "The key has expired"}', "The key has expired"],
    ['{"fault": {"faultstring": "No.", "detail": {"errorcode": "oauth.v2.No"}}}', "No.: errorcode: oauth.v2.No"],
    ['"No."', "No."],
    ['["No.", "Never."]', "No.; Never."],
  ]);
});

test("a problem says its title and its detail", () => {
  check([
    [
      '{"title": "Out of credit", "detail": "It costs 50.", "status": 403, "type": "https://example.com/credit"}',
      "Out of credit: It costs 50.",
    ],
    ['{"title": "Out of credit"}', "Out of credit"],
    ['{"title": "Bad", "detail": "Bad input"}', "Bad input"],
    ['{"type": "https://example.com/credit"}', "https://example.com/credit"],
    ['{"type": "about:blank", "status": 403}', undefined],
    [
      '{"title": "Invalid.", "errors": {"Name": ["too long", "not free"], "Age": "missing"}}',
      "Invalid.: Name: too long, not free; Age: missing",
    ],
  ]);
});

test("a list says each of its errors with its place", () => {
  check([
    [
      '{"detail": [{"loc": ["body", "input"], "msg": "field required", "type": "missing"}, {"loc": ["body", "tags", 0], "msg": "not a text"}]}',
      "body.input: field required; body.tags.0: not a text",
    ],
    ['{"errors": ["a", "b"]}', "a; b"],
    ['{"errors": [{"message": "a"}, {"detail": "b"}, {"msg": "c"}, {"title": "d"}, {"code": 7}]}', "a; b; c; d"],
    [
      '{"errors": [{"title": "Bad", "detail": "too short", "source": {"pointer": "/input"}}]}',
      "/input: Bad: too short",
    ],
    ['{"errors": {"input": ["a", "b"], "name": "c"}}', "input: a, b; name: c"],
    [
      '{"message": "Validation failed", "errors": [{"field": "input", "message": "missing"}]}',
      "Validation failed: input: missing",
    ],
    ['{"input": ["This field is required."]}', "input: This field is required."],
  ]);
});

test("a code and what is no text say nothing", () => {
  for (const body of [
    "{}",
    "[]",
    "[1, 2]",
    "null",
    "5",
    '""',
    '{"detail": ""}',
    '{"error": "not_found"}',
    '{"errors": [{"code": 7}]}',
  ]) {
    assert.equal(message(body), undefined, body);
  }
  check([
    ['{"message": null, "detail": "No."}', "No."],
    ['{"message": "", "error": {"detail": "No."}}', "No."],
  ]);
});

test("a deep value without a message ends the search", () => {
  for (const [open, within, close] of [
    ['{"detail":', "{}", "}"],
    ['{"errors":[', "{}", "]}"],
    ['{"error":', "[]", "}"],
    ["[", "5", "]"],
  ] as const) {
    assert.equal(message(open.repeat(60) + within + close.repeat(60)), undefined);
  }
});

const parsed = (body: string) => {
  const read = errorBodyOf(JSON.parse(body));
  return read && [read.code, read.message];
};

test("both forms of the contract are read", () => {
  assert.deepEqual(parsed('{"error": {"code": "not_found", "message": "no", "detail": "more"}}'), ["not_found", "no"]);
  assert.deepEqual(parsed('{"error": "not_found", "message": "no", "detail": "more"}'), ["not_found", "no"]);
});

test("a code or a message alone is enough, and an empty one counts as absent", () => {
  for (const body of [
    '{"error": "not_found"}',
    '{"error": {"code": "not_found"}}',
    '{"error": {"code": "not_found", "message": ""}}',
  ]) {
    assert.deepEqual(parsed(body), ["not_found", undefined], body);
  }
  for (const body of [
    '{"error": {"message": "no"}}',
    '{"error": {"code": "", "message": "no"}}',
    '{"error": {"code": 404, "message": "no"}}',
    '{"error": {"type": "bad", "message": "no"}}',
    '{"error": "", "message": "no"}',
  ]) {
    assert.deepEqual(parsed(body), [undefined, "no"], body);
  }
});

test("a code without a message takes the text of other fields", () => {
  for (const body of [
    '{"error": {"code": "not_found", "detail": "gone for good"}}',
    '{"error": "not_found", "error_description": "gone for good"}',
    '{"error": "not_found", "detail": ["gone for good"]}',
  ]) {
    assert.deepEqual(errorBodyOfResponse(JSON.parse(body)), { code: "not_found", message: "gone for good" }, body);
  }
});

test("a text in place of the code is a message", () => {
  for (const [body, expected] of [
    ['{"error": "gone for good"}', "gone for good"],
    ['{"error": "Not Found", "message": "gone for good"}', "gone for good"],
  ] as const) {
    assert.deepEqual(parsed(body), [undefined, expected], body);
  }
  assert.equal(
    errorBodyOfResponse(JSON.parse('{"error": "Bad Request", "message": ["a is missing"], "statusCode": 400}'))
      ?.message,
    "a is missing",
  );
});

test("anything else is not an error body", () => {
  for (const body of [
    "{}",
    '{"error": null}',
    '{"error": {}}',
    '{"error": 5}',
    '{"error": ""}',
    '{"error": "", "detail": "no"}',
    '{"error": {"detail": "no"}}',
    '{"error": false, "message": "no"}',
    '{"message": "no"}',
    '{"detail": "no"}',
  ]) {
    assert.equal(parsed(body), undefined, body);
  }
});

function failure(status: number, statusText: string, type: string, body: string, headers: Record<string, string> = {}) {
  const all = new Headers({ ...(type && { "content-type": type }), ...headers });
  return failureOfResponse({ status, statusText, headers: all, body }, 0, new Secrets());
}

test("a response without an error of the contract is described", () => {
  for (const [status, name, type, body, expected] of [
    [
      404,
      "Not Found",
      "text/plain",
      "404 page not found\n",
      "the server does not know this route (404 Not Found, text/plain): check the base URL, and whether the server is too old",
    ],
    [
      405,
      "Method Not Allowed",
      "",
      "",
      "the server does not know this route (405 Method Not Allowed, no content type): check the base URL, and whether the server is too old",
    ],
    [404, "Not Found", "application/json", '{"detail": "No agent"}', "No agent"],
    [
      502,
      "Bad Gateway",
      "text/html",
      "<html><title>Bad\n gateway</title>",
      'the server answered 502 Bad Gateway with a web page (text/html, with the title "Bad gateway")',
    ],
    [502, "Bad Gateway", "text/plain", "upstream is gone\n", "upstream is gone"],
    [502, "Bad Gateway", "", " ", "the server answered 502 Bad Gateway with an empty body (no content type)"],
    [
      502,
      "Bad Gateway",
      "application/json",
      '{"a": 1',
      "the server answered 502 Bad Gateway with a body that contains no readable error (application/json)",
    ],
    [
      407,
      "Proxy Authentication Required",
      "",
      "",
      "the server or a proxy in between requires a proxy credential (407 Proxy Authentication Required): if there is a proxy, set its credential where the proxy is configured",
    ],
    [
      202,
      "Accepted",
      "application/json",
      "{}",
      "the contract does not define the status 202 Accepted for this operation (application/json)",
    ],
    [
      404,
      "Not Found",
      "application/json",
      '{"error": "gone"}',
      "the server answered 404 Not Found with a code and no message",
    ],
    [
      200,
      "OK",
      "text/html",
      "<title>Home</title>",
      'the response is a web page and not a response of the API (200 OK, text/html, with the title "Home"): the base URL probably names another server',
    ],
  ] as const) {
    assert.equal(failure(status, name, type, body).message, expected);
  }
});

test("a redirect says where it leads, without secrets", () => {
  for (const [location, expected] of [
    ["https://me:s3cret@example.com/a?key=s3cret#s3cret", "https://example.com/a"],
    ["/v1/agents/@a?key=s3cret", "/v1/agents/@a"],
    ["elsewhere#s3cret", "elsewhere"],
    ["//me:s3cret@example.com/a", "//example.com/a"],
    ["mailto:me:s3cret@example.com", "an address with the scheme mailto"],
    ["ws:me:s3cret@example.com", "an address with the scheme ws"],
    ["http://a:b:c", "an invalid address"],
  ] as const) {
    const { message, kind, outcome } = failure(302, "Found", "", "", { location });
    assert.equal(
      message,
      `the server answered 302 Found, a redirect to ${expected}: redirects are not followed; set the base URL to the server's own address`,
    );
    assert.deepEqual([kind, outcome], ["status", "unknown"]);
  }
  assert.match(failure(308, "", "", "").message, /^the server answered 308, a redirect to an unknown address: /);
  assert.equal(failure(308, "", "", "").outcome, "rejected");
});

test("the kind follows the status, and of a success the code", () => {
  const error = (code: string) => JSON.stringify({ error: { code, message: "No." } });
  for (const [status, body, kind, code] of [
    [400, error("bad"), "invalid_request", "bad"],
    [422, "", "invalid_request", undefined],
    [418, "", "status", undefined],
    [500, error("pipeline_error"), "server", "pipeline_error"],
    [200, error("not_found"), "not_found", "not_found"],
    [200, error("odd"), "server", "odd"],
    [200, "{}", "decode", undefined],
  ] as const) {
    const found = failure(status, "", "application/json", body);
    assert.deepEqual([found.kind, found.code], [kind, code]);
  }
  assert.deepEqual(
    [500, 502, 418, 200].map((status) => failure(status, "", "", "").toError().code),
    ["internal_error", "http_502", "http_418", "decode_error"],
  );
});
