/** Values of `--checkpoints`: `each`, the state is saved around each step; `end`, once at the end; `auto`, whichever is safe. */
export const checkpointModes = ["auto", "each", "end"] as const;
