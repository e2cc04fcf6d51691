/** Loads the AWS SDK, an optional peer dependency. Suppresses its warning about future Node versions. */
export async function loadS3Sdk(): Promise<typeof import("@aws-sdk/client-s3")> {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return import("@aws-sdk/client-s3");
}
