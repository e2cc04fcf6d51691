import type { JsonObject } from "../model/json.ts";
import type { InvocationState } from "./InvocationState.ts";
import { splitHiddenInputs } from "./splitHiddenInputs.ts";

/** Reads old outputs as this package wrote them, in this version or an earlier one. */
export function readState(olds: JsonObject): InvocationState {
  const { inputs, rerun, place } = splitHiddenInputs(olds);
  return {
    ...inputs,
    ...(place === undefined ? {} : { place }),
    ...(rerun === undefined ? {} : { rerun }),
  } as unknown as InvocationState;
}
