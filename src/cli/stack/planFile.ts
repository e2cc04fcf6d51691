import { resolve } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { writePrivateFile } from "../../ports/nodePrivateFiles.ts";
import { canonicalJson } from "../../model/json.ts";
import { slowDigest } from "../../signing/slowDigest.ts";
import type { Terminal } from "../terminal.ts";
import { readTextOf } from "./loadStackFile.ts";
import type { PreparedStack } from "./prepareStack.ts";
import type { PreviewStep } from "./previewSteps.ts";

/** A saved preview. Holds no secret in clear. */
export interface PlanFile {
  readonly ncfPlan: 1;
  readonly project: string;
  readonly stack: string;
  readonly steps: readonly PreviewStep[];
  /** Digest of all inputs, secrets and read files included, with its salt. */
  readonly inputs: { readonly salt: string; readonly digest: string };
}

/** Parts of a prepared stack that a plan compares. */
type Planned = Pick<PreparedStack, "checked" | "stackName" | "inputs">;

/** Saves a preview. */
export function writePlanFile(
  named: string,
  { checked, stackName, inputs }: Planned,
  steps: readonly PreviewStep[],
  { cwd, ports }: Pick<Terminal, "cwd" | "ports">,
): void {
  // Need not be secret, only different each time.
  const salt = `${ports.clock.now()}-${ports.random()}`;
  const plan: PlanFile = {
    ncfPlan: 1,
    project: checked.file.name,
    stack: stackName,
    steps,
    inputs: { salt, digest: slowDigest(inputs(), salt) },
  };
  writePrivateFile(resolve(cwd, named), `${JSON.stringify(plan, undefined, 2)}\n`);
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
    // Reported below.
  }
  throw new NcfError("NCF_USAGE", { reason: `--plan ${named} is not a file that preview --plan saved` });
}

/**
 * Requires that the planned steps and inputs are still what up would do.
 * @throws NcfError NCF_PLAN_STALE with the differences
 */
export function refuseStalePlan(
  plan: PlanFile,
  { checked: { file }, stackName, inputs }: Planned,
  steps: readonly PreviewStep[],
): void {
  const changes: string[] = [];
  if (plan.project !== file.name || plan.stack !== stackName) {
    changes.push(`it is a plan for ${plan.project}/${plan.stack}`);
  }
  const planned = new Map(plan.steps.map((step) => [step.name, step]));
  for (const step of steps) {
    const was = planned.get(step.name);
    planned.delete(step.name);
    if (was === undefined) changes.push(`${step.name} is not in the plan`);
    else if (was.step !== step.step)
      changes.push(`${step.name}: the plan says ${was.step}, up would ${step.step}`);
    else if (canonicalJson(was) !== canonicalJson(step)) changes.push(`${step.name}: the inputs changed`);
  }
  for (const name of planned.keys()) changes.push(`${name} is only in the plan`);
  if (changes.length === 0 && slowDigest(inputs(), plan.inputs.salt) !== plan.inputs.digest) {
    changes.push("the stack file, its config, a secret, or a file that it reads changed");
  }
  if (changes.length === 0) return;
  throw new NcfError("NCF_PLAN_STALE", {
    reason: `nothing was called; the saved plan is out of date: ${changes.join("; ")}`,
  });
}
