import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeTemplate, formatPrevious, parseTemplate, partAt } from "../../../src/model/template.ts";

const ref = (...path: (string | number)[]): { readonly path: typeof path } => ({ path });

describe("a template", () => {
  test.each<[string, readonly unknown[]]>([
    ["", [""]],
    ["no reference: $5, ${HOME} and ${previously}", ["no reference: $5, ${HOME} and ${previously}"]],
    ["${previous.result.id}", [ref("result", "id")]],
    ["a-${previous.result.ids[0]}-z", ["a-", ref("result", "ids", 0), "-z"]],
    ['${previous.params["a b"]["c\\"}"]}', [ref("params", "a b", 'c"}')]],
    ["${previous.params}${previous.result}", [ref("params"), ref("result")]],
    ["$${previous.result.id}", ["${previous.result.id}"]],
    ["$$${previous.result.id}", ["$${previous.result.id}"]],
    ["${previous.result.a}$${previous.b}", [ref("result", "a"), "${previous.b}"]],
    ['${previous.result["${previous.params.x}"]}', [ref("result", "${previous.params.x}")]],
  ])("%j", (text, parts) => {
    expect(parseTemplate(text)).toEqual({ parts });
  });

  test.each(["${previous}", "${previous.id}", "${previous.result.}", "${previous.result", '${previous["a}'])(
    "%j has a mistake",
    (text) => {
      expect(parseTemplate(text).parts).toBeUndefined();
    },
  );

  test("preserves any escaped text", () => {
    const text = fc.string({ unit: fc.constantFrom("$", "{", "previous", ".", "result", "}", "a") });
    fc.assert(
      fc.property(text, (plain) => {
        expect(parseTemplate(escapeTemplate(plain))).toEqual({ parts: [plain] });
      }),
    );
  });

  test("preserves any path of a reference", () => {
    const path = fc.array(fc.oneof(fc.string(), fc.integer({ min: 0, max: 999_999_999 })));
    fc.assert(
      fc.property(path, (steps) => {
        expect(parseTemplate(formatPrevious(["result", ...steps]))).toEqual({
          parts: [ref("result", ...steps)],
        });
      }),
    );
  });
});

test("a path leads to own keys and items alone", () => {
  const value = { list: [{ a: 1 }], "0": "zero" };
  expect(partAt(value, ["list", 0, "a"])).toBe(1);
  expect(partAt(value, [0])).toBe("zero");
  expect(partAt(value, ["list", "length"])).toBeUndefined();
  expect(partAt(value, ["constructor"])).toBeUndefined();
  expect(partAt(value, ["list", 0, "a", "b"])).toBeUndefined();
});
