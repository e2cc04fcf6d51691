import { NcfError } from "../../diagnostics/ncfError.ts";
import type { JsonObject } from "../../model/json.ts";
import { oneShotKey } from "../../model/resourceKey.ts";
import type { StepInputs } from "../../resource/steps.ts";
import { inlineSchemaFiles } from "../../schema/inlineSchemaFiles.ts";
import { schemaAllowsPath } from "../../schema/schemaAllowsPath.ts";
import { readActionName, readDurationOption } from "../calls/callOptions.ts";
import { parsePointer, selectJson } from "../calls/selectJson.ts";
import type { Terminal } from "../terminal.ts";
import type { InvokeOptions } from "./invokeCommand.ts";
import { readParams } from "./readParams.ts";

/**
 * Reads the arguments and options of `ncf invoke` as the inputs of a step.
 * @param key - By which the journal has the call.
 * @throws NcfError for what can be seen before the inputs are checked as a whole
 */
export async function readStep(
  name: string,
  key: string,
  options: InvokeOptions,
  terminal: Terminal,
): Promise<StepInputs> {
  const { cwd, ports } = terminal;
  const action = readActionName(name);
  const params = await readParams(options.params, terminal);
  const schemas = [options.paramsSchema, options.resultSchema].map((file) =>
    file === undefined ? undefined : inlineSchemaFiles({ $ref: encodeURI(file) }, cwd, ports.readText),
  );
  const secretPointers = options.secretParam.map((pointer) => {
    parsePointer("--secret-param", pointer);
    return `/params${pointer}`;
  });
  const timeout =
    options.timeout === undefined ? undefined : readDurationOption("--timeout", options.timeout);
  const inputs = {
    ...action,
    params,
    paramsSchema: schemas[0],
    resultSchema: schemas[1],
    timeout,
    waitFor: options.wait === undefined ? undefined : readDurationOption("--wait", options.wait),
    onUnknown: options.onUnknown,
    idempotencyParam: options.idempotencyParam,
    logs: options.logs === "on-failure" ? "onFailure" : options.logs,
  };
  for (const pointer of options.secretParam) requirePart(params, pointer);
  requirePossible(options, schemas[1]);
  const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
  return { inputs: Object.fromEntries(given) as JsonObject, secretPointers, key: oneShotKey(key) };
}

function requirePart(params: JsonObject, pointer: string): void {
  try {
    selectJson(params, pointer, "params");
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    const reason = error.reason.replace("--select", "--secret-param");
    throw new NcfError("NCF_USAGE", { reason, hint: error.hint });
  }
}

/** Requires that a result can have the part that is selected, as far as its schema tells. */
function requirePossible({ select, output }: InvokeOptions, resultSchema: unknown): void {
  if (select === undefined) return;
  const path = parsePointer("--select", select);
  if (output === "record" || resultSchema === undefined || schemaAllowsPath(resultSchema, path)) return;
  throw new NcfError("NCF_USAGE", {
    reason: `--select ${select}: no result that satisfies --result-schema has this part`,
    hint: "compare the pointer with the schema",
  });
}
