/** Signatures computed with two independent tools; the last two stand in third parties' own tests. */
const ours = {
  accessKey: "ncp_iam_DUMMYACCESSKEY01",
  secretKey: "ncp_iam_DUMMYSECRETKEY0123456789abcdef",
} as const;
const hello = "/ncf/api/v2/packages/-/actions/hello";
const listed =
  "/api/v2/packages/-/actions/hello/activations?platform=vpc&pageNo=1&pageSize=20&start=2024-04-25T";
const at = 1714021538088;

export const vectors = [
  {
    name: "an invocation over v2.1",
    ...ours,
    method: "POST",
    target: `${hello}?platform=vpc&timeout=60000`,
    timestampMs: at,
    signature: "FARSR4Whiciq3Lcg3mrj6EGkXMfHPU8++QPY7/0egoU=",
  },
  {
    name: "an invocation over v2.0",
    ...ours,
    method: "POST",
    target: "/api/v2/packages/package003/actions/action000?platform=classic",
    timestampMs: at,
    signature: "J86T92Oi+l4M6gy80QMo8JT4e9yfUt9IOvmFydYdTGA=",
  },
  {
    name: "an activation without a query",
    ...ours,
    method: "GET",
    target: "/ncf/api/v2/packages/my-pkg/actions/my_action/activations/0123456789abcdef0123456789abcdef",
    timestampMs: 1700000000000,
    signature: "rC82ybicnMVUFihmoaa3NlWI6lpXLVImnsajUlIFFUA=",
  },
  {
    name: "a list with an escaped value",
    ...ours,
    method: "GET",
    target: `${listed}14%3A00%3A00`,
    timestampMs: at,
    signature: "f+zSJutdtyyfpdSBfnIULox2Zacta0bGXcMsm92y9zY=",
  },
  {
    name: "GreedyLabs/ncloud-community-sdk sdk/auth/hmacv2_test.go",
    accessKey: "AK_TEST",
    secretKey: "SK_TEST",
    method: "POST",
    target: "/vserver/v2/createServerInstances?regionCode=KR",
    timestampMs: 1700000000000,
    signature: "xBcE26XFU55BMjppdPT7ZY3oDrqoOedfPyAn3Cq4lUw=",
  },
  {
    name: "sjk4425/ncloud-mcp-server src/auth/signature.test.ts",
    accessKey: "TestAccessKey",
    secretKey: "TestSecretKey",
    method: "GET",
    target: "/vserver/v2/getServerInstanceList?responseFormatType=json",
    timestampMs: 1234567890123,
    signature: "FPsYYX8fuMAgi+cue3eACOW0dNtIwu1LYWfg/megA2M=",
  },
] as const;

/** What common mistakes would sign, and the right signature that it must not be. */
export const mistakes = [
  {
    name: "the query is left out",
    ...ours,
    method: "POST",
    target: hello,
    timestampMs: at,
    signature: "8+aAkmy52CGMzQ4rfNzUgSgj1dNGqsXulYsQQOciNZk=",
    right: vectors[0],
  },
  {
    name: "the query is put into another order",
    ...ours,
    method: "POST",
    target: `${hello}?timeout=60000&platform=vpc`,
    timestampMs: at,
    signature: "u2BRT199kKLTox28hUmGRLzDhxG8t+c/SC46vMVyD/U=",
    right: vectors[0],
  },
  {
    name: "the whole URL is signed",
    ...ours,
    method: "POST",
    target: `https://cloudfunctions.apigw.ntruss.com${vectors[0].target}`,
    timestampMs: at,
    signature: "cll02My0Y0IPH6T+pcWKtDEQWyrliKB2wJcDP+RZywg=",
    right: vectors[0],
  },
  {
    name: "an escaped value is signed unescaped",
    ...ours,
    method: "GET",
    target: `${listed}14:00:00`,
    timestampMs: at,
    signature: "TSyy7nSN+kTbMf4s+VNIAZ8wQKdcaEI2yCVu2Y/WeEI=",
    right: vectors[3],
  },
] as const;
