import { isInexactInteger } from "../model/exactNumbers.ts";
import { toPointer } from "../model/json.ts";
import type { Issue } from "../model/issue.ts";

/** Issue whose code depends on the place of the value. */
type UncodedIssue = Omit<Issue, "code">;

/** Maximum nesting depth, the same as for a result. */
const deepest = 1000;
const hint = "use only strings, finite numbers, booleans, null, and plain arrays and objects of them";

/**
 * Finds the first part of a value that JSON does not support: a cycle, a function, a symbol, a
 * bigint, a number that is not finite or may have been rounded, or an instance of a class.
 * `undefined` in an object counts as omitted.
 *
 * @param isPlaceholder - Returns whether a part is a placeholder for a later value, which is not
 * checked.
 */
export function jsonProblem(
  value: unknown,
  pointer: string,
  isPlaceholder: (part: unknown) => boolean = () => false,
): UncodedIssue | undefined {
  return visit(value, pointer, isPlaceholder, []);
}

/** Issue of a rounded number. Never contains the number, which may be secret. */
const inexactInteger = {
  reason: "is an integer beyond 2^53 - 1 (9007199254740991), which would be rounded",
  hint: "write it as a string",
} as const;

// The bounds in a schema may be values that no input can have.
function isInSchema(pointer: string): boolean {
  return /^\/(params|result)Schema\//.test(pointer);
}

function visit(
  value: unknown,
  pointer: string,
  isPlaceholder: (part: unknown) => boolean,
  above: readonly unknown[],
): UncodedIssue | undefined {
  if (isPlaceholder(value)) return undefined;
  const problem = (reason: string): UncodedIssue => ({ pointer, reason, hint });
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return undefined;
    case "number":
      if (!Number.isFinite(value)) return problem(`is ${value}, which JSON does not support`);
      return isInexactInteger(value) && !isInSchema(pointer) ? { pointer, ...inexactInteger } : undefined;
    case "object":
      break;
    default:
      return problem(`is a ${typeof value}, which JSON does not support`);
  }
  if (value === null) return undefined;
  if (above.includes(value)) return problem("contains itself");
  if (above.length > deepest)
    return {
      pointer: pointer.slice(0, 100),
      reason: `is nested more than ${deepest} deep`,
      hint: "use fewer levels",
    };
  const isArray = Array.isArray(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!isArray && prototype !== null && prototype !== Object.prototype) {
    const { name } = value.constructor ?? {};
    return problem(`is ${name ? `a ${name}` : "an instance of a class"}, not a plain object`);
  }
  for (const [key, part] of Object.entries(value)) {
    const found = visit(part, pointer + toPointer([key]), isPlaceholder, [...above, value]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Returns the issue of the first part of the inputs that JSON does not support.
 * @param isPlaceholder - Returns whether a part is a placeholder for a later value, which is not
 * checked.
 */
export function jsonIssue(inputs: object, isPlaceholder?: (part: unknown) => boolean): Issue | undefined {
  const problem = jsonProblem(inputs, "", isPlaceholder);
  if (problem === undefined) return undefined;
  const isInParams = /^\/params(\/|$)/.test(problem.pointer);
  return { code: isInParams ? "NCF_PARAMS_NOT_JSON" : "NCF_INPUT_INVALID", ...problem };
}
