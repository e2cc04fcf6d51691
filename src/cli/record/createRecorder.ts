import { NcfError } from "../../diagnostics/ncfError.ts";
import { createMask, type Mask } from "../../diagnostics/redact.ts";
import type { StackEvent } from "../../engine/stackEvents.ts";
import type { StepValues } from "../../engine/stepValues.ts";
import type { InvocationEvent } from "../../invocation/events.ts";
import { actionLabel } from "../../model/action.ts";
import type { JsonObject } from "../../model/json.ts";
import { isOwnResourceType } from "../../model/resources.ts";
import { toMaskedObject } from "../../model/shownJson.ts";
import type { Clock } from "../../ports/ports.ts";
import type { PlanStep, StackPlan } from "../../stack/run/planStack.ts";
import type { RunEnd } from "../views/RunView.ts";
import { maskValue, recordValue, remembering } from "./maskValue.ts";
import { outcomeOf } from "./outcomeOf.ts";
import {
  type FailureRecord,
  type MessageRecord,
  type RecordedEvent,
  recordVersion,
  type ResourceRecord,
  type RunRecord,
} from "./runRecord.ts";

/** Description of a run before its first event. */
export interface RecorderOptions extends Pick<
  RunRecord,
  "kind" | "project" | "stack" | "file" | "by" | "backend" | "journal"
> {
  readonly plan: Pick<StackPlan, "steps">;
  /** `true` when the record includes planned resources that the run never reached. */
  readonly expectsAll: boolean;
  readonly clock: Pick<Clock, "now">;
}

/** Makes the record of one run out of the streams that its views read as well. */
export interface Recorder {
  readonly onEvent: (event: StackEvent) => void;
  readonly onInvocation: (event: InvocationEvent) => void;
  readonly onValues: (values: StepValues) => void;
  /** Takes in an error of the run itself, which no view shows. */
  readonly onError: (error: unknown) => void;
  /** Adds secrets that the record must not hold. */
  readonly addSecrets: (secrets: Iterable<string>) => void;
  /** Makes the record. The run is over. */
  readonly end: (end: RunEnd) => RunRecord;
}

/** Known state of one resource. */
interface Collected {
  readonly type: string;
  action?: string;
  step?: string;
  end?: "succeeded" | "failed";
  startedAt?: number;
  endedAt?: number;
  inputs?: JsonObject;
  outputs?: JsonObject;
  logs?: ResourceRecord["logs"];
  attempts?: number;
  readonly events: RecordedEvent[];
}

/** Creates the recorder of a run that starts now. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { plan, clock, expectsAll, kind, project, stack, file, by, backend, journal } = options;
  const startedAt = clock.now();
  const resources = new Map<string, Collected>();
  const messages: MessageRecord[] = [];
  const errors: RunEnd["failures"][number][] = [];
  const secrets = new Set<string>();
  const planned = new Map(plan.steps.map((step) => [step.name, step]));
  if (expectsAll) for (const { name, type, action } of plan.steps) collect(name, type, action);

  function collect(name: string, type: string, action?: string): Collected {
    const known = resources.get(name);
    if (known !== undefined) return known;
    const fresh: Collected = { type, events: [], ...(action === undefined ? {} : { action }) };
    resources.set(name, fresh);
    return fresh;
  }

  return {
    onEvent(event) {
      if (event.kind === "message") {
        const { severity, message, name } = event;
        messages.push({ at: clock.now(), severity, message, ...(name === undefined ? {} : { name }) });
        return;
      }
      if (event.type.startsWith("pulumi:")) return;
      const one = collect(event.name, event.type, planned.get(event.name)?.action);
      one.step = event.step;
      if (event.kind === "started") {
        one.startedAt ??= clock.now();
        if (event.calls !== undefined) one.action = event.calls.action;
        return;
      }
      one.end = event.kind;
      one.endedAt = clock.now();
      if (event.kind === "succeeded" && event.call !== undefined)
        one.attempts = "calls" in event.call ? event.call.calls : event.call.attempts;
    },

    onInvocation(event) {
      const { key, action, ...detail } = event;
      const one = collect(key.name, "ncf:ActionInvocation");
      one.action = actionLabel(action);
      one.startedAt ??= event.at;
      if (detail.kind === "logs") one.logs = { lines: detail.lines, omitted: detail.omitted };
      else one.events.push(detail);
    },

    onValues({ name, type, inputs, outputs }) {
      const one = collect(name, type);
      if (inputs !== undefined) one.inputs = inputs;
      if (outputs !== undefined) one.outputs = outputs;
    },

    onError(error) {
      if (NcfError.is(error)) errors.push({ error });
    },

    addSecrets(added) {
      for (const secret of added) secrets.add(secret);
    },

    end({ result, outputs, failures }) {
      const endedAt = clock.now();
      const mask = remembering(createMask(secrets));
      const record: RunRecord = {
        ncfRun: recordVersion,
        id: `${new Date(startedAt).toISOString().replaceAll(":", "-")}-${kind}-${project}-${stack}`,
        kind,
        project,
        stack,
        file,
        startedAt,
        endedAt,
        result,
        by,
        backend,
        journal,
        resources: inOrder(resources, plan.steps).map(([name, one]) =>
          resourceRecord(name, one, afterOf(name, plan.steps, resources), mask),
        ),
        failures: [...errors, ...failures].map((failure) => failureRecord(failure, mask)),
        messages: messages.map((one) => maskValue(one, mask) as MessageRecord),
      };
      if (outputs === undefined) return record;
      const shown = Object.entries(toMaskedObject(outputs));
      return {
        ...record,
        outputs: Object.fromEntries(shown.map(([name, value]) => [name, recordValue(value, mask)])),
      };
    },
  };
}

/** In the order of the plan; resources that it does not name come last. */
function inOrder(
  resources: ReadonlyMap<string, Collected>,
  steps: readonly PlanStep[],
): readonly (readonly [string, Collected])[] {
  const places = new Map(steps.map(({ name }, at) => [name, at]));
  const placeOf = (name: string): number => places.get(name) ?? steps.length;
  return [...resources]
    .filter(([name, { step }]) => step !== undefined || !name.endsWith("-*"))
    .toSorted(([one], [other]) => placeOf(one) - placeOf(other));
}

