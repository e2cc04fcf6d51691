import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { readEvents } from "../support/readEvents.ts";
import { dummyKeys } from "../support/signedFetch.ts";
import { textBelow } from "../support/textBelow.ts";

let test: NcfFolder;
afterEach(() => test.close());

const canary = "canary-9f3b71";
const stackFile = `name: orders
config:
  release: { type: string }
  dsn: { type: string, secret: true }
resources:
  migrate:
    type: ncf:ActionInvocation
    properties:
      actionName: echo
      params: { version: "\${release}", dsn: "\${dsn}" }
outputs:
  versions: ["\${release}"]
  dsn: \${migrate.result.dsn}
  text: "[secret]"
`;

it("a stack is configured, run, read, listed and removed without another CLI", async () => {
  test = await openNcfFolder(stackFile);
  const { run, folder, emulator } = test;
  let printed = "";
  const ncf = async (line: string, code = 0): Promise<string> => {
    const end = await run(`ncf ${line}`, { PULUMI_STACK: "dev" });
    printed += end.stdout + end.stderr;
    expect({ ...end, code }).toEqual(end);
    return code === 0 ? end.stdout : end.stderr;
  };
  const secret = `${canary}\nsecond line`;
  writeFileSync(join(folder, "dsn.txt"), `${secret}\n`);

  await ncf("config set release 2026-12");
  await ncf("config set dsn < dsn.txt");
  const settings = readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8");
  expect(settings).toContain(
    `ncf:endpoint: ${emulator.url}\n  orders:release: 2026-12\n  orders:dsn:\n    secure: v1:`,
  );
  await ncf("config get dsn", 2);
  await ncf("config get");
  expect(await ncf("stack ls")).toMatch(/^dev {2}0 resources, updated 2/);

  await ncf("up --yes .");
  expect(emulator.ledger.posts[0]?.params).toEqual({ version: "2026-12", dsn: secret });
  expect(await ncf("outputs stack.yaml versions[0] --raw")).toBe("2026-12");
  expect(await ncf("outputs versions")).toBe('["2026-12"]\n');
  expect(JSON.parse(await ncf("outputs . --json"))).toEqual({
    versions: ["2026-12"],
    dsn: { $secret: true },
    text: "[secret]",
  });
  expect(await ncf("outputs text")).toBe("[secret]\n");
  expect(await ncf("outputs dsn", 2)).toContain("output dsn is secret");
  expect(await ncf("outputs tables", 2)).toContain("the stack's outputs has no tables");

  expect(JSON.parse(await ncf("stack history --json"))).toMatchObject({
    project: "orders",
    stack: "dev",
    operations: [{ kind: "update", result: "succeeded", changes: { create: 2 } }],
  });
  expect(await ncf("stack rm --yes", 3)).toContain("NCF_STACK_NOT_EMPTY: orders/dev still has resources");
  await ncf("destroy . --yes");
  expect(await ncf("stack rm --yes")).toContain("Removed the stack orders/dev.");
  expect(await ncf("stack ls --json")).toBe('{"project":"orders","stacks":[]}\n');
  await ncf("stack history", 6);

  await ncf("config rm dsn");
  expect(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")).not.toContain("secure");
  expect(printed).not.toContain(canary);
  expect(textBelow(folder).split(secret)).toHaveLength(2);

  const end = await run("ncf doctor stack.yaml --stack dev");
  expect(end).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("the API accepts the credentials\n"),
  });
  expect(end.stdout).toContain("0 problems, 0 warnings\n");
});

it("after a failure the rest goes on, resources are left out, and changes and the inside of a run are shown on request", async () => {
  test = await openNcfFolder(`name: orders
resources:
  broken: { type: "ncf:ActionInvocation", properties: { actionName: end, params: { how: "throw" } } }
  needsIt: { type: "ncf:ActionInvocation", properties: { actionName: echo }, options: { dependsOn: ["\${broken}"] } }
  first: { type: "ncf:ActionInvocation", properties: { actionName: echo } }
  then: { type: "ncf:ActionInvocation", properties: { actionName: echo, params: { on: "\${first.outcome}" } } }
`);
  const { run, emulator } = test;
  const calls = (): number => emulator.ledger.posts.length;
  const up = await run("ncf up . -s dev --yes -p 1 --continue-on-error --json");
  expect(up.code).toBe(1);
  expect(readEvents(up.stdout).at(-1)).toMatchObject({
    kind: "summary",
    result: "failed",
    project: "orders",
    stack: "dev",
    counts: { called: 2, failed: 1, notReached: 1 },
  });
  expect(calls()).toBe(3);

  const changed = await run("ncf preview . -s dev --expect-no-changes");
  expect(changed).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(
      "NCF_CHANGES_FOUND: 2 resources would change: broken (call), needsIt (call)",
    ),
  });
  const rest = "--exclude broken --exclude needsIt";
  expect(await run(`ncf preview . -s dev --expect-no-changes ${rest}`)).toMatchObject({ code: 0 });
  const quiet = await run(`ncf up . -s dev --yes --quiet ${rest}`, { PULUMI_CONFIG_PASSPHRASE: "test" });
  expect(quiet).toEqual({ code: 0, stdout: "", stderr: "" });
  const debug = await run("ncf destroy . -s dev --yes --target first --target-dependents --debug");
  expect(debug).toMatchObject({ code: 0, stdout: expect.stringContaining("then: removed\n") });
  expect(debug.stderr).toContain("start pulumi destroy --json --yes");
  expect(debug.stderr).toContain("journal: ");
  expect(debug.stderr).not.toContain(dummyKeys.secretKey);
  expect(calls()).toBe(3);
});
