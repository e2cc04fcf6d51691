import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { startEmulator, type Emulator } from "../../src/emulator/index.ts";
import { commandPluginPath } from "../support/commandPluginPath.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { dummyKeys } from "../support/signedFetch.ts";
import { goodExamples, stackFilePage } from "../support/stackFileExamples.ts";

interface Example {
  readonly text: string;
  readonly name: string;
  /** Names of its config entries. */
  readonly config: readonly string[];
}

const corpus = fileURLToPath(new URL("../corpus/good/", import.meta.url));
// Results that the examples read; the result schema of db/migrate allows tables only.
const actions = {
  "": `exports.main = (params) => ({ ...params, orders: 3, token: "t-1" });\n`,
  "db/": `exports.main = () => ({ tables: ["users"] });\n`,
};
const values: Readonly<Record<string, string>> = {
  release: "-c release=7.1",
  dsn: "--secret dsn=postgres://orders",
  token: "--secret token=t-0",
  key: "--secret 'key=a private key'",
};
const plugin = commandPluginPath();
console.info(`command plugin: ${plugin.kind}`);

const all = goodExamples.map(readExample);
const [remote = [], local = []] = [true, false].map((isRemote) =>
  all.filter(({ text }) => text.includes("command:remote:") === isRemote),
);

let actionsDir: string;
let emulator: Emulator;
let opened: NcfFolder;
beforeAll(async () => {
  actionsDir = mkdtempSync(join(tmpdir(), "ncf-doc-actions-"));
  mkdirSync(join(actionsDir, "db"));
  for (const [, name = ""] of stackFilePage.matchAll(/actionName: ([a-z-]+)/g)) {
    for (const [place, code] of Object.entries(actions)) {
      writeFileSync(join(actionsDir, `${place}${name}.js`), code);
    }
  }
  // The check is healthy when it is greeted.
  writeFileSync(
    join(actionsDir, "hello.js"),
    "exports.main = (params) => ({ ...params, greeting: 'Hello' });\n",
  );
  writeFileSync(join(actionsDir, "create-tenant.js"), "exports.main = () => ({ id: 42 });\n");
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
});
afterAll(async () => {
  await emulator.close();
  rmSync(actionsDir, { recursive: true });
});
afterEach(() => opened.close());

/** The outputs of the examples, by name. */
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
  where: { stack: "organization/where/dev", folder: expect.stringContaining("ncf-cli-") },
  lists: { first: "users", shown: "users and orders" },
  files: { greeting: "good morning\n" },
  base64: { decoded: "hello" },
  invocation: { first: "users" },
  check: { calls: 2 },
  updates: { tenant: 42 },
  tenants: { acme: { tenant: "acme", orders: 3, token: "t-1" } },
};

it.each(local)("the example $name of the page about stack files runs", async (example) => {
  const { run, options } = await open(example);
  const up = await run(`ncf up . -s dev --yes ${options}`);
  expect(up).toMatchObject({ code: 0 });
  const { stdout } = await run("ncf outputs . -s dev --json --show-secrets");
  expect(JSON.parse(stdout)).toEqual(expected[example.name as keyof typeof expected] ?? {});
});

it.each(remote)("the example $name, which needs another machine, is previewed", async (example) => {
  const { run, options } = await open(example);
  const { code, stdout } = await run(`ncf preview . -s dev ${options}`);
  expect(code).toBe(0);
  expect(stdout.match(/^ {2}create /gm)).toHaveLength(1);
});

it("every kind of example is among them", () => {
  expect(remote).toHaveLength(1);
  expect(local.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(expected)));
  opened = { close: async () => {} } as NcfFolder;
});

/** Makes the files and programs that the page speaks of. */
async function open({ text, config }: Example) {
  opened = await openNcfFolder(text, { emulator });
  const { folder } = opened;
  for (const name of ["schemas", "texts"])
    cpSync(join(corpus, name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, "app"));
  writeFileSync(join(folder, "bin/make"), '#!/bin/sh\necho "made $1, $MODE"\n', { mode: 0o755 });
  const [adopted] = /import: (\S+)(?= \})/.exec(text) ?? [];
  if (adopted !== undefined) {
    const path = /import: (.*)\/\w+/.exec(adopted)?.[1] ?? "";
    const { stdout } = await opened.run(
      `ncf invoke ${path} --params '{}' --output record --select /activationId --endpoint ${emulator.url}`,
    );
    const run = `import: ${path}/${String(JSON.parse(stdout))}`;
    writeFileSync(join(folder, "stack.yaml"), text.replace(adopted, run));
  }
  const PATH = [plugin.folder, join(folder, "bin"), process.env["PATH"]].join(delimiter);
  return {
    options: config.flatMap((name) => values[name] ?? []).join(" "),
    run: (line: string) => opened.run(line, { PATH }),
  };
}

function readExample(text: string): Example {
  const { name, config = {} } = parse(text) as { name: string; config?: object };
  return { text, name, config: Object.keys(config) };
}
