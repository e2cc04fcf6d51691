import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { readInputs } from "../../src/invocation/readInputs.ts";
import { parseStackFile } from "../../src/stack/parse/parseStackFile.ts";
import { checkStackFile, type StackCheck } from "../../src/stack/run/checkStackFile.ts";
import type { PlanContext } from "../../src/stack/run/planStack.ts";

/** Checks a text as `ncf validate` does. */
export function checkText(text: string, context: Partial<PlanContext> = {}): StackCheck {
  return checkStackFile(parseStackFile(text, "stack.yaml"), {
    readText: () => undefined,
    checkInputs: (inputs) => readInputs(inputs).issues,
    ...context,
  });
}

/** A stack with one call. @param params - In flow style */
export function callWith(params: string): string {
  return `name: p
resources:
  a: { type: ncf:ActionInvocation, properties: { actionName: echo, params: ${params} } }
outputs: { r: "\${a.result}" }
`;
}

/** The part of a text that a diagnostic points at, with its code. */
export function placed(text: string, { code, range }: Diagnostic): string {
  return `${code} ${text.slice(range.start.offset, range.end.offset)}`;
}
