import { EventEmitter, once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { moveToAnotherMachine } from "../support/moveToAnotherMachine.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { type S3Gateway, startS3Gateway } from "../support/s3Gateway.ts";

let gateway: S3Gateway;
let share: string;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  gateway = await startS3Gateway();
  share = mkdtempSync(join(tmpdir(), "ncf-share-"));
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(async () => {
  await gateway.stop();
  rmSync(share, { recursive: true, force: true });
});

const stackFile = `name: orders
resources:
  one:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { a: 1 }, idempotencyParam: idempotencyKey }
outputs:
  id: \${one.activationId}
`;

const backends = [
  {
    name: "a shared directory",
    open: () => {
      const directory = mkdtempSync(join(share, "state-"));
      return { url: pathToFileURL(directory).href, directory, env: {} };
    },
  },
  {
    name: "a bucket",
    open: () => {
      const prefix = `runs-${Math.trunc(performance.now())}`;
      const query = `endpoint=${gateway.endpoint}&region=us-east-1&s3ForcePathStyle=true&awssdk=v2`;
      const url = `s3://${gateway.bucket}/${prefix}?${query}`;
      return { url, directory: join(gateway.directory, prefix), env: gateway.env };
    },
  },
] as const;

describe.each(backends)("state and journal in $name", ({ open }) => {
  /** A runner of its own: nothing in common with another one but the backend and the service. */
  async function openRunner(beside?: NcfFolder): Promise<NcfFolder> {
    const runner = await openNcfFolder(stackFile, beside === undefined ? {} : { emulator: beside.emulator });
    closers.push(runner.close);
    mkdirSync(join(runner.folder, "home-of-user"));
    return runner;
  }

  function envOf(runner: NcfFolder, backend: ReturnType<typeof open>): Record<string, string | undefined> {
    return {
      ...backend.env,
      NCF_JOURNAL: undefined,
      PULUMI_BACKEND_URL: backend.url,
      XDG_STATE_HOME: join(runner.folder, "state-of-user"),
    };
  }

  it("one run, when a runner dies during the call and another one goes on", async () => {
    const backend = open();
    const first = await openRunner();
    const { emulator } = first;
    const held = new EventEmitter();
    emulator.faults.add({
      on: "POST",
      fault: { kind: "hold", when: "afterRun", until: once(held, "release") },
    });
    const up = first.start("ncf up stack.yaml --stack dev --yes", envOf(first, backend));
    await emulator.ledger.whenPosted(1);
    up.child.kill("SIGKILL");
    await up.end;
    held.emit("release");
    moveToAnotherMachine(join(backend.directory, ".ncf-journal", "orders", "dev"));

    const second = await openRunner(first);
    const env = envOf(second, backend);
    expect(await second.run("ncf cancel stack.yaml --stack dev", env)).toMatchObject({ code: 0 });
    const calls = await second.run("ncf resolve --project orders --stack dev", env);
    expect(calls).toMatchObject({ code: 0, stdout: expect.stringContaining("one, generation 1") });
    const end = await second.run("ncf up stack.yaml --stack dev --yes", env);
    expect(end).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(emulator.ledger.runs[0]?.activationId ?? "?"),
    });
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([1, 1]);
    expect((await second.run("ncf up stack.yaml --stack dev --yes", env)).code).toBe(0);
    expect(emulator.ledger.posts.length).toBe(1);
  });

  it("up --verbose names the journal, and resolve finds the same one", async () => {
    const backend = open();
    const runner = await openRunner();
    const env = envOf(runner, backend);
    const end = await runner.run("ncf up stack.yaml --stack dev --yes --verbose", env);
    const [, named, why] = /^journal: (\S+) \((.+)\)$/m.exec(end.stderr) ?? [];
    expect([end.code, why]).toEqual([0, expect.stringMatching(/^beside the state, since the backend is a /)]);
    const found = await runner.run("ncf resolve --file stack.yaml --stack dev --json", env);
    expect(JSON.parse(found.stdout)).toEqual({ journal: named, calls: [] });

    const elsewhere = { ...env, NCF_JOURNAL: join(runner.folder, "chosen.jsonl") };
    const chosen = await runner.run("ncf up stack.yaml --stack dev --yes --verbose --rerun one", elsewhere);
    expect(chosen).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`\njournal: ${elsewhere.NCF_JOURNAL} (NCF_JOURNAL)\n`),
    });
    const also = await runner.run("ncf resolve --file stack.yaml --stack dev --json", elsewhere);
    expect(JSON.parse(also.stdout)).toEqual({ journal: elsewhere.NCF_JOURNAL, calls: [] });
  });

  it("one run of each, when a runner dies after a call ended and before the state is saved", async () => {
    const backend = open();
    const first = await openRunner();
    const { emulator } = first;
    const chain = `${stackFile.slice(0, stackFile.indexOf("outputs:"))}  two:
    type: ncf:ActionInvocation
    properties: { actionName: hello, params: { after: "\${one.activationId}" }, waitFor: 1s }
`;
    writeFileSync(join(first.folder, "stack.yaml"), chain);
    const held = new EventEmitter();
    const fault = { kind: "hold", when: "beforeRun", until: once(held, "release") } as const;
    emulator.faults.add({ on: "POST", actionName: "hello", fault });
    const up = first.start("ncf up stack.yaml --stack dev --yes", envOf(first, backend));
    await emulator.ledger.whenPosted(2);
    up.child.kill("SIGKILL");
    await up.end;
    held.emit("release");
    moveToAnotherMachine(join(backend.directory, ".ncf-journal", "orders", "dev"));

    const second = await openRunner(first);
    writeFileSync(join(second.folder, "stack.yaml"), chain);
    const env = envOf(second, backend);
    expect(await second.run("ncf cancel stack.yaml --stack dev", env)).toMatchObject({ code: 0 });
    const end = await second.run("ncf up stack.yaml --stack dev --yes", env);
    // The action of the second call shows no key.
    expect(end).toMatchObject({ code: 5, stderr: expect.stringContaining("two: NCF_OUTCOME_UNKNOWN") });
    expect(emulator.ledger.posts.map(({ actionName }) => actionName)).toEqual(["echo", "hello"]);
  });

  it("Pulumi lists, exports and removes its stacks beside the journal", async () => {
    const backend = open();
    const runner = await openRunner();
    const env = envOf(runner, backend);
    expect(await runner.run("ncf up stack.yaml --stack dev --yes", env)).toMatchObject({ code: 0 });
    expect(readdirSync(backend.directory).sort()).toEqual([".ncf-journal", ".pulumi"]);
    const { findEngine } = await import("../../src/engine/install/findEngine.ts");
    const { nodeEnginePorts } = await import("../../src/engine/install/nodeEnginePorts.ts");
    const { path } = await findEngine({ ports: nodeEnginePorts() });
    const pulumi = (words: string) => runner.run(`${path} ${words} --non-interactive`, env);
    writeFileSync(join(runner.folder, "Pulumi.yaml"), "name: orders\nruntime: yaml\n");
    const listed = await pulumi("stack ls --all --json");
    expect(listed).toMatchObject({ code: 0, stderr: "" });
    expect((JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name)).toEqual(["dev"]);
    expect(await pulumi("stack export --stack dev")).toMatchObject({ code: 0, stderr: "" });
    expect(await runner.run("ncf destroy stack.yaml --stack dev --yes", env)).toMatchObject({ code: 0 });
    expect(await pulumi("stack rm dev --yes")).toMatchObject({ code: 0 });
  });
});
