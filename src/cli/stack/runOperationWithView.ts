import type { StackEvent } from "../../engine/stackEvents.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import type { Terminal } from "../terminal.ts";
import { githubView } from "../github/githubView.ts";
import { openView, type RunView } from "../views/RunView.ts";
import { shownDestinations } from "../views/destinationLines.ts";
import { Rows } from "../views/rows.ts";
import { recordingView, type RunFileOptions } from "../record/recordRun.ts";
import { waitingLines } from "../views/waitingLines.ts";
import { interruptTexts } from "./interruptedRun.ts";
import { operate, OperationFailed, type StackOperation } from "./operate.ts";
import type { CommandInterrupts } from "../withInterrupts.ts";
import type { PreparedStack } from "./prepareStack.ts";
import { isLeftOut } from "./selection.ts";
import { secretTexts } from "./secretTexts.ts";

/** An operation that is shown. */
export interface ShownOperation extends Omit<
  StackOperation,
  "kind" | "onEvent" | "onInvocation" | "onValues" | "onSecrets" | "interrupts"
> {
  readonly kind: "up" | "refresh" | "destroy";
  readonly json: boolean;
  /** `true` to show only warnings and outputs. @default false */
  readonly quiet?: boolean;
  /** The resources that are expected; by default only those that the engine works on are shown. */
  readonly plan?: Pick<StackPlan, "steps">;
  readonly files: RunFileOptions;
}

/** Runs an operation of a stack and shows it: live on a terminal, as plain lines without one, or as JSON. @throws OperationFailed */
export async function runOperationWithView(
  terminal: Terminal,
  prepared: PreparedStack,
  { json, quiet = false, plan: whole = { steps: [] }, files, ...operation }: ShownOperation,
  interrupts: CommandInterrupts,
): Promise<void> {
  const planned = new Set<string>();
  const imported = importedNames(prepared);
  const { targets = [], excludes = [] } = operation;
  const isNamed = (name: string): boolean =>
    !excludes.includes(name) && (targets.length === 0 || targets.includes(name));
  const plan = { steps: whole.steps.filter(({ name }) => isNamed(name)) };
  const rows = new Rows(plan, terminal.ports.clock);
  const { kind } = operation;
  const subject = {
    command: kind,
    project: prepared.checked.file.name,
    stack: prepared.stackName,
    destinations: shownDestinations(prepared.destinations),
  };
  const format = json ? "json" : quiet ? "quiet" : "progress";
  const opened = await openView(terminal, format, plan, subject);
  const shown = prepared.logView(inGitHubStep(opened, terminal, { prepared, plan, kind }));
  const { view, recorder, keep } = recordingView(shown, terminal, prepared, {
    ...files,
    kind,
    plan: prepared.checked.plan,
    expectsAll: plan.steps.length > 0 && targets.length === 0 && excludes.length === 0,
  });
  const { now } = terminal.ports.clock;
  const startedAt = now();
  interrupts.during(interruptTexts(() => rows.all, view.notice));
  terminal.heartbeat?.during(() => waitingLines(rows.all, startedAt, now()));
  const isInterrupted = (): boolean => interrupts.signal.aborted;
  try {
    const outputs = await operate(terminal, prepared, {
      ...operation,
      interrupts,
      onPlanned: ({ key }) => planned.add(key.name),
      onEvent: (event) => {
        // The engine reports what is not targeted as unchanged, which is not known.
        if (event.kind !== "message" && event.step === "same") {
          const { name, type } = event;
          if (isLeftOut(operation, { name, type, isPlanned: planned.has(name) })) return;
        }
        const shownEvent = imported.has(event.name ?? "") ? asImport(event) : event;
        rows.receive(shownEvent);
        view.onEvent(shownEvent);
      },
      onInvocation: (event) => {
        rows.receiveInvocation(event);
        view.onInvocation(event);
      },
      onValues: recorder.onValues,
      onSecrets: recorder.addSecrets,
    });
    view.end({ result: isInterrupted() ? "interrupted" : "succeeded", outputs, failures: [] });
  } catch (error) {
    const result = isInterrupted() ? "interrupted" : "failed";
    if (!(error instanceof OperationFailed)) {
      recorder.onError(error);
      view.end({ result, failures: [] });
      throw error;
    }
    const { failures, ran } = error;
    view.end({ result, failures, ran });
    throw new OperationFailed(failures, { ...error, isShown: true });
  } finally {
    await keep();
  }
}

/** Returns the names of the resources that adopt a run where they are new. */
function importedNames({ checked: { ordered } }: PreparedStack): ReadonlySet<string> {
  return new Set(
    ordered.flatMap((one) => (one.kind === "resource" && one.options.import !== undefined ? [one.name] : [])),
  );
}

/** The engine knows no import here: it creates the resource, and the provider reads the run. */
function asImport(event: StackEvent): StackEvent {
  return event.kind !== "message" && event.step === "create" ? { ...event, step: "import" } : event;
}

/** Adds to a view what a step of GitHub Actions shows, where this is one. */
function inGitHubStep(
  view: RunView,
  { github, ports }: Terminal,
  {
    prepared,
    plan,
    kind,
  }: { readonly prepared: PreparedStack; readonly plan: Pick<StackPlan, "steps">; readonly kind: string },
): RunView {
  if (github === undefined) return view;
  const { config, env, checked, stackName } = prepared;
  github.mask(secretTexts(config, env));
  const title = `${kind} ${checked.file.name}/${stackName}`;
  return githubView(view, { github, title, rows: new Rows(plan, ports.clock) });
}
