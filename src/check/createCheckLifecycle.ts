import type { CallDeps } from "../invocation/callOnce.ts";
import type { InvocationEvent } from "../invocation/events.ts";
import { parseActionUrl } from "../model/action.ts";
import { actionCheck } from "../model/actionCheck.ts";
import type { Issue } from "../model/issue.ts";
import { type JsonObject, toPointer } from "../model/json.ts";
import type { StepReason } from "../model/stepReason.ts";
import type { Clock } from "../ports/ports.ts";
import { changedInputs, isSecretInput, secrecyChanges } from "../resource/changedInputs.ts";
import { credentialIssues } from "../resource/credentialIssues.ts";
import { userInputs } from "../resource/diffInvocation.ts";
import { addressChange, inputChanges } from "../resource/inputChanges.ts";
import { lazyRedactor, redactError, redactIssues, type Redactor } from "../resource/redactor.ts";
import { withSecretIssues } from "../resource/secretInputs.ts";
import { requireRead } from "../resource/requireInvocation.ts";
import type { Settings } from "../resource/settings.ts";
import { createEmitter } from "../resource/stepEvents.ts";
import type { StepInputs } from "../resource/steps.ts";
import { callUntilHealthy } from "./callUntilHealthy.ts";
import { checkError } from "./checkError.ts";
import { type CheckState, healthyState } from "./checkState.ts";
import { checkFingerprint, readCheck, type ReadCheck } from "./readCheck.ts";

/** Effect of an update of a check, and the inputs or outputs that cause it. */
export interface CheckDiff {
  /** `same`: no change. `check`: check again. `update`: rewrite the state, without a call. */
  readonly kind: "same" | "check" | "update";
  readonly changed: readonly string[];
  /** Reasons, one for each changed part. Empty for `same`, and without the old inputs where only they would tell. */
  readonly reasons: readonly StepReason[];
}

/**
 * Lifecycle of an `ActionCheck` over plain data, shared by both providers. All errors are redacted:
 * they contain no secret of the inputs, the state or the credentials. It keeps no journal: the
 * action is safe to repeat.
 */
export interface CheckLifecycle {
  /** Returns all issues of the inputs, the stack config and the credentials. Opens no socket. */
  readonly check: (step: StepInputs) => readonly Issue[];
  /**
   * Returns the effect of an update. Opens no socket. @param oldInputs - Inputs of the last step,
   * if the provider knows them.
   */
  readonly diff: (old: CheckState, step: StepInputs, oldInputs?: JsonObject) => CheckDiff;
  /** Checks. @throws NcfError NCF_CHECK_UNHEALTHY, or the API's refusal. The resource is then not created. */
  readonly create: (step: StepInputs) => Promise<CheckState>;
  /** Applies the result of `diff`. @throws NcfError as `create` does. The old state then stays unchanged. */
  readonly update: (old: CheckState, step: StepInputs, oldInputs?: JsonObject) => Promise<CheckState>;
}

/** Dependencies of the lifecycle of a check. */
export interface CheckLifecycleDeps {
  readonly clock: Clock;
  readonly settings: Pick<Settings, "address" | "issues">;
  /** Returns the client, created at its first use. @throws NcfError when there are no credentials */
  readonly functions: () => CallDeps["functions"];
  /** Returns the secrets to redact in addition to those of the inputs: the secret key. */
  readonly secrets: () => readonly string[];
  readonly onEvent?: ((event: InvocationEvent) => void) | undefined;
  /** Ends checks in progress. */
  readonly stop?: AbortSignal | undefined;
}

/** Creates the lifecycle of a check. */
export function createCheckLifecycle(deps: CheckLifecycleDeps): CheckLifecycle {
  const { settings, functions } = deps;
  const readStep = ({ inputs, secretPointers, timeoutMs }: StepInputs): ReadCheck => {
    const read = readCheck(userInputs(inputs), settings.address, timeoutMs);
    return { ...read, issues: withSecretIssues(actionCheck, secretPointers, read.issues) };
  };

  function diff(old: CheckState, step: StepInputs, oldInputs?: JsonObject): CheckDiff {
    const { check, hasUnknownGeneration } = readStep(step);
    if (hasUnknownGeneration || check === undefined || checkFingerprint(check) !== old.fingerprint) {
      const address = addressChange(parseActionUrl(String(old.outputs.address))?.address, check?.address);
      const moved = address === undefined ? [] : [address];
      if (oldInputs === undefined) return { kind: "check", changed: [], reasons: moved };
      const { inputs } = step;
      const changed = changedInputs(actionCheck, inputs, oldInputs);
      const secretPointers = [...step.secretPointers, ...(old.secretPointers ?? [])];
      const parts = inputChanges(changed, { inputs, oldInputs, secretPointers });
      return { kind: "check", changed, reasons: [...moved, ...parts] };
    }
    if (step.rerun !== undefined && step.rerun !== old.rerun)
      return { kind: "check", changed: [], reasons: [{ kind: "rerun" }] };
    // The outputs must be marked anew, or a result would stay in clear beside params that became secret.
    const changed = secrecyChanges(actionCheck, old.secretPointers ?? [], step.secretPointers);
    const reasons = changed.map((name) => ({ kind: "secrecyChanged", pointer: toPointer([name]) }) as const);
    return { kind: changed.length === 0 ? "same" : "update", changed, reasons };
  }

  return {
    check(step) {
      const issues = [...readStep(step).issues, ...settings.issues, ...credentialIssues(functions)];
      return issues.length === 0 ? issues : redactIssues(issues, lazyRedactor(step, deps.secrets));
    },

    diff,

    create: (step) => redacted(step, (clean) => runCheck(step, clean)),

    update: (old, step, oldInputs) =>
      redacted(step, async (clean) => {
        if (diff(old, step, oldInputs).kind === "check") {
          return runCheck({ ...step, rerun: step.rerun ?? old.rerun }, clean);
        }
        const { secretPointers: _before, ...rest } = old;
        const { secretPointers } = step;
        return secretPointers.length === 0 ? rest : { ...rest, secretPointers };
      }),
  };

  async function runCheck(step: StepInputs, clean: Redactor): Promise<CheckState> {
    const read = readStep(step);
    const check = requireRead(read, read.check);
    const { key, secretPointers } = step;
    const { clock, onEvent, stop } = deps;
    const emit = createEmitter({ key, action: check.action }, { clock, onEvent }, clean);
    const isResultSecret = isSecretInput("params", secretPointers);
    const judge = { clean, isResultSecret };
    const end = await callUntilHealthy(check, { functions: functions(), clock, emit, judge, stop });
    const activationId = end.kind === "healthy" ? end.activation.activationId : undefined;
    emit({
      kind: "checked",
      isHealthy: end.kind === "healthy",
      calls: end.calls,
      duration: Math.round(end.durationMs),
      ...(activationId === undefined ? {} : { activationId }),
    });
    if (end.kind !== "healthy") throw checkError(check, end);
    return healthyState(check, step, end);
  }

  /** Runs a step and redacts secrets in its errors. */
  async function redacted<T>(step: StepInputs, run: (clean: Redactor) => Promise<T>): Promise<T> {
    const clean = lazyRedactor(step, deps.secrets);
    try {
      return await run(clean);
    } catch (error) {
      throw redactError(error, clean);
    }
  }
}
