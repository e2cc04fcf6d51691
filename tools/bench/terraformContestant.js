import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Why there can be no Terraform contestant here, or `undefined`.
 * @returns {Promise<string | undefined>}
 */
export async function terraformAbsence() {
  for (const program of ["terraform", "curl"]) {
    try {
      await run(program, ["--version"], { env: environment("/dev/null") });
    } catch {
      return `there is no ${program} on PATH`;
    }
  }
  return undefined;
}

/**
 * A new Terraform folder with so many `terraform_data`, each of which runs `curl` once by `local-exec`.
 * @param {{ origin: string, folder: string, count: number, parallel: number }} options `folder` is new
 * @returns {Promise<import("./measureDeployments.js").Contestant>}
 */
export async function terraformContestant({ origin, folder, count, parallel }) {
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, "empty.tfrc");
  writeFileSync(settings, "");
  writeFileSync(join(folder, "main.tf"), configuration(origin, count));
  const terraform = (...words) =>
    run("terraform", words, { cwd: folder, env: environment(settings), maxBuffer: 2 ** 28 });
  await terraform("init", "-input=false");
  const apply = async (changes) => {
    const { stdout } = await terraform(
      "apply",
      "-auto-approve",
      "-input=false",
      "-no-color",
      `-parallelism=${parallel}`,
    );
    if (!stdout.includes(changes)) throw new Error(`terraform did not say ${changes}`);
  };
  return {
    preview: () => terraform("plan", "-input=false", `-parallelism=${parallel}`),
    create: () => apply(`${count} added`),
    again: () => apply("0 added, 0 changed, 0 destroyed"),
  };
}

function configuration(origin, count) {
  const url = `${origin}/api/v2/packages/db/actions/migrate?platform=classic&timeout=60000`;
  return `resource "terraform_data" "migrate" {
  count            = ${count}
  triggers_replace = { version = "2026-11", number = count.index }
  provisioner "local-exec" {
    command = "curl -fsS -o /dev/null -H 'content-type: application/json' -d '\${jsonencode(self.triggers_replace)}' '${url}'"
  }
}
`;
}

function environment(settings) {
  return { ...process.env, TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
}
