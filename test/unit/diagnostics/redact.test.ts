import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMask } from "../../../src/diagnostics/redact.ts";

const redact = (text: string, secrets: readonly string[]): string => createMask(secrets)(text);

const pem = `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj
MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu
-----END PRIVATE KEY-----`;

/** Ways in which a service writes a text into a message. */
const encodings: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "as JSON": (text) => JSON.stringify(text),
  "as JSON in JSON": (text) => JSON.stringify({ error: JSON.stringify({ text }) }),
  "as JSON with every character escaped": (text) =>
    [...text].map((one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`).join(""),
  "as JSON safe for HTML": (text) =>
    JSON.stringify(text).replace(/[<>&']/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`),
  "percent-encoded": (text) => encodeURIComponent(text),
  "percent-encoded in lower case": (text) =>
    encodeURIComponent(text).replace(/%../g, (one) => one.toLowerCase()),
  "as a form field": (text) => new URLSearchParams({ text }).toString(),
  "escaped for HTML": (text) =>
    text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`).replaceAll("&#60;", "&lt;"),
  "on one line": (text) => text.replace(/\s+/g, " "),
  "without line breaks": (text) => text.replace(/[\r\n]+/g, ""),
  "without markup": (text) => text.replace(/<[^<>]*>/g, " ").replace(/\s+/g, " "),
  "as Base64": (text) => Buffer.from(text).toString("base64"),
  "as Base64 amid other data": (text) => Buffer.from(`{"a":"${text}"}`).toString("base64"),
  "as Base64 for URLs": (text) => Buffer.from(`a${text}`).toString("base64url"),
};

describe.each(Object.entries(encodings))("a secret that comes back %s", (_name, encode) => {
  test.each([
    ["a word", "hunter22"],
    ["a password with markup", "p<b>&\"ss'w0rd</b>"],
    ["a password with blanks", "correct  horse   battery staple"],
    ["a key of several lines", pem],
    ["a number", "4929123456789012"],
    ["a text in Korean", "비밀번호는 여기에"],
  ])("is masked when it is %s", (_kind, secret) => {
    const written = encode(secret);
    const clean = redact(`cannot log in with ${written}, sorry`, [secret]);
    expect(clean).toMatch(/^cannot log in with .*\[secret\].*, sorry$/s);
    for (const part of written.match(/[^\s"'{}:\\]{8,}/g) ?? []) expect(clean).not.toContain(part);
  });
});

test("the password in a URL or a connection string is a secret as well", () => {
  const url = "postgres://app:s3cr%40t-pw@db.internal:5432/shop";
  expect(redact("password s3cr@t-pw refused, s3cr%40t-pw too", [url])).toBe(
    "password [secret] refused, [secret] too",
  );
  expect(redact("login failed for 'swordfish'", ["Server=db;User Id=sa;Password=swordfish;"])).toBe(
    "login failed for '[secret]'",
  );
});

test("a secret that looks like an escape itself is masked where the text escapes the rest of it", () => {
  expect(redact("got canary \\b&#39; there", ["canary   \\b'"])).toBe("got [secret] there");
  expect(redact("got a%2541pw%26 there", ["a%41pw&"])).toBe("got [secret] there");
});

test("a secret with blanks is masked in a form field, however many blanks it has", () => {
  expect(redact("text=canary+++++%21&x=1", ["canary     !"])).toBe("text=[secret]&x=1");
  expect(redact("a=1%2B1+is+two&b", ["1+1 is two"])).toBe("a=[secret]&b");
});

test("a part of a long secret is masked, and so is its beginning where a text was cut", () => {
  expect(redact("got 1GB4t7NXp98C3SC6 instead", [pem])).toBe("got [secret] instead");
  expect(redact("token hunter… was refused", ["hunter22222222"])).toBe("token [secret]… was refused");
  expect(redact("token hunt", ["hunter22222222"])).toBe("token [secret]");
});

test("the longer of two secrets is masked as a whole", () => {
  expect(redact("the key is abcdefgh", ["abcd", "abcdefgh"])).toBe("the key is [secret]");
});

test("short secrets are not masked, and a text without secrets is unchanged", () => {
  expect(redact("an abc here", ["abc", ""])).toBe("an abc here");
  expect(redact("nothing", [])).toBe("nothing");
});

test("no part of a secret of 12 characters is left in any text, however it was encoded", () => {
  const names = Object.keys(encodings).filter((name) => !name.startsWith("as Base64"));
  fc.assert(
    fc.property(
      fc.string({ minLength: 6, unit: "grapheme-ascii" }),
      fc.string(),
      fc.string(),
      fc.constantFrom(...names),
      (tail, before, after, name) => {
        const secret = `canary${tail}`;
        const clean = redact(before + (encodings[name] as (text: string) => string)(secret) + after, [
          secret,
        ]);
        expect(clean).not.toContain(secret);
        expect(clean).not.toContain("canary");
      },
    ),
  );
});

test("a text of a mebibyte and a secret as long take no time to speak of", () => {
  const text = "abcdefghij".repeat(100_000);
  expect(redact(text, ["x".repeat(1_000_000)])).toBe(text);
});
