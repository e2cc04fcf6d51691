import { NcfError } from "../../diagnostics/ncfError.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";

/**
 * Sees to it that an option names resources of the stack file.
 * @throws NcfError NCF_USAGE with the nearest name
 */
export function refuseUnknownNames(option: string, names: readonly string[], { steps }: StackPlan): void {
  const there = steps.map(({ name }) => name);
  for (const name of names) {
    if (there.includes(name)) continue;
    const near = nearest(name, there);
    throw new NcfError("NCF_USAGE", {
      reason: `${option} ${name}: the stack file makes no resource of this name`,
      hint: near === undefined ? `there are ${there.join(", ")}` : `did you mean ${near}?`,
    });
  }
}
