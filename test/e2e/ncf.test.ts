import { EventEmitter, once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { enginesBelow } from "../support/enginesBelow.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { processesBelow } from "../support/processesBelow.ts";
import { dummyKeys } from "../support/signedFetch.ts";
import { textBelow } from "../support/textBelow.ts";

let test: NcfFolder;
afterEach(() => test.close());

const canary = "canary-58c1e0";
const stackFile = `name: orders
config:
  release: { type: string, default: "2026-11" }
  dsn: { type: string, secret: true, default: none }
resources:
  migrate:
    type: ncf:ActionInvocation
    properties:
      actionName: echo
      params: { version: "\${release}", dsn: "\${dsn}" }
  warm:
    type: ncf:ActionInvocation
    properties:
      actionName: hello
      params: { name: "\${release}" }
    options: { dependsOn: ["\${migrate}"] }
outputs:
  greeting: \${warm.result.greeting}
  dsn: \${migrate.result.dsn}
`;

it("the example in the help of every command does what the help says", async () => {
  test = await openNcfFolder(stackFile);
  const { run, start, emulator } = test;
  const exampleOf = async (name: string): Promise<string> => {
    const { stdout } = await run(`ncf ${name} --help`);
    return /\nExample:\n {2}(.*)\n/.exec(stdout)?.[1] as string;
  };
  const runExample = async (name: string): Promise<string> => {
    const end = await run(await exampleOf(name));
    expect(end).toMatchObject({ code: 0 });
    return end.stdout;
  };
  expect(await runExample("validate")).toBe("stack.yaml: no mistakes, 2 resources\n");
  await runExample("schema");
  await runExample("init");
  await runExample("completion");
  expect(textBelow(test.folder)).toContain('"title": "Stack file of pulumi-ncloud-functions"');
  expect(await runExample("preview")).toBe(`orders/dev: 2 calls
calls go to ${emulator.url} (site public, region KR, platform classic, API v2.0)
account ${dummyKeys.accessKey.slice(0, 4)}…${dummyKeys.accessKey.slice(-4)}, from the environment (NCLOUD_ACCESS_KEY)
  call  migrate  -/echo   new  {"version":"2026-11","dsn":"[secret]"}
  call  warm     -/hello  new  {"name":"2026-11"}
`);
  expect(await runExample("graph")).toContain("n0 --> n1\n");
  expect(emulator.ledger.posts).toHaveLength(0);
  const up = await runExample("up");
  expect(up.replaceAll(/in \d+\.\d s/g, "in N s")).toBe(`migrate: calling -/echo
migrate: done in N s
warm: calling -/hello
warm: done in N s
greeting = hello 2026-12
dsn = [secret]
2 called, 0 failed in N s
`);
  expect(await runExample("outputs")).toBe('{"greeting":"hello 2026-12","dsn":{"$secret":true}}\n');
  await runExample("report");
  expect(readFileSync(join(test.folder, "report.html"), "utf8")).toContain("Both resources succeeded");
  expect(await runExample("resolve")).toContain("migrate, generation 1: it succeeded as activation ");
  await runExample("refresh");
  expect(await runExample("cancel")).toBe("The stack had no lock.\n");
  expect(await runExample("destroy")).toContain("warm: removed\n");
  expect(emulator.ledger.posts.map(({ actionName }) => actionName)).toEqual(["echo", "hello"]);

  const emulate = start(await exampleOf("emulate"));
  await emulate.said("export NCF_ENDPOINT=http://127.0.0.1:");
  emulate.child.kill("SIGINT");
  expect(await emulate.end).toMatchObject({ code: 0, stdout: expect.stringContaining("NCLOUD_ACCESS_KEY=") });
});

it("calls what has changed and nothing else, again on purpose, and by a plan only while it holds", async () => {
  test = await openNcfFolder(stackFile);
  const { run, emulator, folder } = test;
  writeFileSync(join(folder, "values.env"), "PULUMI_STACK=dev\n");
  const options = `stack.yaml --vars values.env --secret dsn=${canary}`;
  const called = (): unknown[] => emulator.ledger.posts.map(({ actionName }) => actionName);
  let printed = "";
  const ncf = async (line: string, code = 0): Promise<string> => {
    const end = await run(`ncf ${line}`);
    printed += end.stdout + end.stderr;
    expect(end).toMatchObject({ code });
    return end.stdout;
  };

  const files = "--report out/report.html --log-file out/calls.jsonl";
  const events = (await ncf(`up ${options} --yes --json ${files}`)).trimEnd().split("\n");
  const kinds = events.map((line) => JSON.parse(line) as { kind: string; name?: string });
  const ofSteps = kinds.filter(({ kind }) => ["started", "succeeded", "summary"].includes(kind));
  expect(ofSteps.map(({ kind, name }) => [kind, name])).toEqual([
    ["started", "migrate"],
    ["succeeded", "migrate"],
    ["started", "warm"],
    ["succeeded", "warm"],
    ["summary", undefined],
  ]);
  const ofWarm = kinds.filter(({ name }) => name === "warm").map(({ kind }) => kind);
  expect(ofWarm).toEqual(expect.arrayContaining(["calling", "ended"]));
  expect(kinds.at(-1)).toMatchObject({
    result: "succeeded",
    outputs: { dsn: { $secret: true }, greeting: "hello 2026-11" },
  });
  expect(emulator.ledger.posts[0]?.params).toMatchObject({ dsn: canary });

  const runs = join(folder, ".ncf", "runs");
  const [recorded = ""] = readdirSync(runs);
  for (const path of [join(runs, recorded), join(folder, "out/report.html"), join(folder, "out/calls.jsonl")])
    expect(statSync(path).mode & 0o777).toBe(0o600);
  const lines = readFileSync(join(folder, "out/calls.jsonl"), "utf8").trimEnd().split("\n");
  const ofCalls = lines.map((line) => JSON.parse(line) as { kind: string; key?: string; requestId?: string });
  expect(ofCalls.filter(({ kind }) => kind === "posted")).toMatchObject([
    { key: "ncf:orders/dev/migrate/1", requestId: expect.stringMatching(/^[\w-]{36}$/) },
    { key: "ncf:orders/dev/warm/1", requestId: expect.stringMatching(/^[\w-]{36}$/) },
  ]);
  expect(JSON.parse(await ncf(`report --format json`))).toMatchObject({
    result: "succeeded",
    resources: [
      { name: "migrate", outcome: "succeeded", params: { value: { version: "2026-11", dsn: "[secret]" } } },
      {
        name: "warm",
        outcome: "succeeded",
        after: ["migrate"],
        result: { value: { greeting: "hello 2026-11" } },
      },
    ],
  });

  expect(await ncf(`up ${options} --yes`)).toContain("migrate: unchanged\nwarm: unchanged\n");
  expect(called()).toEqual(["echo", "hello"]);
  await ncf(`up ${options} --yes --rerun warm`);
  await ncf(`up ${options} --yes`);
  expect(called()).toEqual(["echo", "hello", "hello"]);

  await ncf(`preview ${options} -c release=2026-12 --plan plan.json`);
  await ncf(`up ${options} -c release=2027-01 --yes --plan plan.json`, 3);
  await ncf(`up ${options}x -c release=2026-12 --yes --plan plan.json`, 3);
  expect(called()).toHaveLength(3);
  await ncf(`up ${options} -c release=2026-12 --yes --plan plan.json --parallel 1`);
  expect(called()).toEqual(["echo", "hello", "hello", "echo", "hello"]);
  expect(printed + textBelow(folder)).not.toContain(canary);
  expect(JSON.parse(await ncf("outputs stack.yaml -s dev --json --show-secrets"))).toMatchObject({
    dsn: canary,
  });
});

it("config of the command line reaches neither the arguments nor the files of another process", async () => {
  test = await openNcfFolder(stackFile);
  const { start, emulator, folder } = test;
  const held = new EventEmitter();
  const until = once(held, "release");
  emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "beforeRun", until } });
  const own = `-c ncf:accessKey=${dummyKeys.accessKey} --secret ncf:secretKey=${dummyKeys.secretKey}`;
  const up = start(`ncf up . -s dev --yes --secret dsn=${canary} ${own}`, {
    NCLOUD_ACCESS_KEY: undefined,
    NCLOUD_SECRET_KEY: undefined,
    TMPDIR: folder,
  });
  await emulator.ledger.whenPosted(1);
  const below = processesBelow(up.child.pid as number).map(({ command }) => command);
  const engines = enginesBelow(up.child);
  expect(engines).toHaveLength(1);
  const variables = engines.map((pid) => {
    const file = `/proc/${pid}/environ`;
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  });
  const places = () => [...below, ...variables, textBelow(folder)].join("\n");
  for (const secret of [canary, dummyKeys.secretKey]) expect(places()).not.toContain(secret);
  held.emit("release");
  expect(await up.end).toMatchObject({ code: 0 });
  for (const secret of [canary, dummyKeys.secretKey]) expect(places()).not.toContain(secret);
});

