import { EventEmitter, once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type Emulator } from "../../src/emulator/index.ts";
import { openNcfFolder } from "./openNcfFolder.ts";
import { processesBelow } from "./processesBelow.ts";
import {
  codeBlocks,
  inTestBucket,
  type Recipe,
  type RecipeJob,
  type RecipeStep,
  readStepOutputs,
} from "./recipes.ts";
import type { CommandEnd, RunningCommand } from "./runCommand.ts";
import type { S3Gateway } from "./s3Gateway.ts";
import { dummyKeys } from "./signedFetch.ts";

const action = `exports.main = ({ release, idempotencyKey }) => ({ tables: ["orders"], release, idempotencyKey });
`;

/** Variables that a page has set as secrets, or that its CI sets. */
type Variables = Readonly<Record<string, string | undefined>>;

/** A place where the jobs of a pipeline run, each on a machine of its own, with one emulator and one bucket. */
export interface RecipeRun {
  readonly emulator: Emulator;
  /** Directory of the journal in the bucket. */
  readonly journal: string;
  /** Runs a job to its end; rejects when a step fails. Returns what its steps wrote. */
  readonly runJob: (job: RecipeJob) => Promise<string>;
  /** Runs a job until a step has called the action, and kills all processes of the machine. The call stays in flight until then. */
  readonly runJobAndDie: (job: RecipeJob) => Promise<void>;
  /** Values of the secrets by the name of their variable. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Names of the packages that the steps installed. */
  readonly installed: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens such a place for one pipeline. */
export async function openRecipeRun(gateway: S3Gateway, recipe: Recipe): Promise<RecipeRun> {
  const root = mkdtempSync(join(tmpdir(), "ncf-recipe-"));
  const actionsDir = join(root, "actions");
  mkdirSync(join(actionsDir, "db"), { recursive: true });
  writeFileSync(join(actionsDir, "db", "migrate.js"), action);
  const passed = join(root, "passed");
  mkdirSync(passed);
  const emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
  const prefix = `recipe-${Math.trunc(performance.now())}`;
  const [stackFile = ""] = codeBlocks("README.md", "yaml");
  const installs = join(root, "installs");
  writeFileSync(installs, "");
  const closers: (() => Promise<void>)[] = [];

  const here = (text: string): string => inTestBucket(text, gateway, `${gateway.bucket}/${prefix}`);

  async function openMachine({ takes }: RecipeJob) {
    const machine = await openNcfFolder(stackFile, { emulator });
    closers.push(machine.close);
    const { folder } = machine;
    writeFileSync(join(folder, "Pulumi.prod.yaml"), `config:\n  ncf:endpoint: ${emulator.url}\n`);
    writeFileSync(join(folder, "VERSION"), "r42\n");
    writeFileSync(join(folder, "bin", "npm"), `#!/bin/sh\necho "$@" >> "${installs}"\n`);
    chmodSync(join(folder, "bin", "npm"), 0o755);
    if (takes && existsSync(join(passed, "plan.json"))) {
      copyFileSync(join(passed, "plan.json"), join(folder, "plan.json"));
    }
    const outputs: Record<string, Readonly<Record<string, string>>> = {};
    const start = (step: RecipeStep, at: number): RunningCommand => {
      const script = join(folder, `step-${at}`);
      writeFileSync(script, here(step.script));
      const env = Object.fromEntries(
        Object.entries(step.env).map(([name, value]) => [
          name,
          here(replaceSecrets(value, gateway, outputs)),
        ]),
      );
      const usual = {
        ...usualVariables(folder, at),
        GITHUB_ACTIONS: String(recipe.page === "github-actions.md"),
      };
      const outside = recipe.hasSecretsOutside ? secretValues(gateway) : {};
      const line = [...step.shell, script, ...(step.args ?? [])].join(" ");
      return machine.start(line, { ...usual, ...outside, ...env });
    };
    const ended = (step: RecipeStep, at: number, end: CommandEnd): CommandEnd => {
      if (step.id !== undefined) outputs[step.id] = readStepOutputs(join(folder, `output-${at}`));
      return end;
    };
    return { folder, start, ended };
  }

  return {
    emulator,
    journal: join(gateway.directory, prefix, "prod", ".ncf-journal", "orders", "prod"),
    secrets: secretValues(gateway),
    installed: () =>
      [...readFileSync(installs, "utf8").matchAll(/(\S+)@\d\S*/g)].map(([, name = ""]) => name),
    async runJob(job) {
      const { folder, start, ended } = await openMachine(job);
      let written = "";
      for (const [at, step] of job.steps.entries()) {
        const { code, stdout, stderr } = ended(step, at, await start(step, at).end);
        written += stdout + stderr;
        if (code !== 0) throw new Error(`${job.name}, ${step.name} ended with ${code}\n${stdout}${stderr}`);
      }
      for (const name of job.leaves) copyFileSync(join(folder, name), join(passed, name));
      for (const name of ["summary", "output"]) {
        for (const at of job.steps.keys()) {
          const path = join(folder, `${name}-${at}`);
          if (existsSync(path)) written += readFileSync(path, "utf8");
        }
      }
      return written;
    },
    async runJobAndDie(job) {
      const held = new EventEmitter();
      emulator.faults.add({
        on: "POST",
        fault: { kind: "hold", when: "afterRun", until: once(held, "release") },
      });
      const posted = emulator.ledger.whenPosted(emulator.ledger.posts.length + 1);
      const { folder, start } = await openMachine(job);
      for (const [at, step] of job.steps.entries()) {
        const running = start(step, at);
        if (
          (await Promise.race([running.end.then(() => "ended"), posted.then(() => "posted")])) === "ended"
        ) {
          const { code, stderr } = await running.end;
          if (code !== 0) throw new Error(`${job.name}, ${step.name} ended with ${code}\n${stderr}`);
          continue;
        }
        const { pid = 0 } = running.child;
        for (const one of [...processesBelow(pid).map((found) => found.pid), pid]) kill(one);
        await running.end;
        held.emit("release");
        rmSync(folder, { recursive: true, force: true });
        return;
      }
      throw new Error(`${job.name} made no call`);
    },
    async close() {
      for (const close of closers) await close();
      await emulator.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended meanwhile.
  }
}

/** What every CI has its own variables for, and what a machine has by itself. No credential is among them. */
function usualVariables(folder: string, at: number): Variables {
  return {
    NCLOUD_ACCESS_KEY: undefined,
    NCLOUD_SECRET_KEY: undefined,
    PULUMI_CONFIG_PASSPHRASE: undefined,
    NCF_JOURNAL: undefined,
    XDG_STATE_HOME: join(folder, "state-of-user"),
    CI: "true",
    GITHUB_SHA: "r42",
    GITHUB_OUTPUT: join(folder, `output-${at}`),
    GITHUB_STEP_SUMMARY: join(folder, `summary-${at}`),
    GITHUB_PATH: join(folder, "path"),
    RUNNER_TEMP: join(folder, "temp"),
    CI_COMMIT_SHA: "r42",
    GIT_COMMIT: "r42",
    WORKSPACE_TMP: join(folder, "temp"),
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

function secretValues(gateway: S3Gateway): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: gateway.env["AWS_ACCESS_KEY_ID"] as string,
    AWS_SECRET_ACCESS_KEY: gateway.env["AWS_SECRET_ACCESS_KEY"] as string,
    NCLOUD_ACCESS_KEY: dummyKeys.accessKey,
    NCLOUD_SECRET_KEY: dummyKeys.secretKey,
    PULUMI_CONFIG_PASSPHRASE: "recipe-passphrase",
  };
}

/** Names that the pages give the secrets, beside those of the variables. */
const secretNames: Readonly<Record<string, string>> = {
  BUCKET_ACCESS_KEY: "AWS_ACCESS_KEY_ID",
  BUCKET_SECRET_KEY: "AWS_SECRET_ACCESS_KEY",
  "orders-bucket-access-key": "AWS_ACCESS_KEY_ID",
  "orders-bucket-secret-key": "AWS_SECRET_ACCESS_KEY",
  "ncloud-access-key": "NCLOUD_ACCESS_KEY",
  "ncloud-secret-key": "NCLOUD_SECRET_KEY",
  "orders-passphrase": "PULUMI_CONFIG_PASSPHRASE",
};

/** Replaces the name of a secret, and GitHub's expressions, by the value. */
function replaceSecrets(
  value: string,
  gateway: S3Gateway,
  outputs: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
  const secrets = secretValues(gateway);
  const secretOf = (name: string): string | undefined => secrets[secretNames[name] ?? name];
  const [, secret] = /^\$\{\{ secrets\.(\w+) \}\}$/.exec(value) ?? [];
  const [, step = "", output = ""] = /^\$\{\{ steps\.(\w+)\.outputs\.([\w-]+) \}\}$/.exec(value) ?? [];
  if (step !== "") return outputs[step]?.[output] ?? `no output ${output}`;
  return secretOf(secret ?? value) ?? value;
}
