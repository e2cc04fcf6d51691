import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "./command.ts";
import {
  contestantEnvironment,
  type Deployment,
  type DeploymentOptions,
  type DeploymentShape,
} from "./deployment.ts";
import { benchKeys, parallel, stackName } from "./settings.ts";

/** The built command line of `ncf`. */
export const ncf = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** `ncf` on a new stack, with the defaults of a new user: state beside the stack file, a journal. */
export function ncfContestant({ folder, origin, shape }: DeploymentOptions): Deployment {
  const env = contestantEnvironment({
    NCLOUD_ACCESS_KEY: benchKeys.accessKey,
    NCLOUD_SECRET_KEY: benchKeys.secretKey,
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_HOME: join(folder, "home"),
  });
  const options = ["stack.yaml", "--stack", stackName, "--config", `ncf:endpoint=${origin}`];
  const command = (operation: string, ...args: readonly string[]): Command => ({
    program: process.execPath,
    args: [ncf, operation, ...options, ...args],
    cwd: folder,
    env,
  });
  const up = command("up", "--yes", "--parallel", `${parallel}`);
  return {
    write() {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "stack.yaml"), stackFileText(shape));
    },
    init: command("preview"),
    first: up,
    commands: { preview: command("preview"), up, again: up },
    stateFile: join(folder, ".ncf", "state", ".pulumi", "stacks", stackName, `${stackName}.json`),
  };
}

/** Returns the stack file of a deployment. */
export function stackFileText({ count, isEach = false, hasSchema = false }: DeploymentShape): string {
  const resource = (name: string, number: string, each = ""): string =>
    [
      `  ${name}:`,
      "    type: ncf:ActionInvocation",
      ...(each === "" ? [] : [`    each: ${each}`]),
      "    properties:",
      "      packageName: db",
      "      actionName: migrate",
      `      params: { version: 2026-11, number: ${number} }`,
      ...(hasSchema ? [`      paramsSchema: ${JSON.stringify(paramsSchema)}`] : []),
    ].join("\n");
  const numbers = Array.from({ length: count }, (_, number) => number);
  if (!isEach) {
    const resources = numbers.map((number) => resource(`migrate-${number}`, `${number}`));
    return [`name: ${stackName}`, "resources:", ...resources, ""].join("\n");
  }
  const items = numbers.map((number) => `    n${number}: ${number}`);
  return [
    `name: ${stackName}`,
    "variables:",
    "  numbers:",
    ...items,
    "resources:",
    resource("migrate", '"${each.value}"', "${numbers}"),
    "",
  ].join("\n");
}

const paramsSchema = {
  type: "object",
  required: ["version"],
  properties: { version: { type: "string" }, number: { type: "integer", minimum: 0 } },
  additionalProperties: false,
};
