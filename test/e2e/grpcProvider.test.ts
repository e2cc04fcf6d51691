import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { openYamlProject, type YamlProject } from "../support/openYamlProject.ts";
import { providerProgram } from "../support/StartedProvider.ts";

const values = JSON.parse(
  readFileSync(fileURLToPath(new URL("../cases/marksInResult.json", import.meta.url)), "utf8"),
) as readonly unknown[];

let project: YamlProject | undefined;
afterEach(async () => {
  await project?.close();
  project = undefined;
});

test("a project that names the directory of the provider uses it from there", async () => {
  project = await openYamlProject({
    program: "resources:\n  one:\n    type: ncf:ActionInvocation\n    properties: { actionName: echo }\n",
  });
  const plugins = `plugins:\n  providers:\n    - name: ncf\n      path: ${join(providerProgram, "..")}\n`;
  writeFileSync(join(project.folder, "Pulumi.yaml"), `name: yaml\nruntime: yaml\n${plugins}`);
  const { code, stdout, stderr } = await project.pulumi("up", "--yes", "--skip-preview");
  expect({ code, output: stdout + stderr }).toMatchObject({ code: 0 });
  expect(stdout + stderr).not.toContain("using pulumi-resource-ncf from $PATH");
  expect(project.emulator.ledger.posts).toHaveLength(1);
});

describe("the state of the engine", () => {
  test("keeps a result that looks like the engine's own marks, over further runs and into other actions", async () => {
    const resources = values.map(
      (_value, number) => `  marks${number}:
    type: ncf:ActionInvocation
    properties: { actionName: marks, params: { number: ${number} } }
  echo${number}:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { given: "\${marks${number}.result}" } }
`,
    );
    const program = `resources:\n${resources.join("")}`;
    project = await openYamlProject({ program });
    await project.must("up", "--yes", "--skip-preview");
    const sent = project.emulator.ledger.posts.filter(({ actionName }) => actionName === "echo");
    expect(sent.map(({ params }) => params)).toHaveLength(values.length);
    expect(sent.map(({ params }) => params)).toEqual(
      expect.arrayContaining(values.map((given) => ({ given }))),
    );
    await project.must("up", "--yes", "--expect-no-changes");
    await project.must("refresh", "--yes", "--expect-no-changes");
    expect(project.emulator.ledger.posts).toHaveLength(values.length * 2);
    await project.must("destroy", "--yes");
  });

  test("keeps a failed run however long its error is, and calls again", async () => {
    const rest = "x".repeat(700_000);
    const params = JSON.stringify({ how: "reject", value: { message: "no", rest } });
    project = await openYamlProject({
      program: `resources:\n  one:\n    type: ncf:ActionInvocation\n    properties: { actionName: end, params: ${params} }\n`,
    });
    const first = await project.pulumi("up", "--yes", "--skip-preview");
    expect(first.code).not.toBe(0);
    expect(first.stdout + first.stderr).toContain("NCF_ACTION_FAILED: -/end ran and failed");
    const state = await project.must("stack", "export");
    expect(state).toContain(rest);
    expect(state).toContain('"initErrors"');
    await project.pulumi("up", "--yes", "--skip-preview");
    expect(project.emulator.ledger.posts).toHaveLength(2);
  });

  test("shows the error of an action with secret params masked, and stores only its code and activation", async () => {
    const canary = "canary-1b9e77d0";
    const value = `{ message: { fn::secret: "lost ${canary}" } }`;
    project = await openYamlProject({
      program: `resources:\n  one:\n    type: ncf:ActionInvocation\n    properties: { actionName: end, params: { how: reject, value: ${value} } }\n`,
    });
    const { code, stdout, stderr } = await project.pulumi("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(stdout + stderr).toMatch(/NCF_ACTION_FAILED: -\/end ran and failed .*\[secret\]/);
    const runId = project.emulator.ledger.runs[0]?.activationId;
    const { deployment } = JSON.parse(await project.must("stack", "export")) as {
      deployment: { resources: { initErrors?: string[] }[] };
    };
    expect(deployment.resources.flatMap(({ initErrors = [] }) => initErrors)).toEqual([
      expect.stringMatching(new RegExp(`^NCF_ACTION_FAILED: activation ${runId}; `)),
    ]);
    expect(stdout + stderr + project.state()).not.toContain(canary);
  });

  test("encrypts credentials of the config, and another one replaces nothing", async () => {
    const canary = "canary-9d1f3a77";
    project = await openYamlProject({
      program: "resources:\n  one:\n    type: ncf:ActionInvocation\n    properties: { actionName: echo }\n",
    });
    await project.must("up", "--yes", "--skip-preview");
    // Given in clear, and secret all the same where the provider's inputs are kept.
    await project.must("config", "set", "ncf:accessKey", "AK-canary");
    await project.must("config", "set", "--secret", "ncf:secretKey", canary);
    const { stdout } = await project.pulumi("up", "--yes", "--skip-preview");
    expect(stdout).not.toContain("replace");
    expect(project.state()).not.toContain(canary);
    expect(await project.must("stack", "export")).not.toContain("AK-canary");
    expect(project.emulator.ledger.posts).toHaveLength(1);
  });
});
