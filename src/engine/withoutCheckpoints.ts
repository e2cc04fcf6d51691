import type { Stack } from "@pulumi/pulumi/automation/index.js";

/**
 * Runs one operation of a stack with a state that is written once, at its end, and not around each step. What the engine knew is lost
 * when it is killed; what was called is in the journal all the same.
 */
export async function withoutCheckpoints<T>(
  { workspace }: { readonly workspace: Pick<Stack["workspace"], "envVars"> },
  operation: () => Promise<T>,
): Promise<T> {
  const { envVars } = workspace;
  // The workspace has no other way to set a variable for one operation.
  workspace.envVars = { ...envVars, PULUMI_SKIP_CHECKPOINTS: "true" };
  try {
    return await operation();
  } finally {
    workspace.envVars = envVars;
  }
}
