import type { Interrupts } from "../../engine/operation.ts";
import type { StackEvent } from "../../engine/stackEvents.ts";
import { actionCheck } from "../../model/actionCheck.ts";
import { isOwnResourceType } from "../../model/resources.ts";
import { operate } from "./operate.ts";
import type { PreparedStack } from "./prepareStack.ts";
import type { TargetOptions } from "./stackOptions.ts";
import type { Terminal } from "../terminal.ts";
import { waitingSince } from "../views/waitingLines.ts";

/** Planned step of one resource. */
export interface PreviewStep {
  readonly name: string;
  readonly type: string;
  /**
   * `call`, `follow`, `update` (no call), `keep`, `delete` (calls `onDelete`) and `forget` for an invocation; `check`, `keep` and `forget`
   * for a check; Pulumi's own word for any other resource.
   */
  readonly step: string;
  /** The action that is called: `db/migrate`. */
  readonly action?: string;
  /** Params of `onUpdate` or `onDelete`, if it has its own. */
  readonly params?: unknown;
  /** Fit to be printed: secrets are masked, and what is not known yet is shown as its expression. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Resources that come before. */
  readonly after?: readonly string[];
}

/** Planned step of one resource, from the engine. */
type FoundStep = Pick<PreviewStep, "type" | "step" | "action" | "params">;

/** Asks the engine what it would do, in the order of the stack file. Calls nothing. @throws OperationFailed */
export async function previewSteps(
  terminal: Terminal,
  prepared: PreparedStack,
  targets: TargetOptions,
  interrupts: Interrupts,
  kind: "preview" | "destroy" = "preview",
): Promise<readonly PreviewStep[]> {
  const found = new Map<string, FoundStep>();
  terminal.heartbeat?.during(waitingSince("waiting for the preview", terminal.ports.clock.now));
  await operate(terminal, prepared, {
    kind,
    isPreview: true,
    ...targets,
    interrupts,
    onEvent: (event) => {
      if (event.kind === "message" || event.type.startsWith("pulumi:")) return;
      const { name, type, step } = event;
      if (event.kind === "succeeded") {
        // The activation is known before the update, so that it calls nothing.
        if (event.call !== undefined && found.get(name)?.step === "call")
          found.set(name, { type, step: "update" });
      } else if (event.kind === "started" && !found.has(name)) {
        found.set(name, isOwnResourceType(type) ? ownStep(event) : { type, step });
      }
    },
  });
  const planned = prepared.checked.plan.steps.flatMap(({ name, ...rest }) => {
    const one = found.get(name);
    found.delete(name);
    return one === undefined ? [] : [{ name, ...rest, ...one }];
  });
  return [...planned, ...[...found].map(([name, one]) => ({ name, ...one }))];
}

function ownStep({ type, step, isPending, calls }: Extract<StackEvent, { kind: "started" }>): FoundStep {
  if (step === "same") return { type, step: "keep" };
  if (step.startsWith("delete")) {
    return calls === undefined ? { type, step: "forget" } : { type, step: "delete", ...calls };
  }
  if (type === actionCheck.type) return { type, step: "check" };
  return isPending === true ? { type, step: "follow" } : { type, step: "call", ...calls };
}
