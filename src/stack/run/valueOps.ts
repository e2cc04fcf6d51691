import type { Expression } from "../language/expression.ts";

/**
 * How values are worked out that are not plain: a preview has holes where nothing is known yet, the engine has its
 * outputs. Lists and objects stay as they are, so that a hole in one field leaves the others known; only leaves are
 * opaque.
 */
export interface ValueOps {
  /** Whether a value cannot be looked into: a hole, a secret, an output of the engine. */
  readonly isOpaque: (value: unknown) => boolean;
  /**
   * Works out a new value of others, which may be or hold opaque ones; the result is secret when one of them is.
   * `compute` gets plain values and throws an NcfError when it cannot work with them; `source` is what is worked out.
   */
  readonly combine: (
    values: readonly unknown[],
    compute: (plain: readonly unknown[]) => unknown,
    source: Expression,
  ) => unknown;
  /** Marks a value, opaque or not, as secret. */
  readonly secret: (value: unknown) => unknown;
}
