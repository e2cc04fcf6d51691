import { NcfError } from "../../diagnostics/ncfError.ts";
import { callLabel } from "./callLabel.ts";
import type { Call } from "./readCalls.ts";

/** The error of a call that cannot be settled as it was said. */
export function resolveRefusal(call: Call, why: string, hint?: string): NcfError {
  return new NcfError("NCF_RESOLVE_REFUSED", {
    reason: `${callLabel(call)} is not settled: ${why}`,
    ...(hint === undefined ? {} : { hint }),
  });
}
