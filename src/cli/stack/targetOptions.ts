import { NcfError } from "../../diagnostics/ncfError.ts";
import type { ChangeCommandOptions } from "./stackOptions.ts";

/** Which resources an operation takes on, and how many at once. */
export interface TargetOptions {
  /** Patterns of URNs. */
  readonly target?: string[];
  readonly parallel?: number;
}

/**
 * Reads `--target` and `--parallel`.
 * @throws NcfError NCF_USAGE
 */
export function readTargetOptions({
  target,
  parallel,
}: Pick<ChangeCommandOptions, "target" | "parallel">): TargetOptions {
  if (parallel !== undefined && !/^[1-9]\d{0,3}$/.test(parallel)) {
    throw new NcfError("NCF_USAGE", {
      reason: `--parallel ${parallel} is not a number from 1 to 9999`,
      hint: "leave it out to let Pulumi choose",
    });
  }
  return {
    ...(target.length === 0 ? {} : { target: target.map((name) => `**::${name}`) }),
    ...(parallel === undefined ? {} : { parallel: Number(parallel) }),
  };
}
