import { afterEach, expect, test } from "vitest";
import { type HookProject, openHookProject } from "../support/openHookProject.ts";

/** A resource of another provider, and a call after it with functions of its outputs. */
const program = `import { readFileSync } from "node:fs";
import { local } from "@pulumi/command";
import { invokeAfter } from "pulumi-ncloud-functions";
const { content, how = "return" } = JSON.parse(readFileSync("wanted.json", "utf8"));
const site = new local.Command("site", { create: "echo " + content });
const warm = invokeAfter(site, "warm", {
  actionName: "end",
  params: ({ stdout }) => ({ how, value: { content: stdout } }),
  triggers: ({ id }) => [id],
});
export const warmed = warm.result;
`;

let project: HookProject;
afterEach(() => project.close());

test("a call after a resource follows its outputs, has outputs, and is repeated after a failure", async () => {
  project = await openHookProject(program);
  project.want({ content: "v1" });
  expect(await project.pulumi("preview")).toMatchObject({ code: 0 });
  expect(project.called()).toEqual([]);
  expect(await project.up()).toMatchObject({ code: 0 });
  expect(await project.up()).toMatchObject({ code: 0, text: expect.stringContaining("3 unchanged") });
  expect(project.called()).toEqual([{ content: "v1" }]);
  const { text } = await project.pulumi("stack", "output", "warmed");
  expect(JSON.parse(text)).toEqual({ content: "v1" });

  project.want({ content: "v2", how: "throw" });
  const failed = await project.up();
  expect(failed.code).not.toBe(0);
  expect(failed.text).toContain("NCF_ACTION_FAILED");
  project.want({ content: "v2" });
  expect(await project.up()).toMatchObject({ code: 0 });
  expect(project.called()).toEqual([{ content: "v1" }, { content: "v2" }, { content: "v2" }]);
  expect(await project.pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  expect(project.called()).toHaveLength(3);
});
