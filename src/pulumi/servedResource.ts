import type { NcfError } from "../diagnostics/ncfError.ts";
import type { Issue } from "../model/issue.ts";
import type { JsonObject } from "../model/json.ts";
import type { ResourceDefinition } from "../model/resourceDefinition.ts";
import type { ValueObject } from "../model/value.ts";
import type { StepReason } from "../model/stepReason.ts";
import type { StepInputs } from "../resource/steps.ts";

/**
 * One type of resource as both providers serve it: the lifecycle of the type over the outputs that the engine keeps. Messages of every error
 * it returns or throws hold no secret.
 */
export interface ServedResource {
  readonly definition: ResourceDefinition;
  /** Returns all issues of the inputs, the stack config and the credentials. Opens no socket. */
  readonly check: (step: StepInputs) => readonly Issue[];
  /**
   * Returns what an update would do; `undefined` when it would do nothing. Opens no socket.
   * @param old - Outputs of the last step.
   * @param oldInputs - Inputs of the last step, where the provider knows them.
   */
  readonly diff: (old: JsonObject, step: StepInputs, oldInputs?: JsonObject) => ServedDiff | undefined;
  /** @throws NcfError when nothing is to be kept */
  readonly create: (step: StepInputs) => Promise<ServedStep>;
  /** @throws NcfError when the old outputs stay as they are */
  readonly update: (old: JsonObject, step: StepInputs, oldInputs?: JsonObject) => Promise<ServedStep>;
  /** Returns the outputs that a create would leave. */
  readonly planCreate: (step: StepInputs) => ValueObject;
  /** Returns the outputs that an update would leave. */
  readonly planUpdate: (old: JsonObject, step: StepInputs, oldInputs?: JsonObject) => ValueObject;
  /** Reads the resource again, as a refresh does. */
  readonly read: (old: JsonObject) => Promise<ServedStep>;
  /** Reads what an id names, for `get` and `import`. @throws NcfError NCF_IMPORT_FAILED */
  readonly readById: (id: string, step: StepInputs) => Promise<ServedStep & { readonly inputs: JsonObject }>;
  /** @param timeoutMs - Custom time-out of the step. @throws NcfError when the resource must be kept */
  readonly delete: (old: JsonObject, timeoutMs?: number) => Promise<void>;
}

/** What an update would do. */
export interface ServedDiff {
  /** Names of the inputs and outputs that it would change. At least one. */
  readonly changed: readonly string[];
  readonly kind: "call" | "check" | "follow" | "update";
  readonly reasons: readonly StepReason[];
}

/** Failure of a step that leaves outputs. */
export interface StepFailure {
  /** Is shown. */
  readonly error: NcfError;
  /** Is stored in the state in place of the error, whose text may repeat a secret in a form that no mask knows. @default the error's message */
  readonly storedReason?: string;
}

/** What a step leaves. */
export interface ServedStep {
  /** Id of a resource that is new. The engine keeps the id over updates. */
  readonly id: string;
  /** Outputs for the engine, secret parts marked. */
  readonly outputs: ValueObject;
  /** Why the step failed although there are outputs to keep. */
  readonly failure?: StepFailure;
}
