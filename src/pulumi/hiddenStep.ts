/**
 * Name of the hidden input of the dynamic resource. Pulumi does not display properties whose names
 * start with `__`.
 */
export const hiddenInput = "__step";

/** Data that the dynamic resource passes to its provider in addition to the user's inputs. */
export interface HiddenStep {
  readonly urn: string;
  /** JSON pointers to the secret parts of the inputs. Absent when there are none. */
  readonly secretPointers?: readonly string[];
  /** Run to adopt instead of calling the action: `package/action/activationId`. */
  readonly importId?: string;
  /** Token of a requested re-run. */
  readonly rerun?: string;
  /** Custom time-outs, milliseconds. */
  readonly timeouts?: { readonly create?: number; readonly update?: number };
}
