import { afterEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { ActionCheck } from "../../src/pulumi/ActionCheck.ts";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { openTestStack, type TestStack } from "../support/openTestStack.ts";
import { openYamlProject, type YamlProject } from "../support/openYamlProject.ts";

const opened: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

/** A stack whose check becomes healthy at the fourth call of the action. */
function stackFile(more = "", trigger = "r1"): string {
  return `name: smoke
resources:
  deploy:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { release: "${trigger}" } }
  smoke:
    type: ncf:ActionCheck
    properties:
      actionName: ready
      params: { after: 3, how: result }
      resultSchema: { type: object, properties: { ready: { const: true } }, required: [ready] }
      every: 100ms
      within: 30s
      triggers: ["\${deploy.result.release}"]
${more}outputs:
  ready: \${smoke.result.ready}
  calls: \${smoke.calls}
`;
}

function checksIn({ emulator }: Pick<NcfFolder | YamlProject | TestStack, "emulator">): number {
  return emulator.ledger.posts.filter(({ actionName }) => actionName === "ready").length;
}

describe("ncf up", () => {
  async function open(file: string): Promise<NcfFolder> {
    const folder = await openNcfFolder(file);
    opened.push(folder);
    return folder;
  }

  test("calls until the action is healthy, shows each call, and then calls nothing until a trigger changes", async () => {
    const ncf = await open(stackFile());
    const preview = await ncf.run("ncf preview . -s dev");
    expect(preview.stdout).toContain("smoke/dev: 1 call, 1 check\n");
    expect(preview.stdout).toMatch(
      /^ {2}check {2}smoke {3}-\/ready {2}new {2}\{"after":3,"how":"result"\}$/m,
    );
    expect(ncf.emulator.ledger.posts).toEqual([]);

    const up = await ncf.run("ncf up . -s dev --yes");
    expect(up).toMatchObject({ code: 0 });
    expect(up.stdout).toContain("smoke: checking -/ready\n");
    expect(up.stdout).toContain(
      "smoke: checking -/ready: 1 of at most 300 calls; unhealthy: the result of -/ready violates its schema: /result/ready must be true (const)\n",
    );
    expect(up.stdout).toMatch(/smoke: done in \d\.\d s, 4 calls\n/);
    expect(up.stdout).toContain("ready = true\ncalls = 4\n");

    expect(await ncf.run("ncf up . -s dev --yes --json")).toMatchObject({ code: 0 });
    expect(await ncf.run("ncf refresh . -s dev --yes")).toMatchObject({ code: 0 });
    expect(checksIn(ncf)).toBe(4);
  });

  test("fails when the action never becomes healthy, keeps nothing of the check, and checks again", async () => {
    const never = stackFile().replace("after: 3", "after: 1000").replace("within: 30s", "within: 350ms");
    const ncf = await open(never);
    const up = await ncf.run("ncf up . -s dev --yes");
    expect(up.code).toBe(1);
    expect(up.stderr).toMatch(
      /^smoke: NCF_CHECK_UNHEALTHY: the check of -\/ready was not healthy within 350ms: \d calls? in .*$/m,
    );
    expect(up.stderr).toContain("  --> stack.yaml:6:3\n");
    const before = checksIn(ncf);
    expect(before).toBeGreaterThan(0);
    expect((await ncf.run("ncf up . -s dev --yes")).code).toBe(1);
    expect(checksIn(ncf)).toBeGreaterThan(before);
    expect(ncf.emulator.ledger.posts.filter(({ actionName }) => actionName === "echo")).toHaveLength(1);
  });

  test("refuses a check that cannot end, with its place, before anything is sent", async () => {
    const ncf = await open(stackFile("    options: { customTimeouts: { create: 10s } }\n"));
    const validate = await ncf.run("ncf validate .");
    expect(validate.code).toBe(2);
    expect(validate.stderr + validate.stdout).toContain(
      "NCF_INPUT_INVALID: smoke: within is 30s, longer than the custom time-out of the resource (10s)\n  --> stack.yaml:13:15",
    );
    expect(ncf.emulator.ledger.posts).toEqual([]);
  });

  test("is interrupted soon by Ctrl-C, although its check would go on for minutes", async () => {
    const endless = stackFile().replace("after: 3", "after: 1000").replace("within: 30s", "within: 1h");
    const ncf = await open(endless.replace("every: 100ms", "every: 10m"));
    const up = ncf.start("ncf up . -s dev --yes");
    await up.said("unhealthy:");
    up.child.kill("SIGINT");
    const { code, stderr } = await up.end;
    expect(code).toBe(130);
    expect(stderr).toContain("the check of -/ready was interrupted: 1 call in");
  });
});

describe("a TypeScript program", () => {
  let inputs: JsonObject = {};
  let trigger = "r1";
  async function open(): Promise<TestStack> {
    const stack = await openTestStack({
      program: async () => {
        const deploy = new ActionInvocation("deploy", { actionName: "echo", params: { release: trigger } });
        const smoke = new ActionCheck("smoke", {
          actionName: "ready",
          params: { after: 2 },
          every: "100ms",
          within: "30s",
          triggers: [deploy.activationId],
          ...inputs,
        });
        const after = new ActionInvocation("after", {
          actionName: "echo",
          params: { ready: smoke.result.apply((result) => result["ready"] ?? null) },
        });
        return {
          calls: smoke.calls,
          successes: smoke.successes,
          id: smoke.activationId,
          after: after.result,
        };
      },
    });
    opened.push(stack);
    return stack;
  }

  test("checks by the dynamic provider, again for a change of a trigger, and never in a preview", async () => {
    inputs = { successes: 2 };
    trigger = "r1";
    const testStack = await open();
    const { stack, run, emulator } = testStack;
    await run((handles) => stack.preview(handles));
    expect(emulator.ledger.posts).toEqual([]);
    const created = await run((handles) => stack.up(handles));
    expect(created.outputs).toMatchObject({
      calls: { value: 4 },
      successes: { value: 2 },
      after: { value: { ready: true } },
    });
    const record = await testStack.resource("smoke");
    expect(record?.id).toBe(created.outputs["id"]?.value);
    expect(record?.outputs["__state"]).toMatchObject({ type: "ncf:ActionCheck", version: 1 });

    const unchanged = await run((handles) => stack.up(handles));
    expect(unchanged.summary.resourceChanges).toEqual({ same: 4 });
    inputs = { successes: 2, every: "200ms" };
    const quiet = await run((handles) => stack.up(handles));
    expect(quiet.summary.resourceChanges).toEqual({ same: 4 });
    expect(checksIn(testStack)).toBe(4);

    trigger = "r2";
    const changed = await run((handles) => stack.up(handles));
    expect(changed.outputs["calls"]?.value).toBe(2);
    await run((handles) => stack.refresh(handles));
    await run((handles) => stack.destroy(handles));
    expect(checksIn(testStack)).toBe(6);
  });

  test("is interrupted soon by Ctrl-C, although its check would go on for minutes", async () => {
    inputs = { params: { after: 1000 }, every: "10m", within: "1h" };
    trigger = "r1";
    const { stack, run, emulator } = await open();
    const interrupt = new AbortController();
    const interrupted = run((handles) => stack.up({ ...handles, signal: interrupt.signal }));
    await emulator.ledger.whenRun(
      ({ actionName, endedAt }) => actionName === "ready" && endedAt !== undefined,
    );
    interrupt.abort();
    await expect(interrupted).rejects.toMatchObject({
      message: expect.stringContaining("the check of -/ready was interrupted: 1 call in"),
    });
  });

  test("fails when the action never becomes healthy, and holds back what depends on it", async () => {
    inputs = { params: { after: 1000 }, within: "1s" };
    trigger = "r1";
    const testStack = await open();
    const { stack, run } = testStack;
    const failing = (): Promise<unknown> => run((handles) => stack.up(handles));
    await expect(failing()).rejects.toMatchObject({
      code: "NCF_CHECK_UNHEALTHY",
      reason: expect.stringContaining("Last unhealthy call"),
    });
    expect(await testStack.resource("smoke")).toBeUndefined();
    expect(await testStack.resource("after")).toBeUndefined();
    inputs = {};
    await failing();
    expect(await testStack.resource("after")).toBeDefined();
  });
});

describe("the Pulumi YAML host", () => {
  test("checks by the provider, again for a change of a trigger, and cannot import a check", async () => {
    const program = stackFile().replace(/^name: smoke\n/, "");
    const project = await openYamlProject({ program });
    opened.push(project);
    const preview = await project.must("preview");
    expect(preview).toContain("ncf:index:ActionCheck");
    expect(project.emulator.ledger.posts).toEqual([]);
    await project.must("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({ ready: true, calls: 4 });
    await project.must("up", "--yes", "--skip-preview", "--expect-no-changes");
    await project.must("refresh", "--yes", "--skip-preview", "--expect-no-changes");

    project.write(program.replace('release: "r1"', 'release: "r2"'));
    await project.must("up", "--yes", "--skip-preview");
    expect(await project.outputs()).toEqual({ ready: true, calls: 1 });
    expect(checksIn(project)).toBe(5);

    const imported = await project.pulumi(
      "import",
      "--yes",
      "--",
      "ncf:index:ActionCheck",
      "other",
      "-/ready/a1",
    );
    expect(imported.code).not.toBe(0);
    expect(imported.stdout + imported.stderr).toContain("NCF_IMPORT_FAILED");
  });

  test("refuses at preview a check that takes longer than its custom time-out", async () => {
    const options = "    options: { customTimeouts: { create: 10s } }\n";
    const project = await openYamlProject({ program: stackFile(options).replace(/^name: smoke\n/, "") });
    opened.push(project);
    const { code, stdout, stderr } = await project.pulumi("preview");
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("longer than the custom time-out of the resource (10s)");
    expect(project.emulator.ledger.posts).toEqual([]);
  });
});
