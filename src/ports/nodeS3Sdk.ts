/**
 * Loads the AWS SDK, an optional peer of this package. The SDK reads its settings from the environment of the process alone, so variables
 * `AWS_…` that only the command has, as those of a file, are set there.
 * @param env - Variables of the command.
 */
export async function loadS3Sdk(
  env: Readonly<Record<string, string | undefined>>,
): Promise<typeof import("@aws-sdk/client-s3")> {
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith("AWS_") && value !== undefined) process.env[name] ??= value;
  }
  // Its warning about the next Node versions is no matter of a deployment.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return import("@aws-sdk/client-s3");
}
