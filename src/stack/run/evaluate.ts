import { NcfError } from "../../diagnostics/ncfError.ts";
import type { ValueOps } from "./valueOps.ts";
import { callFunction } from "./callFunction.ts";
import type { Expression, Reference } from "../language/expression.ts";

/** What an expression is worked out in. */
export interface Scope {
  readonly algebra: ValueOps;
  /** The value that a name stands for. */
  readonly lookUp: (name: string) => unknown;
  /** The text of a file; `isFixed` when the stack file writes the path out. Throws an NcfError when it cannot be had. */
  readonly readFile: (path: string, isFixed: boolean) => string;
}

/** Works out an expression: plain lists, objects and leaves, with opaque leaves where the algebra makes them. */
export function evaluate(expression: Expression, scope: Scope): unknown {
  const { algebra } = scope;
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "list":
      return expression.items.map((item) => evaluate(item, scope));
    case "object":
      return Object.fromEntries(expression.entries.map(({ key, value }) => [key, evaluate(value, scope)]));
    case "reference":
      return readReference(expression.reference, expression, scope);
    case "text": {
      const parts = expression.parts.map((part) =>
        typeof part === "string" ? part : readReference(part, expression, scope),
      );
      return algebra.combine(parts, (plain) => plain.map(toText).join(""), expression);
    }
    case "call": {
      const value = evaluate(expression.argument, scope);
      if (expression.name === "secret") return algebra.secret(value);
      return algebra.combine(
        [value],
        ([plain]) => callFunction(expression, plain, scope.readFile),
        expression,
      );
    }
  }
}

function readReference({ root, path }: Reference, source: Expression, { algebra, lookUp }: Scope): unknown {
  const steps = path.map(({ step }) => step);
  let value = lookUp(root);
  for (const [at, step] of steps.entries()) {
    if (algebra.isOpaque(value)) {
      return algebra.combine([value], ([plain]) => steps.slice(at).reduce(partOf, plain), source);
    }
    const whole = value;
    if (!hasPart(whole, step)) return algebra.combine([], () => partOf(whole, step), source);
    value = partOf(whole, step);
  }
  return value;
}

function hasPart(value: unknown, step: string | number): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.hasOwn(value, step) &&
    !(Array.isArray(value) && step === "length")
  );
}

function partOf(value: unknown, step: string | number): unknown {
  if (hasPart(value, step)) return value[step];
  throw new NcfError("NCF_STACK_PATH_IMPOSSIBLE", {
    reason: `the value has no ${typeof step === "number" ? `[${step}]` : step}`,
  });
}

function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new NcfError("NCF_STACK_TYPE", {
    reason: `${value === null ? "an empty value" : Array.isArray(value) ? "a list" : "a mapping"} cannot stand inside a text`,
    hint: "ask for one of its parts, or turn it into a text with fn::toJSON in a variable",
  });
}
