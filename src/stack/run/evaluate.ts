import { NcfError } from "../../diagnostics/ncfError.ts";
import { createMask } from "../../diagnostics/redact.ts";
import { escapeTemplate, formatPrevious } from "../../model/template.ts";
import { SecretValue, UnknownValue, type Value, type ValueObject } from "../../model/value.ts";
import { type Expression, expressionText, type Reference } from "../language/expression.ts";
import type { Report } from "../parse/report.ts";
import { callFunction } from "./callFunction.ts";
import { combine, isLeaf, markSecret, secretTextsIn } from "./values.ts";

/** Evaluation context of an expression. */
export interface Scope {
  /** Returns the value of a declared name. */
  readonly lookUp: (name: string) => Value;
  /**
   * Returns the contents of a file.
   * @param isFixed - `true` when the path is a literal in the stack file.
   * @throws NcfError when it cannot be read
   */
  readonly readFile: (path: string, isFixed: boolean) => string;
  /** Reports an evaluation error. If it returns, the value is unknown. */
  readonly report: Report;
  /** `true` when strings are templates, in which `${previous.…}` is a reference. @default false */
  readonly isTemplate?: boolean;
}

/**
 * Evaluates an expression. Arrays and objects keep their form, so that an unknown or secret part
 * does not affect the others.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "array":
      return expression.items.map((item) => evaluate(item, scope));
    case "object":
      return evaluateEntries(expression.entries, (value) => evaluate(value, scope));
    case "reference":
      return readReference(expression.reference, expression, scope);
    case "interpolation": {
      const parts = expression.parts.map((part) =>
        typeof part === "string" ? part : readReference(part, expression, scope),
      );
      return attempt(parts, expression, scope, (plain) => plain.map(toText).join(""));
    }
    case "call": {
      const argument = evaluate(expression.argument, scope);
      if (expression.name === "secret") return markSecret(argument);
      return attempt([argument], expression, scope, ([plain]) =>
        callFunction(expression, plain as Value, scope.readFile),
      );
    }
  }
}

/** Evaluates the entries of an object. */
export function evaluateEntries(
  entries: readonly { readonly key: string; readonly value: Expression }[],
  evaluateEntry: (value: Expression, key: string) => Value,
): ValueObject {
  return Object.fromEntries(entries.map(({ key, value }) => [key, evaluateEntry(value, key)]));
}

/**
 * Computes a value like `combine`, and reports an NcfError at the place of an expression; the value
 * is then unknown.
 */
export function attempt(
  values: readonly Value[],
  source: Expression,
  { report }: Pick<Scope, "report">,
  compute: (plain: readonly Value[]) => Value,
): Value {
  return combine(
    values,
    () => expressionText(source),
    (plain) => {
      try {
        return compute(plain);
      } catch (error) {
        if (!NcfError.is(error)) throw error;
        const mask = createMask(values.flatMap((value) => secretTextsIn(value)));
        const [message, hint] = [mask(error.reason), mask(error.hint)];
        report({ code: error.code, range: source.range, message, hint });
        return new UnknownValue(expressionText(source));
      }
    },
  );
}

function readReference(reference: Reference, source: Expression, scope: Scope): Value {
  const { root, path } = reference;
  if (scope.isTemplate !== true) return lookUpPath(reference, source, scope);
  return root === "previous"
    ? formatPrevious(path.map(({ step }) => step))
    : asPlainText(lookUpPath(reference, source, scope));
}

/** Escapes references to the previous run in the strings of a value. */
function asPlainText(value: Value): Value {
  if (typeof value === "string") return escapeTemplate(value);
  if (value instanceof SecretValue) return new SecretValue(asPlainText(value.value));
  if (typeof value !== "object" || value === null || isLeaf(value)) return value;
  if (Array.isArray(value)) return (value as readonly Value[]).map(asPlainText);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asPlainText(part)]));
}

function lookUpPath({ root, path }: Reference, source: Expression, scope: Scope): Value {
  let value = scope.lookUp(root);
  let isSecret = false;
  for (const { step } of path) {
    if (value instanceof SecretValue) {
      isSecret = true;
      value = value.value;
    }
    const owner = value;
    value =
      owner instanceof UnknownValue
        ? new UnknownValue(expressionText(source))
        : attempt([], source, scope, () => partOf(owner, step));
  }
  return isSecret ? markSecret(value) : value;
}

function partOf(value: Value, step: string | number): Value {
  const hasPart =
    typeof value === "object" &&
    value !== null &&
    !isLeaf(value) &&
    Object.hasOwn(value, step) &&
    !(Array.isArray(value) && step === "length");
  if (hasPart) return (value as ValueObject)[step] as Value;
  throw new NcfError("NCF_STACK_PATH_IMPOSSIBLE", {
    reason: `the value has no ${typeof step === "number" ? `[${step}]` : step}`,
  });
}

function toText(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const found =
    value === null
      ? "null"
      : Array.isArray(value)
        ? "an array"
        : isLeaf(value)
          ? "an asset or archive"
          : "an object";
  throw new NcfError("NCF_STACK_TYPE", {
    reason: `${found} cannot be part of a string`,
    hint: "use one of its parts, or convert it with fn::toJSON in a variable",
  });
}