it("reports what is missing before anything is called", async () => {
  test = await openNcfFolder(stackFile);
  const { run, emulator } = test;
  const none = { PULUMI_CONFIG_PASSPHRASE: undefined };
  const end = await run("ncf up . -s dev --yes", none);
  expect(end).toMatchObject({ code: 2, stdout: "" });
  expect(end.stderr).toMatch(
    /^NCF_PASSPHRASE_MISSING: secrets in file:\S+\.ncf\/state are encrypted with a passphrase, and no passphrase is set\n {2}hint: set PULUMI_CONFIG_PASSPHRASE/,
  );
  expect(await run("ncf outputs . -s dev")).toMatchObject({
    code: 6,
    stderr: expect.stringContaining("NCF_STACK_MISSING: the stack dev of orders does not exist in file:"),
  });
  expect(emulator.ledger.posts).toHaveLength(0);
});

it("exits with the code of the action's failure, and reports it once with its place", async () => {
  test = await openNcfFolder(`name: failing
resources:
  one:
    type: ncf:ActionInvocation
    properties: { actionName: end, params: { how: throw } }
`);
  // A file is in the way of the record, which changes nothing.
  const {
    code,
    stdout,
    stderr: all,
  } = await test.run("ncf up . -s dev --yes --record stack.yaml/run.json --report one.html");
  expect(code).toBe(1);
  const warning = /^warning: the record of this run was not written: .*\n/m;
  expect(all).toMatch(warning);
  const stderr = all.replace(warning, "");
  expect(readFileSync(join(test.folder, "one.html"), "utf8")).toMatch(/<h1>.*1 of 1 resource failed<\/h1>/s);
  expect(stdout).toMatch(/^one: calling -\/end\none: failed after \d\.\d s\n1 failed in \d+(\.\d)? s\n$/);
  expect(stderr.match(/NCF_ACTION_FAILED/g)).toHaveLength(1);
  expect(stderr).toMatch(
    /^one: NCF_ACTION_FAILED: .*\n {2}--> stack\.yaml:3:3\n {2}logs:\n {2}\| .*\n {2}hint: /m,
  );
});

it("lets a call in flight end at the first interrupt, saves it, and makes no further one", async () => {
  test = await openNcfFolder(`name: slow
resources:
  first:
    type: ncf:ActionInvocation
    properties: { packageName: tools, actionName: slow, params: { ms: 3000 }, timeout: 300 }
  second:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { id: "\${first.activationId}" } }
`);
  const { start, run, emulator } = test;
  const up = start("ncf up . -s dev --yes");
  await up.said("first: calling");
  await emulator.ledger.whenPosted(({ actionName }) => actionName === "slow");
  up.child.kill("SIGINT");
  const end = await up.end;
  expect(end).toMatchObject({ code: 130, stderr: expect.stringContaining("Interrupted. ") });
  expect(end.stdout).toContain("first: following the activation of tools/slow\nfirst: done in ");
  expect((await run("ncf report --format text")).stdout).toBe(
    "✔ first   tools/slow\n· second  -/echo      after first\n",
  );
  expect(await run("ncf up . -s dev --yes")).toMatchObject({ code: 0 });
  expect(emulator.ledger.posts.map(({ actionName }) => actionName)).toEqual(["slow", "echo"]);
});
