import type { Interrupts } from "../../engine/operation.ts";
import { actionCheck } from "../../model/actionCheck.ts";
import { isOwnResourceType } from "../../model/resources.ts";
import { operate } from "./operate.ts";
import type { PreparedStack } from "./prepareStack.ts";
import type { TargetOptions } from "./stackOptions.ts";
import type { Terminal } from "../terminal.ts";

/** What would be done with one resource. */
export interface PreviewStep {
  readonly name: string;
  readonly type: string;
  /**
   * `call`, `follow`, `keep` and `forget` for an invocation; `check`, `keep` and `forget` for a check; Pulumi's own word for any other
   * resource.
   */
  readonly step: string;
  /** The action: `db/migrate`. */
  readonly action?: string;
  /** Fit to be printed: secrets are masked, and what is not known yet is shown as its expression. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Resources that come before. */
  readonly after?: readonly string[];
}

/** Asks the engine what it would do, in the order of the stack file. Calls nothing. @throws OperationFailed */
export async function previewSteps(
  terminal: Terminal,
  prepared: PreparedStack,
  targets: TargetOptions,
  interrupts: Interrupts,
): Promise<readonly PreviewStep[]> {
  const found = new Map<string, { readonly type: string; readonly step: string }>();
  await operate(terminal, prepared, {
    kind: "preview",
    ...targets,
    interrupts,
    onEvent: (event) => {
      if (event.kind !== "started" || event.type.startsWith("pulumi:") || found.has(event.name)) return;
      const { name, type, step } = event;
      found.set(name, { type, step: shownStep(type, step, event.isPending === true) });
    },
  });
  const planned = prepared.checked.plan.steps.flatMap(({ name, ...rest }) => {
    const one = found.get(name);
    found.delete(name);
    return one === undefined ? [] : [{ name, ...rest, step: one.step }];
  });
  return [...planned, ...[...found].map(([name, one]) => ({ name, ...one }))];
}

function shownStep(type: string, step: string, isPending: boolean): string {
  if (!isOwnResourceType(type)) return step;
  if (step === "same") return "keep";
  if (step.startsWith("delete")) return "forget";
  if (type === actionCheck.type) return "check";
  return isPending ? "follow" : "call";
}
