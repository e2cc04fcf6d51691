import type { Json } from "../../model/json.ts";
import type { Expression } from "../language/expression.ts";

/** Returns the value of an expression without references and calls; `undefined` for any other. */
export function constantOf(expression: Expression): Json | undefined {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "array": {
      const items = expression.items.map(constantOf);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case "object": {
      const entries = expression.entries.map(({ key, value }) => [key, constantOf(value)] as const);
      return entries.every(([, value]) => value !== undefined)
        ? (Object.fromEntries(entries) as Record<string, Json>)
        : undefined;
    }
    default:
      return undefined;
  }
}
