import { isInexactText } from "../model/exactNumbers.ts";
import { fromPointer, isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { compileSchema } from "../schema/compileSchema.ts";
import type { SchemaFailure } from "../schema/failures.ts";
import { unknownValue } from "../schema/unknownValue.ts";
import { encodeParams, type Invocation } from "./invocation.ts";
import type { Issue } from "../model/issue.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { actionLabel } from "../model/action.ts";

// Source: guide `cloudfunctions-spec` [doc]
const largestParamsBytes = 1_048_576;

/**
 * Checks params: an object of at most 1 MiB as sent that satisfies its schema. Omitted params count
 * as `{}`.
 */
export function checkParams(params: Json | undefined, paramsSchema: Json | undefined): readonly Issue[] {
  const wrongSchema = schemaFailures("paramsSchema", paramsSchema);
  if (params === unknownValue) return wrongSchema;
  const value = params === undefined ? {} : params;
  if (!isJsonObject(value)) {
    const found = value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
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

  const failures: Issue[] = [...wrongSchema];
  const sizeBytes = encodeParams(value).byteLength;
  if (sizeBytes > largestParamsBytes) {
    failures.push({
      code: "NCF_PARAMS_TOO_LARGE",
      pointer: "/params",
      reason: `params are ${sizeBytes} bytes as sent; Cloud Functions accepts at most ${largestParamsBytes}`,
      hint: "store the data in Object Storage and pass its address to the action",
    });
  }
  if (paramsSchema === undefined || wrongSchema.length > 0) return failures;
  return [...failures, ...schemaIssues(value, paramsSchema)];
}

function schemaIssues(params: JsonObject, paramsSchema: Json): readonly Issue[] {
  try {
    return compileSchema(paramsSchema)
      .check(params)
      .map(({ pointer, rule, expected, description }) => ({
        code: "NCF_PARAMS_INVALID",
        pointer: `/params${pointer}`,
        reason: `${expected} (${rule})`,
        hint: description ?? "correct the params, or the schema",
      }));
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return [{ code: error.code, pointer: "/paramsSchema", reason: error.reason, hint: error.hint }];
  }
}

/** Returns an error when the result violates its schema. Never includes the value. */
export function checkResult(
  { action, resultSchema }: Pick<Invocation, "action" | "resultSchema">,
  result: Json,
): NcfError | undefined {
  if (resultSchema === undefined) return undefined;
  let failures: readonly SchemaFailure[];
  try {
    failures = compileSchema(resultSchema).check(result);
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    // The action has run, so its result must be kept: do not throw.
    return new NcfError("NCF_RESULT_INVALID", {
      reason: `the result of ${actionLabel(action)} cannot be checked: ${error.reason}`,
      hint: error.hint,
    });
  }
  if (failures.length === 0) return undefined;
  const list = failures.map(({ pointer, expected, rule }) => {
    const digits = isDigits(valueAtPointer(result, pointer)) ? `; ${digitsNote}` : "";
    return `\n  /result${pointer} ${expected} (${rule})${digits}`;
  });
  return new NcfError("NCF_RESULT_INVALID", {
    reason: `the result of ${actionLabel(action)} violates its schema:${list.join("")}`,
  });
}

const digitsNote = "an integer beyond 2^53 - 1 is kept as a string: allow type: [integer, string]";

function isDigits(value: Json | undefined): boolean {
  return typeof value === "string" && /^-?\d{16,}$/.test(value) && isInexactText(value);
}

function valueAtPointer(value: Json, pointer: string): Json | undefined {
  let here: Json | undefined = value;
  for (const step of fromPointer(pointer)) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as JsonObject)[step];
  }
  return here;
}

/** Returns the issues of a schema; none when it is valid or absent. */
export function schemaFailures(
  field: "paramsSchema" | "resultSchema",
  schema: Json | undefined,
): readonly Issue[] {
  if (schema === undefined) return [];
  try {
    compileSchema(schema);
    return [];
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return [{ code: error.code, pointer: `/${field}`, reason: error.reason, hint: error.hint }];
  }
}
