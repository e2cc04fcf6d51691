/** The key pair of the emulators: it opens nothing else. */
export const keys = {
  accessKey: "ncp_iam_DUMMYACCESSKEY01",
  secretKey: "ncp_iam_DUMMYSECRETKEY0123456789abcdef",
};
