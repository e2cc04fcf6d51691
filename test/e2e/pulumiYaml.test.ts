import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { openYamlProject, type YamlProject } from "../support/openYamlProject.ts";
import { signedFetch } from "../support/signedFetch.ts";
import { textBelow } from "../support/textBelow.ts";

const stacks = fileURLToPath(new URL("../../stacks/", import.meta.url));
const canary = "canary-5c21e0";

let project: YamlProject | undefined;
let ncf: NcfFolder | undefined;
afterEach(async () => {
  await project?.close();
  await ncf?.close();
  project = undefined;
  ncf = undefined;
});

/** Config that an example needs. */
const config: Readonly<Record<string, readonly string[]>> = {
  "charge-once": ["table"],
  announce: ["release"],
  "smoke-test": ["release"],
};

describe("the examples without additions to Pulumi YAML", () => {
  const table = mkdtempSync(join(tmpdir(), "ncf-rows-"));
  afterAll(() => rmSync(table, { recursive: true }));
  const values: Readonly<Record<string, string>> = { table, release: "7.2.0" };

  const files = readdirSync(stacks, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".yaml"),
  );
  const plain = files.filter((path) => !/\beach:|\$ref: \.\//.test(readFileSync(join(stacks, path), "utf8")));

  test("are dev.yaml and the examples with their schemas written out", () => {
    const examples = ["announce", "charge-once", "long-action", "smoke-test"].map(
      (name) => `${name}/stack.yaml`,
    );
    expect(plain.toSorted()).toEqual([...examples, "dev.yaml"].toSorted());
  });

  test.each(plain)("%s gives the outputs of ncf up, then calls nothing, and is destroyed", async (path) => {
    const program = readFileSync(join(stacks, path), "utf8");
    const [example = ""] = path.split("/");
    const ownActions = join(stacks, example, "actions");
    const actionsDir = existsSync(ownActions) ? ownActions : join(stacks, "hello", "actions");
    project = await openYamlProject({ program, actionsDir, allowWrite: [table] });
    const { emulator, must } = project;
    ncf = await openNcfFolder(program, { emulator });
    const given = (config[example] ?? []).map((key) => [key, values[key] ?? ""] as const);
    for (const [key, value] of given) await must("config", "set", key, value);

    await must("up", "--yes", "--skip-preview");
    const outputs = await project.outputs();
    expect(emulator.ledger.posts).not.toHaveLength(0);

    const args = given.map(([key, value]) => `--config ${key}=${value}`).join(" ");
    const up = await ncf.run(`ncf up stack.yaml --stack dev --yes --json ${args}`);
    expect(up).toMatchObject({ code: 0 });
    const summary = JSON.parse(up.stdout.trim().split("\n").at(-1) ?? "") as { readonly outputs: unknown };
    expect(withoutIds(outputs)).toEqual(withoutIds(summary.outputs));

    const calls = emulator.ledger.posts.length;
    await must("up", "--yes", "--skip-preview", "--expect-no-changes");
    await must("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    await must("destroy", "--yes", "--skip-preview");
    expect(emulator.ledger.posts).toHaveLength(calls);
  });
});

describe("a Pulumi YAML program", () => {
  const echo = (more: string): string => `
resources:
  echo:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { name: Mina } }
${more}outputs:
  name: \${echo.result.name}
  id: \${echo.activationId}
  attempts: \${echo.attempts}
`;

  /** Calls `echo` outside any stack. */
  async function callElsewhere({ emulator }: YamlProject): Promise<string> {
    const target = "/api/v2/packages/-/actions/echo?platform=classic";
    const response = await signedFetch(emulator.url, target, { body: JSON.stringify({ name: "Mina" }) });
    const { content } = (await response.json()) as { content: { activationId: string } };
    return content.activationId;
  }

  test("adopts a run with pulumi import, and does not call the action again", async () => {
    project = await openYamlProject({ program: "outputs: {}\n" });
    const id = await callElsewhere(project);
    const resource = ["ncf:index:ActionInvocation", "echo", `-/echo/${id}`];
    await project.must("import", "--yes", "--protect=false", "--", ...resource);
    project.write(echo(""));
    await project.must("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({ name: "Mina", id, attempts: 0 });
    expect(project.emulator.ledger.posts).toHaveLength(1);
  });

  test("says why when the activation to import does not exist", async () => {
    project = await openYamlProject({ program: "outputs: {}\n" });
    const resource = ["ncf:index:ActionInvocation", "echo", `-/echo/${"0".repeat(32)}`];
    const { code, stdout, stderr } = await project.pulumi("import", "--yes", "--", ...resource);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("NCF_IMPORT_FAILED");
  });

  test("adopts a run with the import option, and calls for a later change", async () => {
    project = await openYamlProject({ program: "outputs: {}\n" });
    const id = await callElsewhere(project);
    project.write(echo(`    options: { import: "-/echo/${id}" }\n`));
    await project.must("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({ name: "Mina", id, attempts: 0 });
    expect(project.emulator.ledger.posts).toHaveLength(1);

    project.write(echo(""));
    await project.must("up", "--yes", "--skip-preview");
    expect(project.emulator.ledger.posts).toHaveLength(1);

    project.write(echo("").replace("Mina", "Kim"));
    await project.must("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toMatchObject({ name: "Kim", attempts: 1 });
    expect(project.emulator.ledger.posts).toHaveLength(2);
  });

  test("keeps secrets encrypted in state and journal, also in what is derived from them", async () => {
    project = await openYamlProject({
      program: `
config:
  dsn: { type: string, secret: true }
resources:
  first:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { dsn: "\${dsn}", nested: [{ again: "\${dsn}" }] } }
  second:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { of: "\${first.result.nested[0].again}" } }
outputs:
  dsn: \${second.result.of}
`,
    });
    await project.must("config", "set", "--secret", "dsn", canary);
    const up = await project.pulumi("up", "--yes", "--skip-preview");
    expect(up).toMatchObject({ code: 0 });
    expect(up.stdout + up.stderr).not.toContain(canary);
    expect(await project.outputs()).toEqual({ dsn: canary });
    expect(JSON.parse(await project.must("stack", "output", "--json"))).toEqual({ dsn: "[secret]" });
    expect(project.emulator.ledger.posts.map(({ params }) => params)).toEqual([
      { dsn: canary, nested: [{ again: canary }] },
      { of: canary },
    ]);
    expect(project.state()).not.toContain(canary);
    expect(textBelow(project.folder)).not.toContain(canary);
  });

  test("shows a mistake in params at preview, without the value", async () => {
    project = await openYamlProject({
      program: `
resources:
  echo:
    type: ncf:ActionInvocation
    properties:
      actionName: echo
      params: { version: ${canary} }
      paramsSchema: { properties: { version: { type: string, pattern: "^[0-9]+$", description: Year and month } } }
`,
    });
    const { code, stdout, stderr } = await project.pulumi("preview");
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("/params/version");
    expect(stdout + stderr).toContain("Year and month");
    expect(project.emulator.ledger.posts).toEqual([]);
  });

  test("reads an activation with the function getActivation", async () => {
    project = await openYamlProject({ program: "outputs: {}\n" });
    const id = await callElsewhere(project);
    project.write(`
variables:
  run:
    fn::invoke:
      function: ncf:getActivation
      arguments: { actionName: echo, activationId: ${id} }
outputs:
  name: \${run.result.name}
`);
    await project.must("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({ name: "Mina" });
    expect(project.emulator.ledger.posts).toHaveLength(1);
  });

  test("calls an action once per key with the function invokeAction, and not in a preview", async () => {
    project = await openYamlProject({
      program: `
variables:
  run:
    fn::invoke:
      function: ncf:invokeAction
      arguments: { key: greet-1, actionName: echo, params: { name: Mina } }
outputs:
  outcome: \${run.outcome}
  result: \${run.result}
`,
    });
    await project.must("preview");
    expect(project.emulator.ledger.posts).toEqual([]);
    await project.must("up", "--yes", "--skip-preview");
    await project.must("up", "--yes");
    expect(await project.outputs()).toEqual({ outcome: "succeeded", result: { name: "Mina" } });
    expect(project.emulator.ledger.posts).toHaveLength(1);
  });
});

test("the page on Pulumi YAML shows a program and commands that work", async () => {
  const page = readFileSync(fileURLToPath(new URL("../../docs/languages/yaml.md", import.meta.url)), "utf8");
  const [program = ""] = blocks(page, "yaml");
  const [, run = "", adopt = ""] = blocks(page, "sh");
  project = await openYamlProject({ program: "", actionsDir: join(stacks, "migrate-then-warm", "actions") });
  const { folder, emulator, must } = project;
  writeFileSync(join(folder, "Pulumi.yaml"), program);
  rmSync(join(folder, "Main.yaml"));
  const commands = run.split("\n").filter((line) => line.startsWith("pulumi "));
  expect(commands).toHaveLength(4);
  await must("stack", "init", "page");
  await must("config", "set", "ncf:endpoint", emulator.url);
  for (const command of commands.slice(1)) {
    const args = command.split(" ").slice(1);
    await must(...args, ...(args[0] === "up" ? ["--yes", "--skip-preview"] : []));
  }
  expect(await project.outputs()).toEqual({ tables: ["orders", "customers"] });
  expect(emulator.ledger.posts).toMatchObject([
    { packageName: "db", actionName: "migrate", params: { version: "2026-11", dsn: "postgres://orders" } },
  ]);

  const activationId = emulator.ledger.runs[0]?.activationId ?? "";
  const args = adopt.trim().replace("ACTIVATION-ID", activationId).replace(" migrate ", " again ").split(" ");
  await must(...args.slice(1), "--yes");
  expect(emulator.ledger.posts).toHaveLength(1);
});

function blocks(page: string, language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))].map(
    ([, text = ""]) => text,
  );
}

/** Replaces activation ids, which differ from run to run. */
function withoutIds(outputs: unknown): unknown {
  return JSON.parse(JSON.stringify(outputs).replaceAll(/"[0-9a-f]{32}"/g, '"ID"'));
}
