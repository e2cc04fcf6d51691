/** A key pair that opens nothing; the minimal server checks no signature. */
export const benchKeys = { accessKey: "ncp_iam_BENCH", secretKey: "ncp_iam_BENCH_SECRET" };