/** Returns the resources before one, by the plan. `register-*` there stands for each item that was not known yet. */
function afterOf(
  name: string,
  steps: readonly PlanStep[],
  resources: ReadonlyMap<string, Collected>,
): readonly string[] {
  const step =
    steps.find((one) => one.name === name) ??
    steps.find((one) => one.name.endsWith("-*") && name.startsWith(one.name.slice(0, -1)));
  const names = step?.after ?? [];
  const all = names.flatMap((one) =>
    one.endsWith("-*")
      ? [...resources.keys()].filter((item) => item !== one && item.startsWith(one.slice(0, -1)))
      : [one],
  );
  return [...new Set(all)].filter((one) => resources.has(one));
}

function resourceRecord(name: string, one: Collected, after: readonly string[], mask: Mask): ResourceRecord {
  const { type, action, step, startedAt, endedAt, inputs, outputs, logs, events } = one;
  const ended = events.findLast((event) => event.kind === "ended");
  const checked = events.findLast((event) => event.kind === "checked");
  const isOwn = isOwnResourceType(type);
  const params = isOwn ? inputs?.["params"] : inputs;
  const result = isOwn ? outputs?.["result"] : outputs;
  const activationId = ended?.activationId ?? checked?.activationId ?? outputs?.["activationId"];
  const address = outputs?.["address"];
  const generation = ended?.generation ?? outputs?.["generation"];
  const attempts = ended?.attempts ?? checked?.calls ?? one.attempts;
  const runMs = outputs?.["duration"];
  const record: ResourceRecord = {
    name,
    type,
    after,
    outcome: outcomeOf(one),
    events: events.map((event) => maskValue(event, mask) as RecordedEvent),
    ...given({ action, step, startedAt, endedAt }),
    ...(params === undefined ? {} : { params: recordValue(params, mask) }),
    ...(result === undefined ? {} : { result: recordValue(result, mask) }),
    ...(typeof activationId === "string" ? { activationId: mask(activationId) } : {}),
    ...(typeof address === "string" ? { address: mask(address) } : {}),
    ...(typeof generation === "number" ? { generation } : {}),
    ...(attempts === undefined ? {} : { attempts }),
    ...(typeof runMs === "number" && isOwn ? { runMs } : {}),
  };
  if (logs === undefined) return record;
  return { ...record, logs: { lines: logs.lines.map(mask), omitted: logs.omitted } };
}

function failureRecord(
  { name, error, file, line, column }: RunEnd["failures"][number],
  mask: Mask,
): FailureRecord {
  const { code, reason, hint, details } = error;
  return {
    code,
    reason: mask(reason),
    hint: mask(hint),
    details: details.map(mask),
    ...given({ name, file, line, column }),
  };
}

/** Returns an object without its undefined values. */
function given<T extends object>(all: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const entries = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}
