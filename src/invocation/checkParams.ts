import { isJsonObject, type Json } from "../model/json.ts";
import { compileSchema } from "../schema/compileSchema.ts";
import { unknownValue } from "../schema/unknownValue.ts";
import { encodeParams } from "./encodeParams.ts";
import type { InputFailure } from "../diagnostics/Issue.ts";
import { schemaFailures } from "./schemaFailures.ts";

// Source: guide `cloudfunctions-spec` [doc]
const largestParamsBytes = 1_048_576;

/** Checks params that JSON can carry: an object, at most 1 MiB as sent, in keeping with its schema. Params that are left out count as `{}`. */
export function checkParams(
  params: Json | undefined,
  paramsSchema: Json | undefined,
): readonly InputFailure[] {
  const wrongSchema = schemaFailures("paramsSchema", paramsSchema);
  if (params === unknownValue) return wrongSchema;
  const value = params === undefined ? {} : params;
  if (!isJsonObject(value)) {
    const found = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
    return [
      ...wrongSchema,
      {
        code: "NCF_PARAMS_NOT_JSON",
        pointer: "/params",
        reason: `params is ${found}, not an object`,
        hint: "write params as { name: value }",
      },
    ];
  }

  const failures: InputFailure[] = [...wrongSchema];
  const sizeBytes = encodeParams(value).byteLength;
  if (sizeBytes > largestParamsBytes) {
    failures.push({
      code: "NCF_PARAMS_TOO_LARGE",
      pointer: "/params",
      reason: `params are ${sizeBytes} bytes as sent; Cloud Functions takes at most ${largestParamsBytes}`,
      hint: "put the data into Object Storage and give the action its address",
    });
  }
  if (paramsSchema === undefined || wrongSchema.length > 0) return failures;
  for (const { pointer, rule, expected, description } of compileSchema(paramsSchema).check(value)) {
    failures.push({
      code: "NCF_PARAMS_INVALID",
      pointer: `/params${pointer}`,
      reason: `${expected} (${rule})`,
      hint: description ?? "correct the params, or the schema",
    });
  }
  return failures;
}
