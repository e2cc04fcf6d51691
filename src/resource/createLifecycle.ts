import { NcfError } from "../diagnostics/ncfError.ts";
import { callByKey, hashByKey, type KeyedResult } from "../invocation/callByKey.ts";
import { type CallDeps, callOnce, type CallResult } from "../invocation/callOnce.ts";
import { fingerprint, type Invocation } from "../invocation/invocation.ts";
import { readInputs, type ReadInputs } from "../invocation/readInputs.ts";
import { hashParamsOfKey } from "../journal/hashParams.ts";
import { releaseGenerations } from "../journal/journal.ts";
import { resourceName } from "../journal/knownCalls.ts";
import { actionInvocation } from "../model/actionInvocation.ts";
import { parseActionUrl } from "../model/action.ts";
import type { Issue } from "../model/issue.ts";
import type { JsonObject } from "../model/json.ts";
import { ranOutcome } from "../model/outcome.ts";
import { isSameResource, oneShotName } from "../model/resourceKey.ts";
import { keptInputs, withinTime } from "./deleteRecord.ts";
import { callOnDelete } from "./deleteStep.ts";
import { diffInvocation, importedMarker, userInputs } from "./diffInvocation.ts";
import { endPending, followState } from "./followState.ts";
import { importRun, parseImportId } from "./importRun.ts";
import { credentialIssues } from "./credentialIssues.ts";
import type { LifecycleDeps } from "./lifecycleDeps.ts";
import { makeCall, type MakeCallDeps, withLogs } from "./makeCall.ts";
import { previousOf, secretsOf, secretsOfState } from "./previous.ts";
import { type RanCall, withRanCalls } from "./ranCalls.ts";
import { recordPending } from "./recordPending.ts";
import { lazyRedactor, redactError, redactIssues, type Redactor, type SecretHolder } from "./redactor.ts";
import { requireInvocation } from "./requireInvocation.ts";
import { withSecretIssues } from "./secretInputs.ts";
import { createEmitter, type Emit, endedEvent, type EventSubject } from "./stepEvents.ts";
import { activationState, type InvocationState } from "./state.ts";
import { type StepCall, stepResult, toStepResult, withResultCheck } from "./stepResult.ts";
import type { InvocationLifecycle, StepDiff, StepInputs, StepResult } from "./steps.ts";
import { keptSecrets, rewrittenState, updateCall } from "./updateStep.ts";

