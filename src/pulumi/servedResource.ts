import type { NcfError } from "../diagnostics/ncfError.ts";
import type { Issue } from "../model/issue.ts";
import type { JsonObject } from "../model/json.ts";
import type { ResourceDefinition } from "../model/resourceDefinition.ts";
import type { ValueObject } from "../model/value.ts";
import type { StepReason } from "../model/stepReason.ts";
import type { StepInputs } from "../resource/steps.ts";

/**
 * Resource type that both providers serve: the lifecycle of the type over the outputs that the
 * engine stores. All errors are redacted.
 */
export interface ServedResource {
  readonly definition: ResourceDefinition;
  /** Returns all issues of the inputs, the stack config and the credentials. Opens no socket. */
  readonly check: (step: StepInputs) => readonly Issue[];
  /**
   * Returns what an update would do; `undefined` when it would do nothing. Opens no socket.
   * @param old - Outputs of the last step.
   * @param oldInputs - Inputs of the last step, if the provider knows them.
   */
  readonly diff: (old: JsonObject, step: StepInputs, oldInputs?: JsonObject) => ServedDiff | undefined;
  /** @throws NcfError when nothing is to be kept */
  readonly create: (step: StepInputs) => Promise<ServedStep>;
  /** Updates the resource. @throws NcfError when the old outputs stay unchanged */
  readonly update: (old: JsonObject, step: StepInputs, oldInputs?: JsonObject) => Promise<ServedStep>;
  /** Returns the planned outputs of a create. */
  readonly planCreate: (step: StepInputs) => ValueObject;
  /** Returns the planned outputs of an update. */
  readonly planUpdate: (old: JsonObject, step: StepInputs, oldInputs?: JsonObject) => ValueObject;
  /** Reads the resource again, as a refresh does. */
  readonly read: (old: JsonObject) => Promise<ServedStep>;
  /** Reads a resource by its id, for `get` and `import`. @throws NcfError NCF_IMPORT_FAILED */
  readonly readById: (id: string, step: StepInputs) => Promise<ServedStep & { readonly inputs: JsonObject }>;
  /**
   * Deletes the resource. @param timeoutMs - Custom time-out of the step. @throws NcfError when the
   * resource must be kept
   */
  readonly delete: (old: JsonObject, timeoutMs?: number) => Promise<void>;
}

/** Effect of an update. */
export interface ServedDiff {
  /** Names of the inputs and outputs that it would change. At least one. */
  readonly changed: readonly string[];
  readonly kind: "call" | "check" | "follow" | "update";
  readonly reasons: readonly StepReason[];
}

/** Failure of a step that leaves outputs. */
export interface StepFailure {
  /** Error to display. */
  readonly error: NcfError;
  /**
   * Text to store in the state instead of the error, which may contain a secret in a form that no
   * mask detects. @default the message of the error
   */
  readonly storedReason?: string;
}

/** Result of a step. */
export interface ServedStep {
  /** Id of a new resource. The engine keeps the id across updates. */
  readonly id: string;
  /** Outputs for the engine, with marked secrets. */
  readonly outputs: ValueObject;
  /** Failure of a step that nevertheless has outputs to keep. */
  readonly failure?: StepFailure;
}
