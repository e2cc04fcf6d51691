import type { Range } from "../../diagnostics/diagnostic.ts";
import type { Issue } from "../../model/issue.ts";
import { fromPointer, type JsonObject } from "../../model/json.ts";
import type { OwnResourceType } from "../../model/resources.ts";
import type { ResourceDeclaration } from "../language/declaration.ts";
import type { Expression } from "../language/expression.ts";
import { resourceTypes, type ResourceType } from "../language/resourceTypes.ts";
import type { DiagnosticDraft } from "../parse/report.ts";

/** Resource of this package whose inputs are checked. */
export interface CheckedResource {
  readonly type: OwnResourceType;
  /** Shortest custom time-out of the steps that call, milliseconds. */
  readonly timeoutMs: number | undefined;
  /** JSON pointers into the inputs to the parts that are secret. */
  readonly secretPointers: readonly string[];
}

/** Checks the inputs of a resource of this package. */
export type CheckInputs = (inputs: JsonObject, resource: CheckedResource) => readonly Issue[];

/** Diagnostic of an input, with the range of the whole input. */
export interface InputDiagnostic {
  readonly draft: DiagnosticDraft;
  /** Range in which an earlier diagnostic makes this one redundant. */
  readonly about: Range;
}

/**
 * Finds the places of the issues of a resource's inputs. Leaves out issues that the check of shapes
 * reports.
 */
export function placeIssues(
  { name, nameRange, properties, type }: ResourceDeclaration,
  issues: readonly Issue[],
): readonly InputDiagnostic[] {
  const { properties: fields }: ResourceType = resourceTypes[type];
  return issues.flatMap(({ code, pointer, reason, hint }) => {
    const [input = ""] = fromPointer(pointer);
    const entry = properties.entries.find(({ key }) => key === input);
    const isEmpty = entry === undefined || (entry.value.kind === "literal" && entry.value.value === null);
    // An issue without an input belongs to the stack config.
    const isUnknown = pointer !== "" && !Object.hasOwn(fields, input);
    if (isUnknown || (isEmpty && fields[input]?.isRequired === true)) return [];
    const about =
      entry === undefined ? properties.range : { start: entry.keyRange.start, end: entry.value.range.end };
    const range = rangeAt(properties, pointer) ?? nameRange;
    return [{ about, draft: { code, range, message: messageOf(name, pointer, reason), hint } }];
  });
}

function messageOf(resource: string, pointer: string, reason: string): string {
  const steps = fromPointer(pointer);
  const [input = ""] = steps;
  // A check of an input names the input; a check inside an input names only the rule.
  return reason.startsWith(input) || steps.length === 0
    ? `${resource}: ${reason}`
    : `${resource}: ${steps.join(".")}${reason.startsWith("must ") ? "" : ":"} ${reason}`;
}

/**
 * Returns the range at a pointer, or of its nearest existing ancestor; `undefined` when not even
 * the first step exists in the file.
 */
function rangeAt(properties: Expression, pointer: string): Range | undefined {
  let here = properties;
  let range: Range | undefined;
  for (const step of fromPointer(pointer)) {
    const next =
      here.kind === "object"
        ? here.entries.find(({ key }) => key === step)?.value
        : here.kind === "array"
          ? here.items[Number(step)]
          : undefined;
    if (next === undefined) return range;
    here = next;
    range = next.range;
  }
  return range;
}
