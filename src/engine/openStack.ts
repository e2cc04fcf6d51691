import { createRequire } from "node:module";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import {
  LocalWorkspace,
  PulumiCommand,
  StackNotFoundError,
  type Stack,
  type StackSettings,
} from "@pulumi/pulumi/automation/index.js";
import { NcfError } from "../diagnostics/ncfError.ts";
import { engineError } from "./engineError.ts";
import type { StackOptions } from "./stackOptions.ts";

/**
 * Opens a stack of an inline program, or makes it, on the real engine. No language host is needed.
 * @throws NcfError NCF_STACK_MISSING when it is not there and must not be made; otherwise with what the engine said
 */
export async function openStack(options: StackOptions): Promise<Stack> {
  const { engine, project, stack, backendUrl, pulumiHome, program, env = {}, canMake = true } = options;
  const { PATH = process.env["PATH"] } = env;
  // Plugins start here: both the SDK and this package must resolve from it, and the folders of commands are relative to it.
  const main = fileURLToPath(new URL("../pulumi", import.meta.url));
  const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  const open = canMake ? "createOrSelectStack" : "selectStack";
  try {
    const opened = await LocalWorkspace[open](
      { stackName: stack, projectName: project, program },
      {
        workDir: options.workDir,
        pulumiHome,
        pulumiCommand: await PulumiCommand.get({ root: dirname(dirname(engine.path)) }),
        projectSettings: { name: project, runtime: "nodejs", main, backend: { url: backendUrl } },
        stackSettings: { [stack]: openSettings(options) },
        envVars: {
          PULUMI_BACKEND_URL: backendUrl,
          PULUMI_SKIP_UPDATE_CHECK: "true",
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
          ...env,
          // `pulumi-resource-pulumi-nodejs`, the host of dynamic providers, lies in the SDK's folder.
          PATH: [sdk, PATH].join(delimiter),
        },
      },
    );
    const secrets = Object.entries(options.config ?? {}).filter(([, { isSecret }]) => isSecret === true);
    if (secrets.length > 0) {
      const values = secrets.map(([key, { value }]) => [key, { value, secret: true }]);
      await opened.setAllConfig(Object.fromEntries(values));
    }
    return opened;
  } catch (error) {
    if (!(error instanceof StackNotFoundError)) throw engineError([], error);
    throw new NcfError("NCF_STACK_MISSING", {
      reason: `there is no stack ${stack} of ${project} in ${backendUrl}`,
    });
  }
}

/** The settings with the config that is not secret, which the engine need not be asked to write. */
function openSettings({ settings, config = {} }: StackOptions): StackSettings {
  const plain = Object.entries(config).filter(([, { isSecret }]) => isSecret !== true);
  return {
    ...settings,
    config: { ...settings?.config, ...Object.fromEntries(plain.map(([key, { value }]) => [key, value])) },
  };
}
