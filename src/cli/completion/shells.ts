/** Shells that `ncf completion` has a script for. */
export const shells = ["bash", "zsh", "fish"] as const;

/** A shell that `ncf completion` has a script for. */
export type Shell = (typeof shells)[number];
