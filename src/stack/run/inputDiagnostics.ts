import type { Range } from "../../diagnostics/diagnostic.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Issue } from "../../model/issue.ts";
import { actionInvocationFields } from "../language/resourceTypes.ts";
import type { ResourceDeclaration } from "../language/declaration.ts";
import type { Expression } from "../language/expression.ts";
import type { Finding } from "../parse/report.ts";
import type { Field } from "../language/shape.ts";

/** Checks the inputs of an invocation. */
export type CheckInputs = (inputs: JsonObject) => readonly Issue[];

/** Has the inputs of an invocation checked, and finds the place of each problem in the file. */
export function findingsOfInputs(
  { name, nameRange, properties }: ResourceDeclaration,
  inputs: JsonObject,
  checkInputs: CheckInputs,
): readonly Finding[] {
  const fields: Readonly<Record<string, Field>> = actionInvocationFields;
  return checkInputs(inputs).flatMap(({ code, pointer, reason, hint }) => {
    const [input = ""] = stepsOf(pointer);
    const entry = properties.entries.find(({ key }) => key === input);
    const isEmpty = entry === undefined || (entry.value.kind === "literal" && entry.value.value === null);
    // Unknown inputs, and required ones that are not there, have been reported with the shape; what is of no input comes from the stack's config.
    const isUnknown = pointer !== "" && !Object.hasOwn(fields, input);
    if (isUnknown || (isEmpty && fields[input]?.isRequired === true)) return [];
    const about =
      entry === undefined ? properties.range : { start: entry.keyRange.start, end: entry.value.range.end };
    return [
      {
        code,
        range: rangeAt(properties, pointer) ?? nameRange,
        about,
        message: messageOf(name, pointer, reason),
        hint,
      },
    ];
  });
}

function messageOf(resource: string, pointer: string, reason: string): string {
  const steps = stepsOf(pointer);
  const [input = ""] = steps;
  // A check of one input names it; one that looks inside says only what is asked for there.
  return reason.startsWith(input) || steps.length === 0
    ? `${resource}: ${reason}`
    : `${resource}: ${steps.join(".")}${reason.startsWith("must ") ? "" : ":"} ${reason}`;
}

/** Where a pointer leads, or where the way there ends; `undefined` when not even the first step is written. */
function rangeAt(properties: Expression, pointer: string): Range | undefined {
  let here = properties;
  let range: Range | undefined;
  for (const step of stepsOf(pointer)) {
    const next =
      here.kind === "object"
        ? here.entries.find(({ key }) => key === step)?.value
        : here.kind === "list"
          ? here.items[Number(step)]
          : undefined;
    if (next === undefined) return range;
    here = next;
    range = next.range;
  }
  return range;
}

function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
