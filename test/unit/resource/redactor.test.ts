import { describe, expect, test } from "vitest";
import { createRedactor, redactError, secretsAt } from "../../../src/resource/redactor.ts";

describe("the secrets of inputs", () => {
  const inputs = { dsn: "postgres", nested: { "a/b": ["one", { two: "two" }], other: "kept" }, pin: 4711 };

  test("are the strings and numbers at and below their pointers, and no others", () => {
    expect(secretsAt(inputs, ["/dsn"])).toEqual(["postgres"]);
    expect(secretsAt(inputs, ["/nested/a~1b"])).toEqual(["one", "two"]);
    expect(secretsAt(inputs, ["/nested", "/pin"])).toEqual(["a/b", "one", "two", "kept", "4711"]);
    expect(secretsAt(inputs, [""])).toEqual(["postgres", "a/b", "one", "two", "kept", "4711"]);
  });

  test("are none where names only begin alike, or do not exist", () => {
    expect(secretsAt({ ab: "x" }, ["/a"])).toEqual([]);
    expect(secretsAt(inputs, ["/missing"])).toEqual([]);
    expect(secretsAt(undefined, [""])).toEqual([]);
  });
});

describe("a redacted error", () => {
  const clean = createRedactor({ inputs: { a: "canary-1" }, secretPointers: ["/a"] }, ["canary-2"]);

  test("has no secret in its message, nor in a stack that was written before", () => {
    const error = new Error("canary-1 and canary-2");
    expect(error.stack).toContain("canary-2");
    const redacted = redactError(error, clean);
    expect(redacted.message).toBe("[secret] and [secret]");
    expect(redacted.stack).not.toContain("canary");
  });

  test("is truncated after redaction, so that no secret is truncated", () => {
    const text = clean("x".repeat(7_990) + "canary-1,".repeat(20));
    expect(text.length).toBeLessThan(8_100);
    expect(text).toMatch(/…$/);
    expect(text).not.toContain("canary");
  });

  test("may be any value that was thrown", () => {
    expect(redactError(undefined, clean)).toBeUndefined();
  });
});
