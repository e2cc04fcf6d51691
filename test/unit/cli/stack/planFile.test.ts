import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPlanFile, refuseStalePlan, writePlanFile } from "../../../../src/cli/stack/planFile.ts";
import type { PreviewStep } from "../../../../src/cli/stack/previewSteps.ts";
import { parseStackFile } from "../../../../src/stack/parse/parseStackFile.ts";
import { captured } from "../captured.ts";

const file = parseStackFile("name: orders\n", "stack.yaml");
const checked = { file, ordered: [], plan: { steps: [], outputs: {} } };
const inputsOf =
  (text: string): (() => string) =>
  () =>
    text;
const run = { checked, stackName: "dev", inputs: inputsOf('{"dsn":"canary-1"}') };
const step: PreviewStep = {
  name: "warm",
  type: "ncf:ActionInvocation",
  step: "call",
  reasons: [{ kind: "new" }],
  properties: { a: 1 },
};

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "ncf-plan-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function saved(): ReturnType<typeof readPlanFile> {
  const path = join(folder, "plan.json");
  const { terminal } = captured();
  writePlanFile(path, run, [step], terminal);
  const text = readFileSync(path, "utf8");
  expect(text).not.toContain("canary-1");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  return readPlanFile("plan.json", captured({ files: { "plan.json": text } }).terminal);
}

test("a plan is up to date while steps and inputs are the same, and keeps no secret in clear", () => {
  expect(() => refuseStalePlan(saved(), run, [step])).not.toThrow();
});

test.each<[string, Partial<typeof run>, readonly PreviewStep[], RegExp]>([
  ["a secret", { inputs: inputsOf('{"dsn":"canary-2"}') }, [step], /a secret, or a file that it reads/],
  ["another stack", { stackName: "prod" }, [step], /it is a plan for orders\/dev/],
  ["a step", {}, [{ ...step, step: "keep" }], /warm: the plan says call, up would keep/],
  ["an input", {}, [{ ...step, properties: { a: 2 } }], /warm: the inputs changed/],
  ["a resource more", {}, [step, { ...step, name: "new" }], /new is not in the plan/],
  ["a resource less", {}, [], /warm is only in the plan/],
])("a plan is out of date after a change of %s", (_what, change, steps, says) => {
  expect(() => refuseStalePlan(saved(), { ...run, ...change }, steps)).toThrow(says);
});