/** Creates the lifecycle of an invocation. */
export function createLifecycle(deps: LifecycleDeps): InvocationLifecycle {
  const { clock, settings, functions, journal } = deps;
  const ran: RanCall[] = [];
  /** Generation of each resource that this deployment created, by its name. The one that it replaces is deleted later. */
  const created = new Map<string, number>();
  const callContext: MakeCallDeps = { ...deps, ran };
  const read = (inputs: JsonObject): ReadInputs => readInputs(userInputs(inputs), settings.address);
  const issuesOf = ({
    inputs,
    secretPointers,
  }: Pick<StepInputs, "inputs" | "secretPointers">): readonly Issue[] =>
    withSecretIssues(actionInvocation, secretPointers, read(inputs).issues);

  function diff(old: InvocationState, step: StepInputs, oldInputs?: JsonObject): StepDiff {
    return diffInvocation(old, step, read(step.inputs), oldInputs, read);
  }

  return {
    check(step) {
      const issues = [...issuesOf(step), ...settings.issues, ...credentialIssues(functions)];
      return issues.length === 0 ? issues : redactIssues(issues, lazyRedactor(step, deps.secrets));
    },

    diff,

    create: (step) =>
      redacted(step, async (clean) => {
        const invocation = invocationOf(step);
        if (step.importId === undefined) {
          const result = await call({ invocation, called: invocation, step }, 1, clean);
          created.set(resourceName(step.key), result.state.generation);
          return result;
        }
        const imported = await importRun(parseImportId(step.importId), invocation, functions());
        // The API does not return the params of a run: trust the inputs.
        const { key, secretPointers } = step;
        return withResultCheck(invocation, {
          ...imported,
          key,
          fingerprint: fingerprint(invocation),
          ...(secretPointers.length === 0 ? {} : { secretPointers }),
          ...keptInputs(invocation),
        });
      }),

    update: (old, step, oldInputs) => {
      const previous = previousOf(old, oldInputs);
      return redacted({ ...step, further: secretsOf(previous) }, async (clean) => {
        const invocation = invocationOf(step);
        switch (diff(old, step, oldInputs).kind) {
          case "call": {
            const { called, secretPointers } = updateCall(invocation, step, previous);
            const next = { ...step, secretPointers, rerun: step.rerun ?? old.rerun };
            const stepCall = { invocation, called, step: next, previous };
            const result = await call(stepCall, old.generation + 1, clean);
            // Renamed: no resource has the old name any more, and a new one may use it.
            if (!isSameResource(old.key, step.key)) await release(old, clean);
            return result;
          }
          case "follow":
            return followPending(invocation, old, step, clean);
          case "same":
          case "update":
            return withResultCheck(invocation, rewrittenState(old, invocation, step));
        }
      });
    },

    read: (old) =>
      redacted(secretsOfState(old), async () => {
        const location = parseActionUrl(old.address);
        if (location === undefined) return stepResult(old);
        const response = await functions().activation({ ...location, activationId: old.activationId });
        if (response.kind !== "found") return stepResult(old);
        const { activation } = response;
        if (old.outcome === "pending") await endPending(old, ranOutcome(activation), deps);
        const { previous: _previous, ...rest } = old;
        const isOver = activation.response.success;
        return stepResult({ ...(isOver ? rest : old), ...activationState(activation) });
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
        const start = (given: CallDeps): Promise<KeyedResult> => callByKey(invocation, key, policy, given);
        const called = await makeCall(
          { invocation, called: invocation, step },
          { clean, paramsHash, start },
          callContext,
        );
        return { ...called.step, isRecorded: called.result.isRecorded };
      }),

    recordPending: async (pending) =>
      recordPending(pending, { ...deps, read, journal: await journal(pending.step.key) }),

    delete: (old, timeoutMs) =>
      redacted(secretsOfState(old), async (clean) => {
        if (old.onDelete !== undefined)
          await callOnDelete(old, withinTime(old.onDelete, timeoutMs), clean, callContext);
        await release(old, clean);
      }),
  };

  /** Calls the action as the next generation. */
  async function call(stepCall: StepCall, firstGeneration: number, clean: Redactor): Promise<StepResult> {
    const { called, step } = stepCall;
    const start = (given: CallDeps): Promise<CallResult> =>
      callOnce(called, { key: step.key, firstGeneration }, given);
    const { key } = step;
    const { params, triggers } = called;
    // Such a call may be repeated by its key.
    const paramsHash =
      oneShotName(key) === undefined ? undefined : hashParamsOfKey({ params, triggers }, key);
    return (await makeCall(stepCall, { clean, paramsHash, start }, callContext)).step;
  }

  /**
   * Continues to poll an activation that is pending, or whose record could not be read. Never calls
   * the action.
   */
  async function followPending(
    invocation: Invocation,
    old: InvocationState,
    step: StepInputs,
    clean: Redactor,
  ): Promise<StepResult> {
    const { activationId, generation, attempts, invokedAt, key } = old;
    // An update may have called another action.
    const called = { ...invocation, ...parseActionUrl(old.address) };
    const { address, action } = called;
    const emit = emitterOf({ key, action }, clean);
    const untilAt = clock.now() + invocation.waitForMs;
    emit({ kind: "following", activationId, untilAt });
    const followed = await followState(old, { address, action }, untilAt, { ...deps, emit });
    const result = { ...followed, generation, attempts, invokedAt };
    emit(endedEvent(result, invocation.onDelete?.action));
    const kept = { key, secretPointers: keptSecrets(old, step), rerun: old.rerun };
    const stepCall = { invocation, called, step: kept, previous: old.previous };
    const ended = toStepResult(stepCall, result, deps.journalOptions(key));
    const error = await withLogs(ended.error, called, result.outcome, { ...deps, clean, emit, untilAt });
    return error === undefined ? ended : { ...ended, error };
  }

  async function release(old: InvocationState, clean: Redactor): Promise<void> {
    const action = parseActionUrl(old.address)?.action ?? { packageName: "-", actionName: old.name ?? "" };
    const emit = emitterOf({ key: old.key, action }, clean);
    try {
      const newest = created.get(resourceName(old.key)) ?? 0;
      await releaseGenerations(await journal(old.key), old.key, newest > old.generation ? newest : undefined);
      emit({ kind: "released" });
    } catch (error) {
      if (!NcfError.is(error)) throw error;
      emit({ kind: "released", problem: error.reason });
    }
  }

  function invocationOf(step: Pick<StepInputs, "inputs" | "secretPointers" | "timeoutMs">): Invocation {
    return requireInvocation({ ...read(step.inputs), issues: issuesOf(step) }, step.timeoutMs);
  }

  function emitterOf(subject: EventSubject, clean: Redactor): Emit {
    return createEmitter(subject, { clock, onEvent: deps.onEvent }, clean);
  }

  /**
   * Runs a step, redacts secrets in its errors, and adds the calls that ran before the step to each
   * error.
   */
  async function redacted<T extends StepResult | void>(
    step: SecretHolder,
    run: (clean: Redactor) => Promise<T>,
  ): Promise<T> {
    const clean = lazyRedactor(step, deps.secrets);
    const complete = <E>(error: E): E => {
      const others = ran.filter(({ key }) => step.key === undefined || !isSameResource(key, step.key));
      return withRanCalls(redactError(error, clean), others);
    };
    try {
      const result = await run(clean);
      return result?.error === undefined ? result : { ...result, error: complete(result.error) };
    } catch (error) {
      throw complete(error);
    }
  }
}
