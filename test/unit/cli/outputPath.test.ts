import { expect, test } from "vitest";
import { parseOutputPath } from "../../../src/cli/outputs/outputPath.ts";

test.each([
  ["tables", ["tables"]],
  ["tables[0]", ["tables", "0"]],
  ["db.hosts[1].name", ["db", "hosts", "1", "name"]],
  ['db["a.b"]["c\\"d"]', ["db", "a.b", 'c"d']],
  ["ncf-outputs", ["ncf-outputs"]],
])("the path %s leads through its keys", (text, steps) => {
  expect(parseOutputPath(text)).toEqual(steps);
});

test.each(["", ".", ".tables", "a b", "a[", "a[x]", 'a["x]', 'a["\\q"]', "a..b"])(
  "%j is no path of an output",
  (text) => {
    expect(() => parseOutputPath(text)).toThrow(/is not the name of an output/);
  },
);
