import type { Destination } from "./address.ts";
import type { Json } from "./json.ts";

/** Reason for a step of a resource. Safe to print: it contains no secret. */
export type StepReason =
  /** The state has no such resource. */
  | { readonly kind: "new" }
  /** The option `import` names a run that is adopted instead of a call. */
  | { readonly kind: "import" }
  | InputChange
  /** Calls go to another address than that of the last call. */
  | { readonly kind: "addressChanged"; readonly old: Destination; readonly new: Destination }
  /** The last call ran and failed. */
  | { readonly kind: "failedBefore" }
  /** The last call has not ended, or its result could not be read. */
  | { readonly kind: "pendingBefore" }
  /** A re-run was requested. */
  | { readonly kind: "rerun" }
  /** An input became secret, or is no longer. */
  | { readonly kind: "secrecyChanged"; readonly pointer: string }
  /** The stack file no longer declares the resource. */
  | { readonly kind: "removed" }
  /** All resources are deleted. */
  | { readonly kind: "destroy" };

/** One changed part of an input. */
export interface InputChange {
  readonly kind: "actionChanged" | "paramChanged" | "triggerChanged" | "inputChanged";
  /** JSON pointer into the inputs: `/params/version`. */
  readonly pointer: string;
  /** Value of the last step. Absent where there was none, and where it is secret. */
  readonly old?: Json;
  /** Absent where there is none, where it is secret, and where it is not known yet. */
  readonly new?: Json;
  /** Set where the old or the new value is secret. */
  readonly isSecret?: true;
  /** Set where the new value is known only during the run: it may be the same. */
  readonly isUnknown?: true;
}

/** Reports whether a reason makes a step only perhaps: a value that is known during the run may turn out to be the same. */
export function isUncertain(reason: StepReason): boolean {
  return "isUnknown" in reason;
}
