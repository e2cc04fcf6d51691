import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Command } from "./command.ts";
import { contestantEnvironment, type Deployment, type DeploymentOptions } from "./deployment.ts";
import { stackName } from "./settings.ts";

const floor = fileURLToPath(new URL("floor.js", import.meta.url));

/** The floor on a new stack: file backend, passphrase, the state saved once at the end. */
export function floorContestant({ folder, origin, pulumi, shape }: DeploymentOptions): Deployment {
  const state = join(folder, "state");
  const env = contestantEnvironment({
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_HOME: join(folder, "home"),
    PULUMI_SKIP_CHECKPOINTS: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  });
  const command = (program: string, ...args: readonly string[]): Command => ({
    program,
    args,
    cwd: folder,
    env,
  });
  const step = (operation: string): Command =>
    command(process.execPath, floor, operation, pulumi, `${shape.count}`, origin);
  const up = [process.execPath, floor, `${shape.count}`, origin];
  return {
    write() {
      mkdirSync(state, { recursive: true });
      writeFileSync(join(folder, "Pulumi.yaml"), `name: ${stackName}\nruntime: nodejs\n`);
    },
    init: command(pulumi, "stack", "init", stackName),
    first: command(
      "sh",
      "-c",
      '"$1" stack init "$2" && "$3" "$4" up "$1" "$5" "$6"',
      "sh",
      pulumi,
      stackName,
      ...up,
    ),
    commands: { preview: step("preview"), up: step("up"), again: step("up") },
    stateFile: join(state, ".pulumi", "stacks", stackName, `${stackName}.json`),
  };
}
