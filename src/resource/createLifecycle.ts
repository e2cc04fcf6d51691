import { NcfError } from "../diagnostics/ncfError.ts";
import { callByKey, hashByKey } from "../invocation/callByKey.ts";
import { type CallDeps, callOnce, type CallResult } from "../invocation/callOnce.ts";
import type { InvocationEvent } from "../invocation/events.ts";
import { follow } from "../invocation/follow.ts";
import { fingerprint, type Invocation } from "../invocation/invocation.ts";
import { readInputs, type ReadInputs } from "../invocation/readInputs.ts";
import { knownEnd, toCallEnd } from "../invocation/settleClaim.ts";
import type { Journal, JournalEntry } from "../journal/journal.ts";
import { parseActionUrl } from "../model/action.ts";
import type { JsonObject } from "../model/json.ts";
import { type Outcome, ranOutcome } from "../model/outcome.ts";
import { generationKey, isSameResource, type ResourceKey } from "../model/resourceKey.ts";
import type { Clock } from "../ports/ports.ts";
import type { Processes } from "../ports/processes.ts";
import { diffInvocation, importedMarker, userInputs } from "./diffInvocation.ts";
import { importRun, parseImportId } from "./importRun.ts";
import { credentialIssues } from "./credentialIssues.ts";
import { recordPending } from "./recordPending.ts";
import { createRedactor, redactError, redactIssues, type Redactor } from "./redactor.ts";
import { requireInvocation } from "./requireInvocation.ts";
import { createEmitter, type Emit, endedEvent, type EventSubject } from "./stepEvents.ts";
import type { Settings } from "./settings.ts";
import { activationState, type InvocationState } from "./state.ts";
import { stepResult, toStepResult, withResultCheck } from "./stepResult.ts";
import type { InvocationLifecycle, StepDiff, StepInputs, StepResult } from "./steps.ts";

/** Dependencies of a lifecycle. */
export interface LifecycleDeps {
  readonly clock: Clock;
  readonly settings: Pick<Settings, "address" | "issues">;
  /** Returns the client, made at its first use. @throws NcfError when there are no credentials */
  readonly functions: () => CallDeps["functions"];
  /** Returns the secrets that no message may hold, besides those of the inputs: the secret key. */
  readonly secrets: () => readonly string[];
  /** Returns the journal of a resource's stack. @throws NcfError when it cannot be used */
  readonly journal: (key: ResourceKey) => Promise<Journal>;
  /** Returns the options by which `ncf resolve` finds that journal, by `journalOptions`; `undefined` when none is kept. */
  readonly journalOptions: (key: ResourceKey) => readonly string[] | undefined;
  readonly processes: () => Processes;
  /** By the function of that name, with the key of the credentials. */
  readonly hashParams: (params: JsonObject) => string;
  readonly onEvent?: ((event: InvocationEvent) => void) | undefined;
  /** Aborts the waits before a call. */
  readonly stop?: AbortSignal | undefined;
}

