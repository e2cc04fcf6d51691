import { runOperation } from "../../engine/runOperation.ts";
import { shortType } from "../views/shortType.ts";
import type { Interrupts } from "../withInterrupts.ts";
import type { StackRun } from "./prepareStack.ts";

/** What would be done with one resource. */
export interface PreviewStep {
  readonly name: string;
  readonly type: string;
  /** `call`, `follow`, `keep` and `forget` for an invocation; Pulumi's own word for any other resource. */
  readonly step: string;
  /** The action: `db/migrate`. */
  readonly action?: string;
  /** Fit to be printed: secrets are masked, and what is not known yet is shown as its expression. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Resources that come before. */
  readonly after?: readonly string[];
}

/** Asks the engine what it would do, and puts it in the order of the stack file. Calls nothing. */
export async function previewRun(
  { stack, plan }: StackRun,
  narrowing: { readonly target?: string[]; readonly parallel?: number },
  { signal, engineSignal }: Interrupts,
): Promise<readonly PreviewStep[]> {
  const found = new Map<string, { readonly type: string; readonly step: string }>();
  await runOperation(
    ({ onEvent }) =>
      stack.preview({
        onEvent,
        ...narrowing,
        ...(engineSignal === undefined ? {} : { signal: engineSignal }),
      }),
    (event) => {
      if (event.kind !== "begun" || event.type.startsWith("pulumi:") || found.has(event.name)) return;
      const type = shortType(event.type);
      const step =
        type === "ncf:ActionInvocation" ? callWord(event.step, event.isPending === true) : event.step;
      found.set(event.name, { type, step });
    },
    signal,
  );
  const planned = plan.steps.flatMap(({ name, ...rest }) => {
    const one = found.get(name);
    found.delete(name);
    return one === undefined ? [] : [{ name, ...rest, step: one.step }];
  });
  return [...planned, ...[...found].map(([name, one]) => ({ name, ...one }))];
}

function callWord(step: string, isPending: boolean): string {
  if (step === "same") return "keep";
  if (step.startsWith("delete")) return "forget";
  return isPending ? "follow" : "call";
}
