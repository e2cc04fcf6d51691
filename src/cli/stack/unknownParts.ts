import { fromPointer } from "../../model/json.ts";
import { isUncertain } from "../../model/stepReason.ts";
import type { PreviewStep } from "./previewSteps.ts";

/** Returns a step whose reasons name the expressions of values that are not known yet. */
export function withExpressions(step: PreviewStep): PreviewStep {
  const reasons = step.reasons.map((reason) => {
    if (!isUncertain(reason) || !("pointer" in reason)) return reason;
    const [expression, ...others] = expressionsIn(partAt(step.properties, reason.pointer));
    return expression === undefined || others.length > 0
      ? reason
      : { ...reason, expression: `\${${expression}}` };
  });
  return { ...step, reasons };
}

/** Returns the expressions of the values that decide whether a step is done: `migrate.result.tables`, each once. */
export function expressionsAt({ properties, reasons }: PreviewStep): readonly string[] {
  const found = reasons.flatMap((reason) => {
    if (!isUncertain(reason) || !("pointer" in reason)) return [];
    const expressions = expressionsIn(partAt(properties, reason.pointer));
    return expressions.length > 0 ? expressions : [fromPointer(reason.pointer).join(".")];
  });
  return [...new Set(found)];
}

function expressionsIn(value: unknown): readonly string[] {
  const text = JSON.stringify(value) ?? "";
  return [...text.matchAll(/\$\{([^{}]+)\}/g)].map(([, expression = ""]) => expression);
}

function partAt(value: unknown, pointer: string): unknown {
  let part = value;
  for (const step of fromPointer(pointer)) {
    if (typeof part !== "object" || part === null || !Object.hasOwn(part, step)) return part;
    part = (part as Readonly<Record<string, unknown>>)[step];
  }
  return part;
}
