import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { canonicalJson } from "../../model/json.ts";
import { slowDigest } from "../../signing/slowDigest.ts";
import type { Terminal } from "../terminal.ts";
import type { StackRun } from "./prepareStack.ts";
import type { PreviewStep } from "./previewRun.ts";
import { readTextOf } from "./loadStackFile.ts";

/** A preview that was saved. Holds no secret in clear. */
export interface PlanFile {
  readonly ncfPlan: 1;
  readonly project: string;
  readonly stack: string;
  readonly steps: readonly PreviewStep[];
  /** Digest of all inputs, secrets and read files included, with its salt. */
  readonly inputs: { readonly salt: string; readonly digest: string };
}

/** Saves a preview. */
export function writePlanFile(
  named: string,
  { file, stackName, inputs }: Pick<StackRun, "file" | "stackName" | "inputs">,
  steps: readonly PreviewStep[],
  { cwd, ports }: Pick<Terminal, "cwd" | "ports">,
): void {
  // Need not be secret, only another one each time.
  const salt = `${ports.clock.now()}-${ports.random()}`;
  const plan: PlanFile = {
    ncfPlan: 1,
    project: file.name,
    stack: stackName,
    steps,
    inputs: { salt, digest: slowDigest(inputs, salt) },
  };
  writeFileSync(resolve(cwd, named), `${JSON.stringify(plan, undefined, 2)}\n`, { mode: 0o600 });
}

/**
 * Reads a saved preview.
 * @throws NcfError NCF_FILE_MISSING, or NCF_USAGE for another kind of file
 */
export function readPlanFile(named: string, terminal: Pick<Terminal, "cwd" | "ports">): PlanFile {
  const text = readTextOf("--plan", named, terminal);
  try {
    const read = JSON.parse(text) as PlanFile;
    if (read.ncfPlan === 1) return read;
  } catch {
    // Said below.
  }
  throw new NcfError("NCF_USAGE", { reason: `--plan ${named} is not a file that preview --plan saved` });
}

/**
 * Sees to it that what would be done is what the plan says.
 * @throws NcfError NCF_PLAN_STALE with what has moved
 */
export function refuseMovedPlan(
  plan: PlanFile,
  { file, stackName, inputs }: Pick<StackRun, "file" | "stackName" | "inputs">,
  steps: readonly PreviewStep[],
): void {
  const moved: string[] = [];
  if (plan.project !== file.name || plan.stack !== stackName) {
    moved.push(`it is a plan for ${plan.project}/${plan.stack}`);
  }
  const planned = new Map(plan.steps.map((step) => [step.name, step]));
  for (const step of steps) {
    const was = planned.get(step.name);
    planned.delete(step.name);
    if (was === undefined) moved.push(`${step.name} is not in the plan`);
    else if (was.step !== step.step)
      moved.push(`${step.name}: the plan says ${was.step}, it would be ${step.step}`);
    else if (canonicalJson(was) !== canonicalJson(step))
      moved.push(`${step.name} would be given something else`);
  }
  for (const name of planned.keys()) moved.push(`${name} is in the plan only`);
  if (moved.length === 0 && slowDigest(inputs, plan.inputs.salt) !== plan.inputs.digest) {
    moved.push("the stack file, its config, a secret, or a file that it reads is another one");
  }
  if (moved.length === 0) return;
  throw new NcfError("NCF_PLAN_STALE", {
    reason: `nothing was called, for the plan does not hold any more: ${moved.join("; ")}`,
  });
}
