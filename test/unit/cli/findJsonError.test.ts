import { array, assert, constantFrom, json, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { findJsonError } from "../../../src/cli/calls/findJsonError.ts";

test.each([
  ['{"a":1,}', 1, 8, "expected a key in double quotes"],
  ['{\n  "a": tru\n}', 2, 8, "expected a value"],
  ["{'a': 1}", 1, 2, "expected a key in double quotes"],
  ['{"a" 1}', 1, 6, "expected a colon after the key"],
  ['{"a":1 "b":2}', 1, 8, "expected a comma or }"],
  ["[1 2]", 1, 4, "expected a comma or ]"],
  ['{"a":"x\ny"}', 1, 8, "control character in a string"],
  [String.raw`{"a":"\x"}`, 1, 7, "invalid escape in a string"],
  ['{"a":', 1, 6, "the text ends too early"],
  ['{"a":"canary', 1, 13, "the text ends too early"],
  ["{} {}", 1, 4, "expected the end of the text"],
  ["[".repeat(600), 1, 502, "nested more than 500 deep"],
])("the error of %s has its place and no part of the text", (text, line, column, reason) => {
  expect(findJsonError(text)).toMatchObject({ line, column, reason: expect.stringContaining(reason) });
  expect(findJsonError(text)?.reason).not.toContain("canary");
});

test("it agrees with JSON.parse on every text", () => {
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const agrees = (text: string): void => {
    expect([text, findJsonError(text) === undefined]).toEqual([text, isJson(text)]);
  };
  assert(property(json(), agrees));
  const piece = constantFrom("{", "}", "[", "]", ",", ":", '"', "\\", "a", "1", "-", ".", "e", " ", "\n");
  assert(property(array(piece, { maxLength: 12 }), (pieces) => agrees(pieces.join(""))));
  assert(
    property(json(), nat(), piece, (text, place, inserted) => {
      const at = place % (text.length + 1);
      agrees(text.slice(0, at) + inserted + text.slice(at));
    }),
  );
});
