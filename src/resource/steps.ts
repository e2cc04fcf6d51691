import type { Issue } from "../model/issue.ts";
import type { NcfError } from "../diagnostics/ncfError.ts";
import type { KeyPolicy } from "../invocation/callByKey.ts";
import type { JsonObject } from "../model/json.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import type { StepReason } from "../model/stepReason.ts";
import type { PendingStep } from "./recordPending.ts";
import type { InvocationState } from "./state.ts";

/** Inputs of one step of a resource: those of the user, and the context from the provider. */
export interface StepInputs {
  /**
   * Inputs of the user as plain JSON, with secrets in clear. In `check` and `diff`, unknown parts
   * are `unknownValue`.
   */
  readonly inputs: JsonObject;
  /** JSON pointers to the secret parts of `inputs`, such as `/params/dsn`. */
  readonly secretPointers: readonly string[];
  readonly key: ResourceKey;
  /** Run to adopt instead of calling: `package/action/activationId`. */
  readonly importId?: string | undefined;
  /** Token of a requested re-run. A token that is not in the state makes a new generation. */
  readonly rerun?: string | undefined;
  /** Maximum time to wait, milliseconds: Pulumi's custom time-out for the step. Limits `waitFor`. */
  readonly timeoutMs?: number | undefined;
}

/** Effect of an update, and the inputs or outputs that cause it. */
export interface StepDiff {
  /**
   * `same`: no change. `call`: a new generation. `follow`: continue to poll a pending activation.
   * `update`: rewrite the state, without a call.
   */
  readonly kind: "same" | "call" | "follow" | "update";
  /**
   * Names of the changed properties. Empty when only the state is the cause (a failed or pending
   * run, a re-run).
   */
  readonly changed: readonly string[];
  /** Reasons, one for each changed part. Empty for `same`, and without the old inputs where only they would tell. */
  readonly reasons: readonly StepReason[];
}

/** Result of a step that keeps a state. */
export interface StepResult {
  readonly state: InvocationState;
  /** JSON pointers to the secret parts of the outputs, such as `/result`. */
  readonly secretOutputs: readonly string[];
  /**
   * Failure of a step that nevertheless has a state: the action failed, has not finished, or its
   * result violates its schema. Redacted.
   */
  readonly error?: NcfError;
}

/** Result of a call by key. */
export interface KeyedStepResult extends StepResult {
  /** `true` when the result belongs to an earlier call, and nothing was called now. */
  readonly isRecorded: boolean;
}

/** Result of reading or importing a resource. */
export interface ReadResult extends StepResult {
  /** Activation id of `package/action/activationId`. */
  readonly id: string;
  /**
   * Inputs of the imported resource that the API returns: action, package and the given address.
   * Also contains the marker `__imported: true`, by which `diff` recognizes a newly imported
   * resource. `check` ignores the marker; a provider does not return it.
   */
  readonly inputs: JsonObject;
}

/**
 * Lifecycle of an `ActionInvocation` over plain data, shared by both providers. All errors are
 * redacted: they contain no secret of the inputs, the state or the credentials.
 */
export interface InvocationLifecycle {
  /** Returns all issues of the inputs, the stack config and the credentials. Opens no socket. */
  readonly check: (step: StepInputs) => readonly Issue[];
  /**
   * Returns the effect of an update. Opens no socket.
   * @param oldInputs - Inputs of the last step, if the provider knows them; they show what changed.
   */
  readonly diff: (old: InvocationState, step: StepInputs, oldInputs?: JsonObject) => StepDiff;
  /**
   * Calls the action, or adopts the run that `importId` names. @throws NcfError when there is no
   * state to keep
   */
  readonly create: (step: StepInputs) => Promise<StepResult>;
  /** Applies the result of `diff` for the same inputs. @throws NcfError when the old state stays unchanged */
  readonly update: (old: InvocationState, step: StepInputs, oldInputs?: JsonObject) => Promise<StepResult>;
  /** Reads the activation again. Returns the old state when its record is not available. */
  readonly read: (old: InvocationState, key: ResourceKey) => Promise<StepResult>;
  /** Reads a run by `package/action/activationId`, for `get`, `import` and `pulumi import`. @throws NcfError NCF_IMPORT_FAILED */
  readonly readById: (importId: string, step: Omit<StepInputs, "importId">) => Promise<ReadResult>;
  /**
   * Records in the journal that an ended run may have sent the call of a step. Returns whether it
   * may have.
   * @throws NcfError NCF_JOURNAL_UNWRITABLE
   */
  readonly recordPending: (pending: PendingStep) => Promise<boolean>;
  /**
   * Calls `onDelete` if declared, then releases the keys of the resource in the journal.
   * @param timeoutMs - Custom time-out of the step; limits `waitFor`.
   * @throws NcfError when the resource must be kept
   */
  readonly delete: (old: InvocationState, timeoutMs?: number) => Promise<void>;
  /**
   * Calls the action as a step with the key `step.key`, without a resource and its state: the
   * journal remembers the call permanently.
   * @throws NcfError NCF_KEY_REUSED, NCF_CALL_RUNNING, or when the call did not run or that is
   * unknown
   */
  readonly callByKey: (step: StepInputs, policy: KeyPolicy) => Promise<KeyedStepResult>;
}
