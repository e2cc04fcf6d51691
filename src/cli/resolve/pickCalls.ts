import { NcfError } from "../../diagnostics/ncfError.ts";
import { nearest } from "../../diagnostics/suggestions.ts";
import { isUnsettled } from "./isUnsettled.ts";
import type { Call } from "./readCalls.ts";

/** Which calls of a resource are meant. */
export interface CallChoice {
  readonly name: string;
  readonly generation?: number;
}

/**
 * Picks a resource's calls that are not settled, else the newest one.
 * @param path - The journal's, for the message.
 * @throws NcfError NCF_USAGE for a name that the journal does not know, or that several stacks have
 */
export function pickCalls(
  calls: readonly Call[],
  { name, generation }: CallChoice,
  path: string,
): readonly [Call, ...Call[]] {
  const named = calls.filter((one) => one.name === name);
  const stacks = new Set(named.map(({ project, stack }) => `${project}/${stack}`));
  if (stacks.size > 1) {
    throw new NcfError("NCF_USAGE", {
      reason: `the journal ${path} has calls of ${name} in several stacks: ${[...stacks].join(", ")}`,
      hint: "add --project and --stack",
    });
  }
  const wanted = named.filter((one) => generation === undefined || one.generation === generation);
  const open = wanted.filter(isUnsettled);
  const [newest] = wanted.toSorted((one, other) => other.generation - one.generation);
  const [first = newest, ...others] = open;
  if (first !== undefined) return [first, ...others];
  throw new NcfError("NCF_USAGE", {
    reason: `the journal ${path} knows no call of ${name}${generation === undefined ? "" : `, generation ${generation}`}`,
    hint: hintFor(name, calls, named),
  });
}

function hintFor(name: string, calls: readonly Call[], named: readonly Call[]): string {
  if (named.length > 0) return `it knows of generation ${named.map((one) => one.generation).join(", ")}`;
  const names = [...new Set(calls.map((one) => one.name))];
  const near = nearest(name, names);
  if (near !== undefined) return `did you mean ${near}?`;
  return names.length === 0
    ? "it knows no call of this stack at all; compare --project and --stack"
    : `there are ${names.join(", ")}`;
}
