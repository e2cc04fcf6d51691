import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeResponse } from "../../../src/client/decodeResponse.ts";
import type { HttpResponse } from "../../../src/client/transport.ts";

function response(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  const bytes =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return { kind: "response", status, headers, body: bytes };
}

const record = {
  activationId: "0123456789abcdef0123456789abcdef",
  name: "hello",
  start: 1,
  end: 34,
  duration: "33",
  response: { result: { greeting: "hi" }, status: "success", success: true },
};
const activation = { ...record, duration: 33 };

test.each([200, 202, 502])(
  "reads an activation, in an envelope or bare, whatever the status: %i",
  (status) => {
    expect(decodeResponse(response(status, { content: record }))).toEqual({ kind: "activation", activation });
    expect(decodeResponse(response(status, record))).toEqual({ kind: "activation", activation });
  },
);

test.each([200, 202, 400])("reads an id alone, in an envelope or bare, whatever the status: %i", (status) => {
  const idOnly = { kind: "idOnly", activationId: "abc" };
  expect(decodeResponse(response(status, { content: { activationId: "abc" } }))).toEqual(idOnly);
  expect(decodeResponse(response(status, { activationId: "abc" }))).toEqual(idOnly);
});

test.each(["../admin", "a b", "x".repeat(65), "\u001b[2J", 42, {}])(
  "an activation ID that is none makes the response malformed, whatever its status: %j",
  (activationId) => {
    for (const status of [200, 400]) {
      expect(decodeResponse(response(status, { content: { activationId } }))).toMatchObject({
        kind: "malformed",
      });
      expect(decodeResponse(response(status, { ...record, activationId }))).toMatchObject({
        kind: "malformed",
      });
    }
  },
);

test.each([
  [401, { errorCode: 200, message: "Authentication Failed", details: "x" }, "gateway", "200"],
  [404, { errorCode: "80301", message: "ACTION_NOT_FOUND", details: "" }, "service", "80301"],
])("reads an error with its code as string or number: %i", (status, error, origin, errorCode) => {
  expect(decodeResponse(response(status, { error }))).toMatchObject({
    kind: "apiError",
    error: { status, origin, errorCode, message: error.message },
  });
});

test("reads an error in upstream's shape", () => {
  expect(
    decodeResponse(response(413, { error: "Request larger than allowed: 2 > 1 bytes.", code: "tid" })),
  ).toEqual({
    kind: "apiError",
    error: { status: 413, origin: "upstream", message: "Request larger than allowed: 2 > 1 bytes." },
  });
});

test("removes tags and control characters from a message", () => {
  const message = "<strong>Please try again</strong><br>in a few\u001b[31m minutes.";
  expect(decodeResponse(response(400, { error: { errorCode: "80031", message } }))).toMatchObject({
    error: { message: "Please try again in a few [31m minutes." },
  });
});

test.each([401, 403, 404, 413, 429, 302])(
  "reads the error from the status when the body is empty: %i",
  (status) => {
    expect(decodeResponse(response(status, ""))).toMatchObject({
      kind: "apiError",
      error: { status, origin: "gateway" },
    });
  },
);

test.each([
  ["HTML", "<html>canary</html>", "not JSON"],
  ["empty", "", "empty body"],
  ["truncated", '{"content":{"activationId":"canary', "not JSON, or is truncated"],
  ["not UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), "not UTF-8"],
  ["an array", ["canary"], "not a JSON object"],
  ["an object with nothing known", { canary: 1 }, "neither an activation nor an error"],
  ["an activation without success", { ...record, response: { result: {} } }, "incomplete activation"],
])("calls a 200 malformed when its body is %s, and does not quote it", (_what, body, reason) => {
  const decoded = decodeResponse(response(200, body, { "content-type": "text/html; charset=x" }));
  expect(decoded).toMatchObject({ kind: "malformed", reason: expect.stringContaining(reason) });
  expect(JSON.stringify(decoded)).not.toContain("canary");
  expect(JSON.stringify(decoded)).toContain("HTTP 200 with content type text/html");
});

test("never throws, whatever the bytes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), fc.uint8Array({ maxLength: 64 }), (status, body) => {
      expect(["activation", "idOnly", "apiError", "malformed"]).toContain(
        decodeResponse(response(status, body)).kind,
      );
    }),
  );
});

test("never throws, whatever the JSON under the keys that are read", () => {
  const keyed = fc.dictionary(
    fc.constantFrom("content", "error", "response", "activationId", "result", "success", "logs", "errorCode"),
    fc.jsonValue({ maxDepth: 3 }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), keyed, keyed, (status, outer, inner) => {
      const decoded = decodeResponse(response(status, { ...outer, content: inner }));
      expect(["activation", "idOnly", "apiError", "malformed"]).toContain(decoded.kind);
    }),
  );
});
