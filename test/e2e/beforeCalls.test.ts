import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { PreviewStep } from "../../src/cli/stack/previewSteps.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";

let test: NcfFolder;
afterEach(() => test.close());

const stackFile = `name: orders
config:
  release: { type: string, default: "1" }
  dsn: { type: string, secret: true, default: none }
resources:
  migrate:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { version: "\${release}", dsn: "\${dsn}" } }
  warm:
    type: ncf:ActionInvocation
    properties: { actionName: hello, params: { name: "\${migrate.result.version}" } }
`;

it("a preview says why each step is done, and nothing is called at another address without a word", async () => {
  test = await openNcfFolder(stackFile);
  const { run, emulator, folder } = test;
  const write = (change: (text: string) => string): void =>
    writeFileSync(join(folder, "stack.yaml"), change(stackFile));
  const called = (): readonly unknown[] => emulator.ledger.posts.map(({ actionName }) => actionName);
  const ncf = async (words: string, code = 0): Promise<{ stdout: string; stderr: string }> => {
    const end = await run(`ncf ${words}`);
    expect({ words, ...end }).toMatchObject({ words, code });
    return end;
  };
  const { stderr } = await ncf("up -s dev --yes");
  expect(stderr).toContain(`calls go to ${emulator.url} (site public, region KR`);
  expect(stderr).toContain("from the environment (NCLOUD_ACCESS_KEY)");
  expect(called()).toEqual(["echo", "hello"]);

  const { stdout: json } = await ncf("preview -s dev -c release=2 --secret dsn=canary-7 --json");
  const { steps } = JSON.parse(json) as { steps: readonly PreviewStep[] };
  expect(steps.map(({ name, step, reasons, dependsOn }) => ({ name, step, reasons, dependsOn }))).toEqual([
    {
      name: "migrate",
      step: "call",
      reasons: expect.arrayContaining([
        { kind: "paramChanged", pointer: "/params/version", old: "1", new: "2" },
        { kind: "paramChanged", pointer: "/params/dsn", isSecret: true },
      ]),
    },
    {
      name: "warm",
      step: "mayCall",
      reasons: [
        {
          kind: "paramChanged",
          pointer: "/params/name",
          isSecret: true,
          isUnknown: true,
          expression: "${migrate.result.version}",
        },
      ],
      dependsOn: ["migrate.result.version"],
    },
  ]);
  expect(json).not.toContain("canary-7");

  const { stdout: targeted } = await ncf("preview -s dev -c release=2 --target warm");
  expect(targeted).toMatch(/ {2}not targeted {2}migrate .*\n {2}keep {10}warm /);
  expect((await ncf("up -s dev -c release=2 --target warm --yes")).stdout).not.toContain("migrate");

  const elsewhere = emulator.url.replace("127.0.0.1", "localhost");
  const refused = await ncf(`up -s dev --yes -c ncf:endpoint=${elsewhere}`, 3);
  expect(refused.stderr).toMatch(
    /migrate: NCF_ADDRESS_CHANGED: the call would go to http:\/\/localhost:\d+ /,
  );
  expect(called()).toHaveLength(2);
  await ncf(`up -s dev --yes -c ncf:endpoint=${elsewhere} --allow-address-change`);
  expect(called()).toHaveLength(4);
  await ncf(`up -s dev --yes -c ncf:endpoint=${elsewhere}`);

  const place = `-s dev -c ncf:endpoint=${elsewhere}`;
  write((text) => text.replace("  warm:", "  heat:"));
  expect((await ncf(`preview ${place}`)).stdout).toContain(
    "add options: { aliases: [{ name: warm }] } to heat",
  );
  write((text) => `${text.replace("  warm:", "  heat:")}    options: { aliases: [{ name: warm }] }\n`);
  await ncf(`up ${place} --yes`);
  expect(called()).toHaveLength(4);
});

it("an invocation adopts the run that its option import names, and a change right after it calls", async () => {
  test = await openNcfFolder(stackFile);
  const { run, emulator, folder } = test;
  await run("ncf up -s dev --yes");
  const id = emulator.ledger.posts[1]?.activationId ?? "";
  const write = (name: string): void =>
    writeFileSync(
      join(folder, "adopt.yaml"),
      `name: adopt
resources:
  adopted:
    type: ncf:ActionInvocation
    properties: { actionName: hello, params: { name: ${name} } }
    options: { import: -/hello/${id} }
outputs: { id: "\${adopted.activationId}" }
`,
    );
  write("Mina");
  expect((await run("ncf preview adopt.yaml -s dev")).stdout).toContain(
    "import  adopted  -/hello  adopts a run",
  );
  const { code, stdout } = await run("ncf up adopt.yaml -s dev --yes");
  expect([code, stdout]).toEqual([0, expect.stringContaining(`adopted: reading\n`)]);
  expect(stdout).toContain(`id = ${id}\n`);
  expect(emulator.ledger.posts).toHaveLength(2);
  write("Kim");
  await run("ncf up adopt.yaml -s dev --yes");
  expect(emulator.ledger.posts).toHaveLength(3);
});

it("a plugin that is missing is reported before the actions that come first are called", async () => {
  test = await openNcfFolder(`${stackFile}  announce:
    type: command:local:Command
    properties: { create: "echo \${warm.activationId}" }
`);
  const { run, emulator, folder } = test;
  const PATH = [join(folder, "bin"), process.env["PATH"]].join(delimiter);
  const { code, stderr } = await run("ncf up -s dev --yes", { PATH });
  expect(stderr).toContain("NCF_PLUGIN_MISSING: the plugin command 1.2.1 is not installed in ");
  expect(code).toBe(6);
  expect(emulator.ledger.posts).toHaveLength(0);
});
