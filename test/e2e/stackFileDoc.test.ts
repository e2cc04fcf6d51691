import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parse } from "yaml";
import { stackProgram } from "../../src/pulumi/stackProgram.ts";
import { commandPluginPath } from "../support/commandPluginPath.ts";
import { openTestStack, type TestStack } from "../support/openTestStack.ts";
import { goodExamples, stackFilePage } from "../support/stackFileExamples.ts";

interface Example {
  readonly text: string;
  readonly name: string;
  readonly resources: readonly string[];
}

const corpus = fileURLToPath(new URL("../corpus/good/", import.meta.url));
// What the examples ask results for; the result schema of db/migrate allows tables only.
const answers = {
  "": `exports.main = (params) => ({ ...params, orders: 3, token: "t-1" });\n`,
  "db/": `exports.main = () => ({ tables: ["users"] });\n`,
};
/** What the examples give, by name. */
const expected = {
  orders: { tables: ["users"] },
  settings: { first: "users", cpu: 2 },
  variables: { team: "orders" },
  outputs: { orders: 3, call: expect.stringMatching(/^[0-9a-f]{32}$/), token: "t-1" },
  expressions: {
    whole: ["admin", "dev"],
    item: "admin",
    key: "example.com",
    text: "hello kim",
    escaped: "write ${user.name} to say hello",
  },
  where: { stack: "organization/e2e/test", folder: process.cwd() },
  lists: { first: "users", shown: "users and orders" },
  files: { greeting: "good morning\n" },
  base64: { decoded: "hello" },
  invocation: { first: "users" },
  tenants: { acme: { tenant: "acme", orders: 3, token: "t-1" } },
};

const plugin = commandPluginPath();
console.info(`command plugin: ${plugin.kind}`);
const all = goodExamples.map(readExample);
const [remote = [], local = []] = [true, false].map((isRemote) =>
  all.filter(({ text }) => text.includes("command:remote:") === isRemote),
);

let folder: string;
let opened: TestStack;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ncf-stack-file-"));
});
afterEach(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(some: readonly Example[]): Promise<TestStack> {
  layOut();
  opened = await openTestStack({
    program: () => runAll(some),
    emulator: { actionsDir: join(folder, "actions") },
    env: { PATH: [plugin.folder, join(folder, "bin"), process.env["PATH"]].join(delimiter) },
    config: {
      "e2e:release": { value: "7.1" },
      "e2e:dsn": { value: "postgres://orders", isSecret: true },
      "e2e:token": { value: "t-0", isSecret: true },
      "e2e:key": { value: "a private key", isSecret: true },
    },
  });
  return opened;
}

// Examples that have no resource's name in common run together, so that the engine is started a few times only.
it.each(inBatches(local).map((batch) => ({ batch, names: batch.map(({ name }) => name).join(", ") })))(
  "runs the examples $names of the page about stack files",
  async ({ batch }) => {
    const { stack, run } = await open(batch);
    const { outputs } = await run((handles) => stack.up(handles));
    expect(Object.keys(outputs).sort()).toEqual(batch.map(({ name }) => name).sort());
    const values = Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]);
    const due = batch.map(({ name }) => [name, expected[name as keyof typeof expected] ?? {}]);
    expect(Object.fromEntries(values)).toEqual(Object.fromEntries(due));
  },
);

it("previews the example that needs another machine", async () => {
  expect(remote).toHaveLength(1);
  const { stack, run } = await open(remote);
  const { changeSummary } = await run((handles) => stack.preview(handles));
  expect(changeSummary).toEqual({ create: 2 });
});

/** The files, actions and programs that the page speaks of. */
function layOut(): void {
  for (const name of ["schemas", "texts"])
    cpSync(join(corpus, name), join(folder, name), { recursive: true });
  for (const name of ["app", "bin", "actions/db"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "bin/make"), '#!/bin/sh\necho "made $1, $MODE"\n', { mode: 0o755 });
  for (const [, name = ""] of stackFilePage.matchAll(/actionName: ([a-z-]+)/g)) {
    for (const [place, answer] of Object.entries(answers)) {
      writeFileSync(join(folder, "actions", `${place}${name}.js`), answer);
    }
  }
}

function readExample(text: string): Example {
  const { name, resources = {} } = parse(text) as { name: string; resources?: object };
  return { text, name, resources: Object.keys(resources) };
}

/** Puts together what has no resource's name in common, so that the engine runs a few times only. */
function inBatches(examples: readonly Example[]): readonly (readonly Example[])[] {
  const batches: Example[][] = [];
  for (const example of examples) {
    const free = batches.find((batch) =>
      batch.every(({ resources }) => !resources.some((name) => example.resources.includes(name))),
    );
    if (free === undefined) batches.push([example]);
    else free.push(example);
  }
  return batches;
}

async function runAll(examples: readonly Example[]): ReturnType<PulumiFn> {
  const outputs: Record<string, unknown> = {};
  for (const { name, text } of examples) {
    outputs[name] = await stackProgram({ text, path: join(folder, "stack.yaml") })();
  }
  return outputs;
}
