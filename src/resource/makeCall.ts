import type { CallDeps, CallResult } from "../invocation/callOnce.ts";
import { logLines } from "../invocation/events.ts";
import type { Invocation } from "../invocation/invocation.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import type { Outcome } from "../model/outcome.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import type { LifecycleDeps } from "./lifecycleDeps.ts";
import type { RanCall } from "./ranCalls.ts";
import type { Redactor } from "./redactor.ts";
import { readLogs, shownLogs } from "./runLogs.ts";
import { createEmitter, type Emit, endedEvent } from "./stepEvents.ts";
import { type StepCall, toStepResult } from "./stepResult.ts";
import type { StepResult } from "./steps.ts";

/** Options of {@link makeCall}. */
export interface CallOptions<Result> {
  readonly clean: Redactor;
  /** Hash of the params. @default the result of `hashParams` */
  readonly paramsHash?: string | undefined;
  readonly start: (deps: CallDeps) => Promise<Result>;
}

/** Dependencies of {@link makeCall}. */
export interface MakeCallDeps extends LifecycleDeps {
  /** Calls that ran in this deployment. The new call is added. */
  readonly ran: RanCall[];
}

/**
 * Makes a call and returns its result and the new state. @throws NcfError when it did not run, or
 * when that is unknown
 */
export async function makeCall<Result extends CallResult>(
  call: StepCall,
  { clean, paramsHash, start }: CallOptions<Result>,
  deps: MakeCallDeps,
): Promise<{ readonly result: Result; readonly step: StepResult }> {
  const { invocation, called, step } = call;
  const { key } = step;
  const emit = createEmitter({ key, action: called.action }, deps, clean);
  const startedAt = deps.clock.now();
  const result = await start(await callDeps(called, key, paramsHash, emit, deps));
  emit(endedEvent(result, invocation.onDelete?.action));
  const kept = toStepResult(call, result, deps.journalOptions(key));
  if (result.outcome.kind !== "pending") {
    const onDelete = invocation.onDelete?.action;
    deps.ran.push({ key, action: called.action, ...(onDelete === undefined ? {} : { onDelete }) });
  }
  const error = await withLogs(kept.error, called, result.outcome, {
    ...deps,
    clean,
    emit,
    // A call may have waited long for its slot, and an earlier one is not waited for again.
    untilAt: Math.max(startedAt, result.invokedAt) + called.waitForMs,
  });
  return { result, step: error === undefined ? kept : { ...kept, error } };
}

/** Returns the dependencies of a call. */
export async function callDeps(
  { params, triggers }: Invocation,
  key: ResourceKey,
  paramsHash: string | undefined,
  emit: Emit,
  deps: LifecycleDeps,
): Promise<CallDeps> {
  return {
    functions: deps.functions(),
    clock: deps.clock,
    journal: await deps.journal(key),
    processes: deps.processes(),
    paramsHash: paramsHash ?? deps.hashParams({ params, triggers }),
    emit,
    traceparent: deps.traceparentOf?.bind(undefined, key),
    stop: deps.stop,
  };
}

/**
 * Emits the logs of a run if requested, and returns the error of its step with the logs added.
 * @param deps - `untilAt` is the deadline of the call, epoch milliseconds, which also limits the
 * wait for its logs.
 */
export async function withLogs(
  error: NcfError | undefined,
  { logs: mode, address, action }: Pick<Invocation, "logs" | "address" | "action">,
  outcome: Outcome,
  deps: LifecycleDeps & { readonly clean: Redactor; readonly emit: Emit; readonly untilAt: number },
): Promise<NcfError | undefined> {
  if (outcome.kind !== "succeeded" && outcome.kind !== "failed") return error;
  const isWanted = mode === "always" || (mode === "onFailure" && error !== undefined);
  if (!isWanted) return error;
  const { activation } = outcome;
  const { activationId } = activation;
  const { clock, stop, emit, untilAt } = deps;
  const read = await readLogs(
    activation,
    { address, action },
    {
      functions: deps.functions(),
      clock,
      stop,
      untilAt,
      onWait: (until) => emit({ kind: "waitingForLogs", activationId, untilAt: until }),
    },
  );
  const shown = "lines" in read ? shownLogs(read.lines, deps.clean) : { lines: [], omitted: 0, ...read };
  emit({ kind: "logs", activationId, ...shown, isInError: error !== undefined });
  if (error === undefined) return undefined;
  const { code, reason, hint } = error;
  return new NcfError(code, { reason, hint, details: logLines(shown) });
}
