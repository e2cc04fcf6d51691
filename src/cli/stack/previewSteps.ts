import type { Interrupts } from "../../engine/operation.ts";
import type { StackEvent } from "../../engine/stackEvents.ts";
import { actionCheck } from "../../model/actionCheck.ts";
import { actionInvocation } from "../../model/actionInvocation.ts";
import { isOwnResourceType } from "../../model/resources.ts";
import { isUncertain, type StepReason } from "../../model/stepReason.ts";
import type { PlannedStep } from "../../pulumi/providerSession.ts";
import { operate } from "./operate.ts";
import type { PreparedStack } from "./prepareStack.ts";
import { findRenames } from "./renames.ts";
import { isLeftOut } from "./selection.ts";
import type { TargetOptions } from "./stackOptions.ts";
import type { Terminal } from "../terminal.ts";
import { expressionsAt, withExpressions } from "./unknownParts.ts";
import { waitingSince } from "../views/waitingLines.ts";

/** Planned step of one resource. */
export interface PreviewStep {
  readonly name: string;
  readonly type: string;
  /**
   * `call`, `mayCall` (only if a value of an earlier step changes), `follow`, `import`, `update` (no call), `keep`, `delete` (calls `onDelete`)
   * and `forget` for an invocation; `check`, `mayCheck`, `update`, `keep` and `forget` for a check; Pulumi's own word for any other resource.
   * `notTargeted` for a resource that `--target` leaves out.
   */
  readonly step: string;
  /** Reasons; empty for a resource that is kept or not targeted. */
  readonly reasons: readonly PreviewReason[];
  /** Values of earlier steps that decide about `mayCall` and `mayCheck`: `migrate.result.tables`. */
  readonly dependsOn?: readonly string[];
  /** Resource that the stack file no longer declares and that had the same action and params: this one looks like its new name. */
  readonly renamedFrom?: string;
  /** The action that is called: `db/migrate`. */
  readonly action?: string;
  /** Params of `onUpdate` or `onDelete`, if it has its own. */
  readonly params?: unknown;
  /** Safe to print: secrets are masked, and what is not known yet is shown as its expression. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Resources that come before. */
  readonly after?: readonly string[];
}

/** Reason of a step, with the expression of a value that is not known yet: `${migrate.result.tables}`. */
export type PreviewReason = StepReason & { readonly expression?: string };

/** Step of one resource, as the engine reports it. */
type FoundStep = Pick<PreviewStep, "type" | "step" | "action" | "params" | "reasons">;
type StartedEvent = Extract<StackEvent, { kind: "started" }>;

/** Asks the engine what it would do, in the order of the stack file. Calls nothing. @throws OperationFailed */
export async function previewSteps(
  terminal: Terminal,
  prepared: PreparedStack,
  targets: TargetOptions,
  interrupts: Interrupts,
  kind: "preview" | "destroy" = "preview",
): Promise<readonly PreviewStep[]> {
  const events = new Map<string, StartedEvent>();
  const plans = new Map<string, PlannedStep>();
  terminal.heartbeat?.during(waitingSince("waiting for the preview", terminal.ports.clock.now));
  await operate(terminal, prepared, {
    kind,
    isPreview: true,
    ...targets,
    interrupts,
    onPlanned: (planned) => plans.set(planned.key.name, planned),
    onEvent: (event) => {
      // A replacement has several steps; the first one is what is done.
      if (event.kind !== "started" || event.type.startsWith("pulumi:") || events.has(event.name)) return;
      events.set(event.name, event);
    },
  });
  const isNotTargeted = (name: string, type: string): boolean =>
    isLeftOut(targets, { name, type, isPlanned: plans.has(name) });
  const found = new Map(
    [...events].map(([name, event]) => {
      const isOut = event.step === "same" && isNotTargeted(name, event.type);
      return [name, isOut ? notTargeted(event) : foundStep(event, plans.get(name), kind)];
    }),
  );
  const planned = prepared.checked.plan.steps.flatMap(({ name, ...rest }): PreviewStep[] => {
    const one = found.get(name);
    found.delete(name);
    if (one !== undefined) return [withExpressions({ name, ...rest, ...one })];
    const isOut = kind !== "destroy" && isNotTargeted(name, rest.type);
    return isOut ? [{ name, ...rest, ...notTargeted(rest) }] : [];
  });
  const renames = findRenames([...events.values()]);
  const declared = planned.map((step) => {
    const renamedFrom = renames.get(step.name);
    return withDependencies(renamedFrom === undefined ? step : { ...step, renamedFrom });
  });
  return [...declared, ...[...found].map(([name, one]): PreviewStep => ({ name, ...one }))];
}

function withDependencies(step: PreviewStep): PreviewStep {
  if (step.step !== "mayCall" && step.step !== "mayCheck") return step;
  return { ...step, dependsOn: expressionsAt(step) };
}

function notTargeted({ type }: Pick<StartedEvent, "type">): FoundStep {
  return { type, step: "notTargeted", reasons: [] };
}

function foundStep(event: StartedEvent, planned: PlannedStep | undefined, kind: string): FoundStep {
  const { type, step, calls } = event;
  const gone: StepReason = { kind: kind === "destroy" ? "destroy" : "removed" };
  const isDelete = step === "delete";
  if (!isOwnResourceType(type)) return { type, step, reasons: isDelete ? [gone] : otherReasons(event) };
  if (step === "same") return { type, step: "keep", reasons: [] };
  if (step.startsWith("delete")) {
    const reasons = [gone];
    return calls === undefined
      ? { type, step: "forget", reasons }
      : { type, step: "delete", reasons, ...calls };
  }
  const reasons = planned?.reasons ?? (step === "create" ? [{ kind: "new" } as const] : []);
  if (reasons.some((reason) => reason.kind === "import")) return { type, step: "import", reasons };
  if (planned?.kind === "follow" || planned?.kind === "update") return { type, step: planned.kind, reasons };
  const isCheck = type === actionCheck.type;
  const isMaybe = reasons.length > 0 && reasons.every(isUncertain);
  const word = isCheck ? (isMaybe ? "mayCheck" : "check") : isMaybe ? "mayCall" : "call";
  return { type, step: word, reasons, ...(type === actionInvocation.type ? calls : {}) };
}

function otherReasons({ step, reasons = [] }: StartedEvent): readonly StepReason[] {
  return step === "create" ? [{ kind: "new" }] : reasons;
}
