import { toPointer } from "../model/json.ts";
import type { Issue } from "../model/issue.ts";

/** An issue whose code depends on where the value is. */
type UncodedIssue = Omit<Issue, "code">;

const hint = "give only text, finite numbers, booleans, null, and plain lists and objects of them";

/**
 * Finds the first part of a value that JSON cannot carry: a cycle, a function, a symbol, a bigint, a number that is not
 * finite, or an instance of a class. `undefined` in an object counts as left out.
 *
 * @param isHole - Whether a part stands for a value that comes later and is not looked into.
 */
export function jsonProblem(
  value: unknown,
  pointer: string,
  isHole: (part: unknown) => boolean = () => false,
): UncodedIssue | undefined {
  return visit(value, pointer, isHole, []);
}

function visit(
  value: unknown,
  pointer: string,
  isHole: (part: unknown) => boolean,
  above: readonly unknown[],
): UncodedIssue | undefined {
  if (isHole(value)) return undefined;
  const problem = (reason: string): UncodedIssue => ({ pointer, reason, hint });
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : problem(`is ${value}, which JSON cannot carry`);
    case "object":
      break;
    default:
      return problem(`is a ${typeof value}, which JSON cannot carry`);
  }
  if (value === null) return undefined;
  if (above.includes(value)) return problem("contains itself");
  const isList = Array.isArray(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!isList && prototype !== null && prototype !== Object.prototype) {
    const { name } = value.constructor ?? {};
    return problem(`is ${name ? `a ${name}` : "an instance of a class"}, not a plain object`);
  }
  for (const [key, part] of Object.entries(value)) {
    const found = visit(part, pointer + toPointer([key]), isHole, [...above, value]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The first part of the inputs that JSON cannot carry, as a failure.
 * @param isHole - Whether a part stands for a value that comes later and is not looked into.
 */
export function jsonIssue(inputs: object, isHole?: (part: unknown) => boolean): Issue | undefined {
  const problem = jsonProblem(inputs, "", isHole);
  if (problem === undefined) return undefined;
  const isInParams = /^\/params(\/|$)/.test(problem.pointer);
  return { code: isInParams ? "NCF_PARAMS_NOT_JSON" : "NCF_INPUT_INVALID", ...problem };
}
