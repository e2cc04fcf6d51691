import type { JsonObject } from "./json.ts";

/** Reports whether a value may be an activation id: 1 to 64 letters, digits, `-` and `_`. A service that sends anything else is broken or hostile. */
export function isActivationId(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{1,64}$/.test(value);
}

/**
 * The record of one run of an action that has ended.
 * Shape: `{ activationId, name, namespace, subject, start, end, duration, response: { result, status, success }, logs }`
 * Source: api.ncloud-docs.com compute-cloudfunctions-v2-postaction [doc]
 */
export interface Activation {
  /** The run's id; 32 lower-case hex digits in every sample seen. */
  readonly activationId: string;
  /** Name of the action. */
  readonly name?: string;
  /** The caller's namespace. */
  readonly namespace?: string;
  /** Who ran it. */
  readonly subject?: string;
  /** When the run began, epoch milliseconds. */
  readonly start?: number;
  /** When the run ended, epoch milliseconds. */
  readonly end?: number;
  /** How long it ran, milliseconds. */
  readonly duration?: number;
  readonly response: {
    /** What the action returned; `{ error: … }` when it failed. */
    readonly result: JsonObject;
    /** `success`, `application error`, `action developer error` or `whisk internal error`. [ow] */
    readonly status: string;
    /** Whether the action succeeded. */
    readonly success: boolean;
  };
  /** Lines the action wrote; only the activation detail has them. */
  readonly logs?: readonly string[];
}
