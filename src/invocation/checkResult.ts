import { NcfError } from "../diagnostics/NcfError.ts";
import type { JsonObject } from "../model/json.ts";
import { compileSchema } from "../schema/compileSchema.ts";
import { actionLabel } from "../model/action.ts";
import type { Invocation } from "./Invocation.ts";

/** The error that a result is which breaks its schema, with pointers and rules and never a value. */
export function checkResult(
  { action, resultSchema }: Pick<Invocation, "action" | "resultSchema">,
  result: JsonObject,
): NcfError | undefined {
  if (resultSchema === undefined) return undefined;
  const failures = compileSchema(resultSchema).check(result);
  if (failures.length === 0) return undefined;
  const list = failures.map(({ pointer, expected, rule }) => `\n  /result${pointer} ${expected} (${rule})`);
  return new NcfError("NCF_RESULT_INVALID", {
    reason: `the result of ${actionLabel(action)} breaks its schema:${list.join("")}`,
  });
}
