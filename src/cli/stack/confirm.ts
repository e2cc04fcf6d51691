import { stackResources } from "../../engine/stackResources.ts";
import { Cancelled } from "../Cancelled.ts";
import type { Terminal } from "../terminal.ts";
import { countText } from "../views/text.ts";
import type { PreparedStack } from "./prepareStack.ts";
import type { PreviewStep } from "./previewSteps.ts";
import type { TargetOptions } from "./stackOptions.ts";

/**
 * Asks for confirmation. Everything but `y` and `yes` counts as a no, the end of the input (Ctrl-D) included.
 * @throws Cancelled for a no
 */
export async function confirm(terminal: Terminal, question: string, signal: AbortSignal): Promise<void> {
  const answer = await terminal.prompt(`${question} [y/N] `, signal);
  if (answer === undefined) terminal.writeError("\n");
  if (!/^y(es)?$/i.test(answer ?? "")) throw new Cancelled("the user did not confirm");
}

/** Asks whether a change is wanted, and says where it is made and how much it is. @throws Cancelled for a no */
export async function confirmChange(
  terminal: Terminal,
  prepared: PreparedStack,
  question: string,
  signal: AbortSignal,
): Promise<void> {
  const { project, stack, backendUrl } = prepared.workspace.target;
  terminal.write(`project ${project}, stack ${stack}, backend ${backendUrl}\n`);
  await confirm(terminal, question, signal);
}

/** Names of a step of a preview in a question: of one, and of several. */
const stepNouns: Readonly<Record<string, readonly [string, string]>> = {
  call: ["call", "calls"],
  mayCall: ["call that depends on an earlier result", "calls that depend on earlier results"],
  check: ["check", "checks"],
  mayCheck: ["check that depends on an earlier result", "checks that depend on earlier results"],
  import: ["run to adopt", "runs to adopt"],
  follow: ["unfinished run to follow", "unfinished runs to follow"],
  update: ["update of the state", "updates of the state"],
  create: ["resource to create", "resources to create"],
  delete: ["deletion", "deletions"],
  forget: ["removal from the state", "removals from the state"],
};
const otherNouns = ["other change", "other changes"] as const;
const unchangedSteps: ReadonlySet<string> = new Set(["keep", "same", "read"]);

/** Returns the question whether `up` is to do what its preview shows: `Apply 2 calls and 1 check (3 unchanged)?`. */
export function upQuestion(steps: readonly PreviewStep[]): string {
  const counts = new Map<readonly [string, string], number>();
  for (const { step } of steps) {
    if (unchangedSteps.has(step) || step === "notTargeted") continue;
    const nouns = stepNouns[step] ?? otherNouns;
    counts.set(nouns, (counts.get(nouns) ?? 0) + 1);
  }
  const unchanged = steps.filter(({ step }) => unchangedSteps.has(step)).length;
  const kept = unchanged === 0 ? "" : ` (${unchanged} unchanged)`;
  if (counts.size === 0) return `No resource changes${kept}. Update the outputs?`;
  const texts = [...counts].map(([[one, many], count]) => `${count} ${count === 1 ? one : many}`);
  const all =
    texts.length === 1 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1) ?? ""}`;
  return `Apply ${all}${kept}?`;
}

/** Returns the question whether `destroy` is to do what its preview shows: `Delete 3 resources from the stack, with 1 call of onDelete?`. */
export function destroyQuestion(steps: readonly PreviewStep[]): string {
  const calls = steps.filter(({ step, action }) => step === "delete" && action !== undefined).length;
  const also = calls === 0 ? "" : `, with ${countText(calls, "call")} of onDelete`;
  return `Delete ${countText(steps.length, "resource")} from the stack${also}?`;
}

/** Returns the question whether `refresh` is to read again what the state has. */
export async function refreshQuestion(
  { workspace }: Pick<PreparedStack, "workspace">,
  { targets }: Pick<TargetOptions, "targets">,
): Promise<string> {
  const names = await stackResources(workspace);
  const count = names.filter((name) => targets.length === 0 || targets.includes(name)).length;
  return `Re-read ${countText(count, "resource")} and update the state?`;
}
