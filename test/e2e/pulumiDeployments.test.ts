import { EventEmitter, once } from "node:events";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startEmulator, type Emulator } from "../../src/emulator/index.ts";
import { findEngine } from "../../src/engine/install/findEngine.ts";
import { nodeEnginePorts } from "../../src/engine/install/nodeEnginePorts.ts";
import { engineEnvironment } from "../support/engineEnvironment.ts";
import { languageHostPath } from "../support/languageHostPath.ts";
import { moveToAnotherMachine } from "../support/moveToAnotherMachine.ts";
import { processesBelow } from "../support/processesBelow.ts";
import { codeBlocks, inTestBucket } from "../support/recipes.ts";
import { runCommand, type RunningCommand } from "../support/runCommand.ts";
import { type S3Gateway, startS3Gateway } from "../support/s3Gateway.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const [projectFile = ""] = codeBlocks("pulumi-deployments.md", "yaml");
const [settings = ""] = codeBlocks("pulumi-deployments.md", "json");
const [stackFile = ""] = codeBlocks("README.md", "yaml");
const { operationContext } = JSON.parse(settings) as {
  readonly operationContext: {
    readonly preRunCommands: readonly string[];
    readonly environmentVariables: Readonly<Record<string, string | { readonly secret: string }>>;
  };
};

let gateway: S3Gateway;
let emulator: Emulator;
let root: string;
beforeAll(async () => {
  gateway = await startS3Gateway();
  root = mkdtempSync(join(tmpdir(), "ncf-deployments-"));
  mkdirSync(join(root, "actions", "db"), { recursive: true });
  const action = "exports.main = ({ release, idempotencyKey }) => ({ tables: [release], idempotencyKey });\n";
  writeFileSync(join(root, "actions", "db", "migrate.js"), action);
  emulator = await startEmulator({ actionsDir: join(root, "actions"), credentials: dummyKeys });
});
afterAll(async () => {
  await emulator.close();
  await gateway.stop();
  rmSync(root, { recursive: true, force: true });
});

function here(text: string): string {
  return inTestBucket(text, gateway, gateway.bucket);
}

/** A machine of Pulumi Deployments with the project's source: it has nothing else in common with another one. */
async function openRunner(name: string) {
  const folder = join(root, name);
  const modules = join(folder, "node_modules");
  const installed = join(modules, "pulumi-ncloud-functions");
  mkdirSync(installed, { recursive: true });
  for (const one of readdirSync(join(repository, "node_modules"))) {
    if (one !== ".bin") symlinkSync(join(repository, "node_modules", one), join(modules, one));
  }
  for (const one of ["bin", "dist", "package.json"]) {
    cpSync(join(repository, one), join(installed, one), { recursive: true });
  }
  mkdirSync(join(modules, ".bin"));
  writeFileSync(
    join(modules, ".bin", "ncf"),
    `#!/bin/sh\nexec "${process.execPath}" "${join(installed, "dist/cli/main.js")}" "$@"\n`,
  );
  chmodSync(join(modules, ".bin", "ncf"), 0o755);
  const tools = join(folder, "tools");
  mkdirSync(tools);
  // The dependencies are there.
  writeFileSync(join(tools, "npm"), '#!/bin/sh\n[ "$*" = ci ]\n');
  chmodSync(join(tools, "npm"), 0o755);
  mkdirSync(join(folder, "stacks"));
  writeFileSync(join(folder, "stacks", "prod.yaml"), stackFile);
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  writeFileSync(join(folder, "Pulumi.yaml"), projectFile);
  writeFileSync(
    join(folder, "Pulumi.prod.yaml"),
    `config:\n  ncf:endpoint: ${emulator.url}\n  orders:release: r42\n`,
  );
  const engine = await findEngine({ ports: nodeEnginePorts() });
  console.info(`language host: ${languageHostPath(engine.path).kind}`);
  const usual = engineEnvironment(folder, engine.path);
  const secrets: Readonly<Record<string, string>> = {
    BUCKET_ACCESS_KEY: gateway.env["AWS_ACCESS_KEY_ID"] as string,
    BUCKET_SECRET_KEY: gateway.env["AWS_SECRET_ACCESS_KEY"] as string,
    NCLOUD_ACCESS_KEY: dummyKeys.accessKey,
    NCLOUD_SECRET_KEY: dummyKeys.secretKey,
  };
  const fromPage = Object.entries(operationContext.environmentVariables).map(([variable, value]) => [
    variable,
    typeof value === "string" ? here(value) : secrets[value.secret],
  ]);
  const env = {
    ...process.env,
    ...usual,
    PATH: [tools, usual["PATH"]].join(delimiter),
    // Instead of Pulumi Cloud.
    PULUMI_BACKEND_URL: here(
      "s3://orders-state/state?endpoint=https://kr.object.ncloudstorage.com&region=kr-standard&use_path_style=true",
    ),
    XDG_STATE_HOME: join(folder, "state-of-user"),
    AWS_EC2_METADATA_DISABLED: "true",
    ...(Object.fromEntries(fromPage) as Record<string, string>),
  };
  const start = (line: string): RunningCommand => runCommand(line, { cwd: folder, env });
  return { start, pulumi: (words: string) => start(`${engine.path} ${words} --non-interactive`) };
}

it("one run, when a runner dies during the call and another one goes on with the journal in the bucket", async () => {
  const first = await openRunner("first");
  for (const command of operationContext.preRunCommands) {
    expect(await first.start(command).end).toMatchObject({ code: 0 });
  }
  expect(await first.pulumi("stack init prod").end).toMatchObject({ code: 0 });
  const held = new EventEmitter();
  emulator.faults.add({
    on: "POST",
    fault: { kind: "hold", when: "afterRun", until: once(held, "release") },
  });
  const up = first.pulumi("up --yes --skip-preview --stack prod");
  await emulator.ledger.whenPosted(1);
  const { pid = 0 } = up.child;
  for (const one of [...processesBelow(pid).map((found) => found.pid), pid]) process.kill(one, "SIGKILL");
  await up.end;
  held.emit("release");
  moveToAnotherMachine(join(gateway.directory, "journal", "orders", "prod"), 6000);

  const second = await openRunner("second");
  expect(await second.pulumi("cancel prod --yes").end).toMatchObject({ code: 0 });
  expect(await second.pulumi("up --yes --skip-preview --stack prod").end).toMatchObject({ code: 0 });
  const { stdout } = await second.pulumi("stack output --json --stack prod").end;
  expect(JSON.parse(stdout)).toEqual({ tables: ["r42"] });
  expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([1, 1]);
  expect(await second.pulumi("up --yes --skip-preview --expect-no-changes --stack prod").end).toMatchObject({
    code: 0,
  });
});
