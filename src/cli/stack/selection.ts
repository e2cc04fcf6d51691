import { isOwnResourceType } from "../../model/resources.ts";
import type { TargetOptions } from "./stackOptions.ts";

/** Options that narrow an operation to some resources. */
export type Narrowing = Partial<Pick<TargetOptions, "targets" | "excludes">>;

/** Reports whether an operation is limited to the resources that its options name, and this is none of them. */
export function isLeftOut(
  { targets = [], excludes = [] }: Narrowing,
  /** @param isPlanned - `true` when the engine requested a step of it from the provider of this package. */
  { name, type, isPlanned }: { readonly name: string; readonly type: string; readonly isPlanned: boolean },
): boolean {
  if (targets.length === 0 && excludes.length === 0) return false;
  // The engine asks about every resource that it works on, dependents of targets included.
  if (isOwnResourceType(type)) return !isPlanned;
  return excludes.includes(name) || (targets.length > 0 && !targets.includes(name));
}