/** Creates the lifecycle of an invocation. */
export function createLifecycle(deps: LifecycleDeps): InvocationLifecycle {
  const { clock, settings, functions, journal } = deps;
  const read = (inputs: JsonObject): ReadInputs => readInputs(userInputs(inputs), settings.address);

  function diff(old: InvocationState, step: StepInputs, oldInputs?: JsonObject): StepDiff {
    return diffInvocation(old, step, read(step.inputs), oldInputs, read);
  }

  return {
    check(step) {
      const issues = [...read(step.inputs).issues, ...settings.issues, ...credentialIssues(functions)];
      return issues.length === 0 ? issues : redactIssues(issues, redactorOf(step));
    },

    diff,

    create: (step) =>
      redacted(step, async (clean) => {
        const invocation = invocationOf(step);
        if (step.importId === undefined) return call(invocation, step, 1, clean);
        const imported = await importRun(parseImportId(step.importId), invocation, functions());
        // The API does not tell what the run was called with: the inputs are taken at their word.
        const { key, secretPointers } = step;
        return withResultCheck(invocation, {
          ...imported,
          key,
          fingerprint: fingerprint(invocation),
          ...(secretPointers.length === 0 ? {} : { secretPointers }),
        });
      }),

    update: (old, step, oldInputs) =>
      redacted(step, async (clean) => {
        const invocation = invocationOf(step);
        switch (diff(old, step, oldInputs).kind) {
          case "call": {
            const next = { ...step, rerun: step.rerun ?? old.rerun };
            const result = await call(invocation, next, old.generation + 1, clean);
            // Renamed: no resource has the old name any more, and another one may get it.
            if (!isSameResource(old.key, step.key)) await release(old, clean);
            return result;
          }
          case "follow":
            return followPending(invocation, old, step, clean);
          case "same":
          case "update": {
            const { secretPointers: _before, ...rest } = old;
            const { secretPointers } = step;
            const isUnchanged = secretPointers.length === 0 || old.fingerprint === undefined;
            return withResultCheck(invocation, isUnchanged ? rest : { ...rest, secretPointers });
          }
        }
      }),

    read: (old) =>
      redacted({ inputs: {}, secretPointers: [] }, async () => {
        const location = parseActionUrl(old.address);
        if (location === undefined) return stepResult(old);
        const response = await functions().activation({ ...location, activationId: old.activationId });
        if (response.kind !== "found") return stepResult(old);
        const { activation } = response;
        if (old.outcome === "pending") await endPending(old, ranOutcome(activation));
        return stepResult({ ...old, ...activationState(activation) });
      }),

    readById: (importId, step) =>
      redacted(step, async () => {
        const { action, activationId } = parseImportId(importId);
        const inputs = { ...userInputs(step.inputs), ...action };
        const invocation = invocationOf({ ...step, inputs });
        const imported = await importRun({ action, activationId }, invocation, functions());
        return {
          ...stepResult({ ...imported, key: step.key }),
          id: activationId,
          inputs: { ...inputs, [importedMarker]: true },
        };
      }),

    callByKey: (step, policy) =>
      redacted(step, async (clean) => {
        const invocation = invocationOf(step);
        const { key } = step;
        const paramsHash = hashByKey(invocation, key, policy);
        const called = await makeCall(invocation, step, clean, paramsHash, (callDeps) =>
          callByKey(invocation, key, policy, callDeps),
        );
        return { ...called.step, isRecorded: called.result.isRecorded };
      }),

    recordPending: async (pending) =>
      recordPending(pending, { ...deps, read, journal: await journal(pending.step.key) }),

    delete: (old) => redacted({ inputs: {}, secretPointers: [] }, (clean) => release(old, clean)),
  };

  /** Calls the action as the next generation. */
  async function call(
    invocation: Invocation,
    step: StepInputs,
    firstGeneration: number,
    clean: Redactor,
  ): Promise<StepResult> {
    const { key } = step;
    const called = await makeCall(invocation, step, clean, undefined, (callDeps) =>
      callOnce(invocation, { key, firstGeneration }, callDeps),
    );
    return called.step;
  }

  /**
   * Makes a call and returns its end, and what that leaves in a state.
   * @param paramsHash - `undefined`: by `hashParams`
   */
  async function makeCall<Result extends CallResult>(
    invocation: Invocation,
    step: StepInputs,
    clean: Redactor,
    paramsHash: string | undefined,
    start: (callDeps: CallDeps) => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly step: StepResult }> {
    const { params, triggers } = invocation;
    const { key } = step;
    const emit = emitterOf({ key, action: invocation.action }, clean);
    const result = await start({
      functions: functions(),
      clock,
      journal: await journal(key),
      processes: deps.processes(),
      paramsHash: paramsHash ?? deps.hashParams({ params, triggers }),
      emit,
      stop: deps.stop,
    });
    emit(endedEvent(result));
    return { result, step: toStepResult(invocation, step, result, deps.journalOptions(key)) };
  }

  /** Continues to poll an activation that is pending, or whose record could not be read. Calls nothing. */
  async function followPending(
    invocation: Invocation,
    old: InvocationState,
    step: StepInputs,
    clean: Redactor,
  ): Promise<StepResult> {
    const { activationId, generation, attempts, invokedAt, key } = old;
    const { address, action, waitForMs } = invocation;
    const emit = emitterOf({ key, action }, clean);
    const untilAt = clock.now() + waitForMs;
    emit({ kind: "following", activationId, untilAt });
    const known = await entryOf(old);
    const own = { at: invokedAt, ...(old.outcome === "pending" ? {} : { end: { kind: old.outcome } }) };
    // The journal may know more than the state: that it ended, in a step whose result was not saved.
    const isEnded = known?.end?.activationId === activationId && known.end.kind !== "pending";
    const followed = await follow(
      { address, action, activationId, ...knownEnd(isEnded ? known : own, clock.now()) },
      { functions: functions(), clock, untilAt },
    );
    await endPending(old, followed.outcome);
    const result = { ...followed, generation, attempts, invokedAt };
    emit(endedEvent(result));
    const kept = { key, secretPointers: step.secretPointers, rerun: old.rerun };
    return toStepResult(invocation, kept, result, deps.journalOptions(key));
  }

  async function release(old: InvocationState, clean: Redactor): Promise<void> {
    const action = parseActionUrl(old.address)?.action ?? { packageName: "-", actionName: old.name ?? "" };
    const emit = emitterOf({ key: old.key, action }, clean);
    try {
      const kept = await journal(old.key);
      const entries = [...(await kept.generations(old.key)).values()];
      await Promise.all(entries.map((entry) => kept.end(entry, { kind: "released" })));
      emit({ kind: "released" });
    } catch (error) {
      if (!NcfError.is(error)) throw error;
      emit({ kind: "released", problem: error.reason });
    }
  }

  /** Returns what the journal knows of a state's call; `undefined` where it cannot be read, since the state alone is enough. */
  async function entryOf({ key, generation }: InvocationState): Promise<JournalEntry | undefined> {
    try {
      return await (await journal(key)).find(generationKey({ ...key, generation }));
    } catch (error) {
      if (!NcfError.is(error)) throw error;
      return undefined;
    }
  }

  /** Ends a pending call in the journal as well. What is known now must not be lost when that fails. */
  async function endPending(old: InvocationState, outcome: Outcome): Promise<void> {
    try {
      const entry = await entryOf(old);
      if (entry?.end?.kind === "pending") await (await journal(old.key)).end(entry, toCallEnd(outcome));
    } catch (error) {
      if (!NcfError.is(error)) throw error;
    }
  }

  function invocationOf({ inputs, timeoutMs }: Pick<StepInputs, "inputs" | "timeoutMs">): Invocation {
    return requireInvocation(read(inputs), timeoutMs);
  }

  function emitterOf(subject: EventSubject, clean: Redactor): Emit {
    return createEmitter(subject, { clock, onEvent: deps.onEvent }, clean);
  }

  /** Runs a step so that no error of it holds a secret. */
  async function redacted<T extends StepResult | void>(
    step: Pick<StepInputs, "inputs" | "secretPointers">,
    run: (clean: Redactor) => Promise<T>,
  ): Promise<T> {
    // Collecting the secrets is worth it only where there is something to print.
    const clean: Redactor = (text) => redactorOf(step)(text);
    try {
      const result = await run(clean);
      return result?.error === undefined ? result : { ...result, error: redactError(result.error, clean) };
    } catch (error) {
      throw redactError(error, clean);
    }
  }

  function redactorOf(step: Pick<StepInputs, "inputs" | "secretPointers">): Redactor {
    return createRedactor(step, deps.secrets());
  }
}
