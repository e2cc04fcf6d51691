import type { ApiError } from "../model/outcome.ts";

/** What a list says of an activation. */
export interface ListedActivation {
  readonly activationId: string;
  /** How long it ran, milliseconds. */
  readonly duration?: number;
  /** As in the record: `success`, `application error`, … */
  readonly status?: string;
}

/** What came of asking for the activations of an action. */
export type ActivationsAnswer =
  /** All that began in the time asked for and can be seen, newest first. One that has not ended is not there. [ow] */
  | {
      readonly kind: "listed";
      readonly activations: readonly ListedActivation[];
      /** How far the API's clock was found to be ahead of this machine's, milliseconds, when that had to be corrected. */
      readonly clockOffMs?: number;
    }
  /** The API refuses to say; asking again changes nothing. */
  | { readonly kind: "refused"; readonly error: ApiError; readonly clockOffMs?: number }
  /** Nothing usable came, which may pass: a broken connection, a fault on the other side, a quota. */
  | { readonly kind: "unreadable"; readonly reason: string };
