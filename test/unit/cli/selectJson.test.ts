import { expect, test } from "vitest";
import { selectJson } from "../../../src/cli/calls/selectJson.ts";

const value = { tables: ["orders", { "a/b": { "~": 1 } }], none: null, empty: {} };

test.each([
  ["", value],
  ["/tables/0", "orders"],
  ["/tables/1/a~1b/~0", 1],
  ["/none", null],
])("%s selects a part", (pointer, part) => {
  expect(selectJson(value, pointer, "the result")).toEqual(part);
});

test.each([
  ["/tabels", "the result has no tabels", "did you mean tables?"],
  ["/missing", "the result has no missing", "it has tables, none, empty"],
  ["/tables/7", "the result at /tables has no 7", "it is an array of 2 there"],
  ["/tables/length", "the result at /tables has no length", "it is an array of 2 there"],
  ["/none/x", "the result at /none has no x", "it is null there"],
  ["/empty/x", "the result at /empty has no x", "it is an empty object there"],
  ["/constructor", "the result has no constructor", "it has tables"],
  ["tables", "the argument is not a JSON pointer", "write the keys from the root"],
  ["/a~2", "the argument is not a JSON pointer", "write the keys from the root"],
])("%s that selects nothing is an error that says what is there", (pointer, reason, hint) => {
  const select = (): unknown => selectJson(value, pointer, "the result");
  expect(select).toThrow(reason);
  expect(select).toThrow(hint);
});
