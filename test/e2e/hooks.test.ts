import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { type HookProject, openHookProject } from "../support/openHookProject.ts";
import { processesBelow } from "../support/processesBelow.ts";

/** A resource of another provider, with a hook at the moments that `wanted` names. */
const program = `import { readFileSync } from "node:fs";
import { local } from "@pulumi/command";
import { actionHook } from "pulumi-ncloud-functions";
const { content, moments, how = "return", after = [], hook = {}, options = {} } = JSON.parse(readFileSync("wanted.json", "utf8"));
const notify = actionHook("notify", {
  actionName: "end",
  params: ({ newOutputs, oldOutputs, id }) => ({ how, value: { content: (newOutputs ?? oldOutputs)?.stdout ?? "none" } }),
  ...hook,
});
const others = after.map((name) => actionHook(name, { actionName: "end", params: { how: "return", value: { name } } }));
const hooks = Object.fromEntries(moments.map((moment) => [moment, [notify, ...others]]));
if (content !== null) {
  new local.Command("site", { create: "echo " + content, delete: "true" }, { hooks, ...options });
}
`;

let project: HookProject;
beforeEach(async () => {
  project = await openHookProject(program);
});
afterEach(() => project.close());

const always = { moments: ["afterCreate", "afterUpdate"] };
const seen = (...contents: string[]) => contents.map((content) => ({ content }));

async function deploy(wanted: JsonObject, env?: Readonly<Record<string, string>>): Promise<string> {
  project.want({ ...always, ...wanted });
  const { code, text } = await project.up(env);
  return `${code === 0 ? "succeeded" : "failed"}\n${text}`;
}

