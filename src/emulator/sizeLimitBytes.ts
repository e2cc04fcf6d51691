/** Largest params, result, and logs of one run: 1 MiB each. Source: guide `cloudfunctions-spec` [doc] */
export const sizeLimitBytes = 1_048_576;
