import type { Issue } from "../model/issue.ts";
import type { NcfError } from "../diagnostics/ncfError.ts";
import type { KeyPolicy } from "../invocation/callByKey.ts";
import type { JsonObject } from "../model/json.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import type { StepReason } from "../model/stepReason.ts";
import type { PendingStep } from "./recordPending.ts";
import type { InvocationState } from "./state.ts";

/** Inputs of one step of a resource: the user's own, and what the provider knows besides them. */
export interface StepInputs {
  /** The user's inputs as plain JSON, secrets in clear. In `check` and `diff` unknown parts are `unknownValue`. */
  readonly inputs: JsonObject;
  /** JSON pointers into `inputs` to the parts that are secret, such as `/params/dsn`. */
  readonly secretPointers: readonly string[];
  readonly key: ResourceKey;
  /** Run to adopt instead of calling: `package/action/activationId`. */
  readonly importId?: string | undefined;
  /** Token of a requested re-run. A token that the state does not have makes a new generation. */
  readonly rerun?: string | undefined;
  /** Longest time to wait, milliseconds: Pulumi's custom time-out for the step. Bounds `waitFor`. */
  readonly timeoutMs?: number | undefined;
}

/** What an update would do, and which inputs or outputs are the reason. */
export interface StepDiff {
  /** `same`: nothing. `call`: a new generation. `follow`: continue to poll a pending activation. `update`: rewrite the state, without a call. */
  readonly kind: "same" | "call" | "follow" | "update";
  /** Names of the changed properties. Empty where the state alone is the reason (a failed or pending run, a re-run). */
  readonly changed: readonly string[];
  /** Why, part by part. Empty for `same`, and where only the old inputs would tell and are not known. */
  readonly reasons: readonly StepReason[];
}

/** Result of a step that leaves something in the state. */
export interface StepResult {
  readonly state: InvocationState;
  /** JSON pointers into the outputs to the parts that are secret, such as `/result`. */
  readonly secretOutputs: readonly string[];
  /** Why the step failed although there is state to keep: the action failed, has not ended, or its result violates its schema. Redacted. */
  readonly error?: NcfError;
}

/** Result of a call by key. */
export interface KeyedStepResult extends StepResult {
  /** Whether it is the end of an earlier call, and nothing was called now. */
  readonly isRecorded: boolean;
}

/** Result of reading a resource, or of importing one. */
export interface ReadResult extends StepResult {
  /** `package/action/activationId` → the activation id. */
  readonly id: string;
  /**
   * Inputs of the imported resource, as far as the API tells them: action, package and the address that was given; and the marker
   * `__imported: true`, by which `diff` recognizes a resource that was just imported. `check` ignores the marker; a provider does not return it.
   */
  readonly inputs: JsonObject;
}

/**
 * Lifecycle of an `ActionInvocation` over plain data, shared by both providers. Messages of every error it returns or throws are redacted: no
 * secret of the inputs, the state or the credentials is in them.
 */
export interface InvocationLifecycle {
  /** Returns all issues of the inputs, the stack config and the credentials. Opens no socket. */
  readonly check: (step: StepInputs) => readonly Issue[];
  /**
   * Returns what an update would do. Opens no socket.
   * @param oldInputs - The inputs of the last step, where the provider knows them: they name what changed.
   */
  readonly diff: (old: InvocationState, step: StepInputs, oldInputs?: JsonObject) => StepDiff;
  /** Calls the action, or adopts the run that `importId` names. @throws NcfError when nothing is to be kept */
  readonly create: (step: StepInputs) => Promise<StepResult>;
  /** Does what `diff` says, given the same. @throws NcfError when the old state stays as it is */
  readonly update: (old: InvocationState, step: StepInputs, oldInputs?: JsonObject) => Promise<StepResult>;
  /** Reads the activation again. Returns the old state where its record cannot be seen. */
  readonly read: (old: InvocationState, key: ResourceKey) => Promise<StepResult>;
  /** Reads a run by `package/action/activationId`, for `get`, `import` and `pulumi import`. @throws NcfError NCF_IMPORT_FAILED */
  readonly readById: (importId: string, step: Omit<StepInputs, "importId">) => Promise<ReadResult>;
  /**
   * Records in the journal that a run which ended may have sent the call of a step. Returns whether it may have.
   * @throws NcfError NCF_JOURNAL_UNWRITABLE
   */
  readonly recordPending: (pending: PendingStep) => Promise<boolean>;
  /**
   * Calls `onDelete` where it is declared, then releases the keys of the resource in the journal.
   * @param timeoutMs - Custom time-out of the step; bounds `waitFor`.
   * @throws NcfError when the resource must be kept
   */
  readonly delete: (old: InvocationState, timeoutMs?: number) => Promise<void>;
  /**
   * Calls the action as a step that `step.key` identifies, without a resource and its state: the journal remembers the call for good.
   * @throws NcfError NCF_KEY_REUSED, NCF_CALL_RUNNING, or when it did not run or that is unknown
   */
  readonly callByKey: (step: StepInputs, policy: KeyPolicy) => Promise<KeyedStepResult>;
}
