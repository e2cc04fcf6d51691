/** Name of the one hidden input of the dynamic resource. Pulumi shows no property whose name begins with `__`. */
export const hiddenInput = "__step";

/** Facts that the dynamic resource passes to its provider besides the user's inputs. */
export interface HiddenStep {
  readonly urn: string;
  /** JSON pointers into the inputs to the secret parts. Absent where there are none. */
  readonly secretPointers?: readonly string[];
  /** Run to adopt instead of calling: `package/action/activationId`. */
  readonly importId?: string;
  /** Token of a requested re-run. */
  readonly rerun?: string;
  /** Custom time-outs, milliseconds. */
  readonly timeouts?: { readonly create?: number; readonly update?: number };
}