describe("a hook that calls an action", () => {
  test("calls once when the resource is created and once when it changes, and nothing in a preview or a repeated up", async () => {
    project.want({ ...always, content: "v1" });
    expect(await project.pulumi("preview")).toMatchObject({ code: 0 });
    expect(project.called()).toEqual([]);
    expect(await deploy({ content: "v1" })).toMatch(/^succeeded/);
    expect(await deploy({ content: "v1" })).toMatch(/^succeeded/);
    expect(project.called()).toEqual(seen("v1"));
    expect(await deploy({ content: "v2" })).toMatch(/^succeeded/);
    expect(project.called()).toEqual(seen("v1", "v2"));
  });

  test("that failed is called again by the next up, although the resource did not change, and then no more", async () => {
    const failed = await deploy({ content: "v1", how: "throw" });
    expect(failed).toMatch(/^failed/);
    expect(failed).toContain("NCF_ACTION_FAILED");
    const again = await deploy({ content: "v1", how: "throw" });
    expect(again).toMatch(/^failed/);
    expect(again).toContain("NCF_ACTION_FAILED");
    expect(again).toContain("2 unchanged");
    expect(project.called()).toHaveLength(2);
    const mended = await deploy({ content: "v1" });
    expect(mended).toMatch(/^succeeded/);
    expect(mended).toContain("hook notify: its call failed in an earlier deployment; calling again");
    expect(await deploy({ content: "v1" })).toMatch(/^succeeded/);
    expect(project.called()).toEqual(seen("v1", "v1", "v1"));
  });

  test("that failed is called once with the newest inputs where the resource changes as well", async () => {
    expect(await deploy({ content: "v1", how: "throw" })).toMatch(/^failed/);
    expect(await deploy({ content: "v2" })).toMatch(/^succeeded/);
    expect(await deploy({ content: "v2" })).toMatch(/^succeeded/);
    expect(project.called()).toEqual(seen("v1", "v2"));
  });

  test("that failed before there was a call, and the hooks behind it, are made up for", async () => {
    const without = { NCLOUD_ACCESS_KEY: "wrong", NCLOUD_SECRET_KEY: "wrong" };
    expect(await deploy({ content: "v1", after: ["second"] }, without)).toMatch(/^failed/);
    const before = project.emulator.ledger.runs.length;
    expect(await deploy({ content: "v1", after: ["second"] })).toMatch(/^succeeded/);
    const runs = project.emulator.ledger.runs.slice(before).map(({ params }) => params["value"]);
    expect(runs).toEqual([{ content: "v1" }, { name: "second" }]);
    expect(await deploy({ content: "v1", after: ["second"] })).toMatch(/^succeeded/);
    expect(project.emulator.ledger.runs).toHaveLength(before + 2);
  });

  test("with onFailure: warn warns, lets the deployment succeed, and is called again by the next up", async () => {
    const hook = { onFailure: "warn" };
    const warned = await deploy({ content: "v1", how: "throw", hook });
    expect(warned).toMatch(/^succeeded/);
    expect(warned).toMatch(/warning: hook notify: NCF_ACTION_FAILED/);
    expect(await deploy({ content: "v1", hook })).toMatch(/^succeeded/);
    expect(await deploy({ content: "v1", hook })).toMatch(/^succeeded/);
    expect(project.called()).toEqual(seen("v1", "v1"));
  });

  test("with once: release is called once per release, and a failure of one release is made up for by the next", async () => {
    const hook = { once: "release" };
    expect(await deploy({ content: "v1", hook }, { NCF_RELEASE: "", GITHUB_SHA: "" })).toContain(
      'NCF_INPUT_INVALID: hook notify has once: "release", but no release is set',
    );
    expect(await deploy({ content: "v1", hook }, { NCF_RELEASE: "41" })).toMatch(/^succeeded/);
    expect(await deploy({ content: "v2", hook }, { NCF_RELEASE: "41" })).toMatch(/^succeeded/);
    expect(await deploy({ content: "v3", hook }, { NCF_RELEASE: "41" })).toMatch(/^succeeded/);
    expect(project.called()).toEqual(seen("v1", "v2"));
    expect(await deploy({ content: "v4", hook, how: "throw" }, { NCF_RELEASE: "42" })).toMatch(/^failed/);
    expect(await deploy({ content: "v4", hook }, { NCF_RELEASE: "43" })).toMatch(/^succeeded/);
    expect(project.called()).toEqual(seen("v1", "v2", "v4", "v4"));
  });

  test("with once: ever is called once for good, even after the stack was destroyed; with once: change again", async () => {
    const hook = { once: "ever" };
    const moments = ["afterCreate"];
    expect(await deploy({ content: "v1", hook, moments })).toMatch(/^succeeded/);
    expect(await project.pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(await deploy({ content: "v1", hook, moments })).toContain("called by an earlier deployment");
    expect(project.called()).toEqual(seen("v1"));
    expect(await project.pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    const other = { once: "change" };
    project.want({ content: "v1", moments, hook: other });
    expect(await deploy({ content: "v1", hook: { ...other, actionName: "echo" }, moments })).toMatch(
      /^succeeded/,
    );
    expect(await project.pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(await deploy({ content: "v1", hook: { ...other, actionName: "echo" }, moments })).toMatch(
      /^succeeded/,
    );
    expect(project.called()).toHaveLength(3);
  });

  test("before a deletion says early that it needs --run-program, and keeps the resource when it fails", async () => {
    const moments = ["beforeDelete"];
    expect(await deploy({ content: "v1", moments })).toContain("pulumi destroy --run-program");
    const refused = await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(refused.code).not.toBe(0);
    expect(refused.text).toContain("--run-program");
    const destroy = ["destroy", "--yes", "--skip-preview", "--run-program"];
    project.want({ content: "v1", moments, how: "throw" });
    const failed = await project.pulumi(...destroy);
    expect(failed.code).not.toBe(0);
    expect(failed.text).toContain("the resource is kept, and the next deletion calls again");
    project.want({ content: "v1", moments });
    expect(await project.pulumi(...destroy)).toMatchObject({ code: 0 });
    expect(project.called()).toEqual(seen("v1", "v1"));
    // Another instance of the resource is another occasion.
    expect(await deploy({ content: "v1", moments })).toMatch(/^succeeded/);
    expect(await project.pulumi(...destroy)).toMatchObject({ code: 0 });
    expect(project.called()).toEqual(seen("v1", "v1", "v1"));
  });

  test("that failed after an update does not run while the stack is destroyed", async () => {
    expect(await deploy({ content: "v1", how: "throw" })).toMatch(/^failed/);
    project.want({ ...always, content: "v1", how: "throw" });
    expect(await project.pulumi("destroy", "--yes", "--skip-preview", "--run-program")).toMatchObject({
      code: 0,
    });
    expect(project.called()).toHaveLength(1);
  });

  test("is refused where it may wait as long as the resource's own timeout, and where its inputs are wrong", async () => {
    const late = await deploy({ content: "v1", options: { customTimeouts: { create: "6m" } } });
    expect(late).toContain(
      "NCF_INPUT_INVALID: hook of site (command:local:Command): notify waits up to 6m, which is not shorter than customTimeouts.create of 6m",
    );
    expect(
      await deploy({ content: "v1", hook: { waitFor: "5m" }, options: { customTimeouts: { create: "6m" } } }),
    ).toMatch(/^succeeded/);
    expect(await deploy({ content: "v1", hook: { actionName: "a b" } })).toContain(
      "NCF_NAME_INVALID: hook notify:",
    );
    expect(await deploy({ content: "v1", after: ["notify"] })).toContain("two hooks have the name notify");
    expect(await deploy({ content: "v1", after: [""] })).toContain("a hook has no name");
    expect(project.called()).toHaveLength(1);
  });

  test("that was killed while its action ran is not called twice by the next up", async () => {
    let run: () => void = () => {};
    const until = new Promise<void>((resolve) => (run = resolve));
    project.emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "afterRun", until } });
    // The action returns its params, so that its run is known by the key.
    const wanted = { content: "v1", hook: { actionName: "echo", idempotencyParam: "key" } };
    const killed = deploy(wanted);
    await vi.waitFor(() => expect(project.emulator.ledger.runs).toHaveLength(1), 60_000);
    for (const { pid } of processesBelow(process.pid).filter(({ command }) => command.includes("pulumi"))) {
      process.kill(pid, "SIGKILL");
    }
    run();
    expect(await killed).toMatch(/^failed/);
    await project.pulumi("cancel", "--yes");
    expect(await deploy(wanted)).toMatch(/^succeeded/);
    expect(project.called()).toEqual(seen("v1"));
  });
});
