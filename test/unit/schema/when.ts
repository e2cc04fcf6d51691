import type { JsonSchema } from "../../../src/schema/jsonSchema.ts";

/** A schema with a condition. The linter takes object literals with `then` for promises. */
export function when(condition: JsonSchema, then: JsonSchema, otherwise: JsonSchema): JsonSchema {
  const branches = [condition, then, otherwise];
  return Object.fromEntries(["if", "then", "else"].map((keyword, at) => [keyword, branches[at] ?? true]));
}
