import { NcfError } from "../diagnostics/NcfError.ts";
import type { Json } from "../model/json.ts";
import { compileSchema } from "../schema/compileSchema.ts";
import type { InputFailure } from "../diagnostics/Issue.ts";

/** Why a schema cannot be used; nothing when it can, or when there is none. */
export function schemaFailures(
  field: "paramsSchema" | "resultSchema",
  schema: Json | undefined,
): readonly InputFailure[] {
  if (schema === undefined) return [];
  try {
    compileSchema(schema);
    return [];
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return [{ code: error.code, pointer: `/${field}`, reason: error.reason, hint: error.hint }];
  }
}
