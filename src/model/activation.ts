import type { Json } from "./json.ts";

/**
 * Returns whether a value is a valid activation id: 1 to 64 letters, digits, `-` and `_`. A service
 * that sends anything else is broken or hostile.
 */
export function isActivationId(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{1,64}$/.test(value);
}

/**
 * Record of a finished run of an action.
 * Shape: `{ activationId, name, namespace, subject, start, end, duration, response: { result,
 * status, success }, logs }`
 * Source: api.ncloud-docs.com compute-cloudfunctions-v2-postaction [doc]
 */
export interface Activation {
  /** Id of the run; 32 lower-case hexadecimal digits in every sample seen. */
  readonly activationId: string;
  readonly name?: string;
  /** Namespace of the caller. */
  readonly namespace?: string;
  /** User that ran the action. */
  readonly subject?: string;
  /** Start of the run, epoch milliseconds. */
  readonly start?: number;
  /** End of the run, epoch milliseconds. */
  readonly end?: number;
  /** Duration of the run, milliseconds. */
  readonly duration?: number;
  readonly response: {
    /**
     * Result of the action; `{ error: … }` when it failed. The API reference documents an object.
     * OpenWhisk also allows an array, and older runs may have any JSON value. A number that a
     * double cannot hold is the string of its digits.
     */
    readonly result: Json;
    /** `success`, `application error`, `action developer error` or `whisk internal error`. [ow] */
    readonly status: string;
    /** `true` when the action succeeded. */
    readonly success: boolean;
  };
  /** Lines that the action wrote. Only the activation detail has them. */
  readonly logs?: readonly string[];
}
