import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Command } from "./command.ts";
import { contestantEnvironment, type Deployment, type DeploymentOptions } from "./deployment.ts";
import { callTarget, parallel } from "./settings.ts";

/** Returns why Terraform cannot take part on this machine; `undefined` where it can. */
export async function terraformAbsence(): Promise<string | undefined> {
  for (const program of ["terraform", "curl"]) {
    try {
      await promisify(execFile)(program, ["--version"], { env: environment("/dev/null") });
    } catch {
      return `no ${program} on PATH`;
    }
  }
  return undefined;
}

/** Terraform in a new directory: one `terraform_data` for each resource, whose `local-exec` runs `curl` once, not signed. */
export function terraformContestant({ folder, origin, shape }: DeploymentOptions): Deployment {
  const settings = join(folder, "empty.tfrc");
  const command = (...args: readonly string[]): Command => ({
    program: "terraform",
    args: [...args, "-input=false", "-no-color"],
    cwd: folder,
    env: environment(settings),
  });
  const apply = command("apply", "-auto-approve", `-parallelism=${parallel}`);
  return {
    write() {
      mkdirSync(folder, { recursive: true });
      writeFileSync(settings, "");
      writeFileSync(join(folder, "main.tf"), configuration(origin, shape.count));
    },
    init: command("init"),
    commands: { preview: command("plan", `-parallelism=${parallel}`), up: apply, again: apply },
  };
}

function configuration(origin: string, count: number): string {
  return `resource "terraform_data" "migrate" {
  count            = ${count}
  triggers_replace = { version = "2026-11", number = count.index }
  provisioner "local-exec" {
    command = "curl -fsS -o /dev/null -H 'content-type: application/json' -d '\${jsonencode(self.triggers_replace)}' '${origin}${callTarget}'"
  }
}
`;
}

function environment(settings: string): NodeJS.ProcessEnv {
  return contestantEnvironment({
    CHECKPOINT_DISABLE: "1",
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: "1",
  });
}
