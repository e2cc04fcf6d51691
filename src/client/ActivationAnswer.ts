import type { Activation } from "../model/activation.ts";
import type { ApiError } from "../model/outcome.ts";

/** What came of asking for one activation's record. */
export type ActivationAnswer =
  | {
      readonly kind: "found";
      readonly activation: Activation;
      /** How far the API's clock was found to be ahead of this machine's, milliseconds, when that had to be corrected. */
      readonly clockOffMs?: number;
    }
  /** It has not ended, or its record cannot be seen yet. After some minutes: there is none, or it has expired. */
  | { readonly kind: "notYet" }
  /** The API refuses to say; asking again changes nothing. */
  | { readonly kind: "refused"; readonly error: ApiError; readonly clockOffMs?: number }
  /** Nothing usable came, which may pass: a broken connection, a fault on the other side, a quota. */
  | { readonly kind: "unreadable"; readonly reason: string };
