/** A key pair that opens nothing. The bench's server checks no signature. */
export const benchKeys = { accessKey: "ncp_iam_BENCH", secretKey: "ncp_iam_BENCH_SECRET" } as const;

/** Resources in flight at once, for every contestant that takes such an option. Terraform's default. */
export const parallel = 10;

/** Name of the project and of the stack of every deployment. */
export const stackName = "bench";

/** Path and query of the call that every contestant makes. */
export const callTarget = "/api/v2/packages/db/actions/migrate?platform=classic&timeout=60000";
