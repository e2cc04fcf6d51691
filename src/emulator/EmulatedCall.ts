import type { JsonObject } from "../model/json.ts";

/** A call that is over: the run of its action has ended, or nothing has run. */
export type EmulatedCall =
  | {
      readonly kind: "ran";
      readonly packageName: string;
      readonly actionName: string;
      readonly activationId: string;
      readonly status: string;
      readonly success: boolean;
      readonly result: JsonObject;
      /** Milliseconds. */
      readonly duration: number;
      /** Lines that the action wrote, `<ISO time> stdout|stderr: <text>`, in order. */
      readonly logs: readonly string[];
    }
  | {
      readonly kind: "refused";
      /** Path and query, as they came. */
      readonly target: string;
      /** HTTP status of the response, when one was sent. */
      readonly status?: number;
      /** The refusal's own code; absent in upstream-shaped ones. */
      readonly errorCode?: string;
    };
