import { createRequire } from "node:module";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation/index.js";
import type { StackOptions } from "./StackOptions.ts";

/** Opens a stack of an inline program, or makes it, on the real engine. No language host is needed. */
export async function openStack(options: StackOptions): Promise<Stack> {
  const { engine, project, stack, backendUrl, pulumiHome, program, env = {}, config = {} } = options;
  // The dynamic provider starts here: both the SDK and this package must resolve from it.
  const main = fileURLToPath(new URL("../..", import.meta.url));
  const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  const opened = await LocalWorkspace.createOrSelectStack(
    { stackName: stack, projectName: project, program },
    {
      pulumiHome,
      pulumiCommand: await PulumiCommand.get({ root: dirname(dirname(engine.path)) }),
      projectSettings: { name: project, runtime: "nodejs", main, backend: { url: backendUrl } },
      envVars: {
        // `pulumi-resource-pulumi-nodejs`, the host of dynamic providers, lies in the SDK's folder.
        PATH: [sdk, process.env["PATH"]].join(delimiter),
        PULUMI_BACKEND_URL: backendUrl,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        ...env,
      },
    },
  );
  const entries = Object.entries(config).map(([key, { value, isSecret = false }]) => [
    key,
    { value, secret: isSecret },
  ]);
  if (entries.length > 0) await opened.setAllConfig(Object.fromEntries(entries));
  return opened;
}
