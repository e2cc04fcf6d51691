/**
 * Loads the AWS SDK, an optional peer dependency. The SDK reads settings only from the environment
 * of the process, so `AWS_…` variables that only the command has, such as those from a file, are
 * set there.
 * @param env - Environment variables of the command.
 */
export async function loadS3Sdk(
  env: Readonly<Record<string, string | undefined>>,
): Promise<typeof import("@aws-sdk/client-s3")> {
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith("AWS_") && value !== undefined) process.env[name] ??= value;
  }
  // Suppresses the SDK's warning about future Node versions.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return import("@aws-sdk/client-s3");
}
