import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBody } from "../../../src/client/decodeResponse.ts";
import { exactJson } from "../../support/exactJson.ts";

const parse = (text: string) => parseBody(Buffer.from(text));

describe("a body", () => {
  test("that is a JSON object is parsed", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), exactJson), (value) => {
        const text = JSON.stringify(value, undefined, 1);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each([
    ['{"a":{"success":false,"success":true}}', "at the same level"],
    ['{"a":[1,{"b":1 , "b" : 2}]}', "in a list"],
    [String.raw`{"suc\u0063ess":false,"success":true}`, "written in two ways"],
    ['{"__proto__":1,"__proto__":2}', "with a name that objects have"],
  ])("with a duplicate key is refused: %s, %s", (text) => {
    expect(parse(text)).toBe("a body that has a duplicate key");
  });

  test("may have the same key in several objects, and the same string as a value", () => {
    const value = { a: { b: "a" }, c: [{ b: 'b":' }, { b: "{" }], d: ["a", "a"] };
    expect(parse(JSON.stringify(value))).toEqual(value);
  });

  test("is parsed down to a depth at which it can still be written, and no deeper", () => {
    const nested = (depth: number) => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(parse(nested(999))).toBeTypeOf("object");
    expect(parse(nested(1000))).toBe("a body that is nested more than 1000 deep");
    expect(parse(nested(1_000_000))).toBe("a body that is nested more than 1000 deep");
  });
});
