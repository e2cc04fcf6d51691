import { Output, output, secret } from "@pulumi/pulumi";
import type { ValueOps } from "../../stack/run/valueOps.ts";
import type { Expression } from "../../stack/language/expression.ts";

/** Makes what is thrown for something that cannot be worked out. */
export type Locate = (error: unknown, source: Expression) => unknown;

/**
 * The algebra of the engine: its outputs are the opaque leaves. What holds none is worked out at once, so that the keys of an `each`
 * and the parts of a list are there before the run.
 */
export function outputAlgebra(locate: Locate): ValueOps {
  return {
    isOpaque: (value) => Output.isInstance(value),
    secret: (value) => secret(value),
    combine: (values, compute, source) => {
      const workOut = (plain: readonly unknown[]): unknown => {
        try {
          return compute(plain);
        } catch (error) {
          throw locate(error, source);
        }
      };
      return holdsOutput(values) ? output(values).apply(workOut) : workOut(values);
    },
  };
}

function holdsOutput(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Output.isInstance(value) || Object.values(value).some(holdsOutput);
}
