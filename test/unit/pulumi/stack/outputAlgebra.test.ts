import { isSecret, output, secret, type Output } from "@pulumi/pulumi";
import { array, assert, jsonValue, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { outputAlgebra } from "../../../../src/pulumi/stack/outputAlgebra.ts";
import type { Expression } from "../../../../src/stack/language/expression.ts";

const place = { line: 1, column: 1, offset: 0 };
const source: Expression = { kind: "literal", value: null, range: { start: place, end: place } };
const algebra = outputAlgebra((cause, at) => new Error(`at line ${at.range.start.line}`, { cause }));

function valueOf(one: Output<string>): Promise<string> {
  return new Promise((resolve) => {
    one.apply(resolve);
  });
}

describe("the algebra of the engine's outputs", () => {
  test("works out at once what holds no output, and leaves it plain", () => {
    assert(
      property(array(jsonValue()), (values) => {
        expect(algebra.combine(values, (plain) => JSON.stringify(plain), source)).toBe(
          JSON.stringify(values),
        );
      }),
    );
  });

  test("gives an output, secret when a part in any depth is", async () => {
    const texts = (values: readonly unknown[]) =>
      algebra.combine(values, (plain) => JSON.stringify(plain), source) as Output<string>;
    const open = texts(["a", { deep: [output("b")] }]);
    expect(algebra.isOpaque(open)).toBe(true);
    expect(await valueOf(open)).toBe('["a",{"deep":["b"]}]');
    expect(await isSecret(open)).toBe(false);
    const hidden = texts(["a", { deep: [secret("b")] }]);
    expect(await valueOf(hidden)).toBe('["a",{"deep":["b"]}]');
    expect(await isSecret(hidden)).toBe(true);
  });

  test("marks a plain value as secret, and looks into neither", async () => {
    const hidden = algebra.secret({ password: "x" });
    expect(algebra.isOpaque(hidden)).toBe(true);
    expect(await isSecret(hidden as Output<unknown>)).toBe(true);
    expect(algebra.isOpaque({ password: hidden })).toBe(false);
  });

  test("says where something could not be worked out", () => {
    const fail = (): never => {
      throw new Error("no");
    };
    expect(() => algebra.combine(["plain"], fail, source)).toThrow("at line 1");
  });
});
