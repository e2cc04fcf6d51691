import { NcfError } from "../../diagnostics/ncfError.ts";
import { recordVersion, type RunRecord } from "./runRecord.ts";

/** Shape of a part of a record: a type name (`?` where it may be absent), one shape for all items of an array, or fields. */
type Shape = string | readonly [Shape] | { readonly [field: string]: Shape };

const recordShape: Shape = {
  ncfRun: "number",
  id: "string",
  kind: "string",
  project: "string",
  stack: "string",
  file: "string",
  startedAt: "number",
  endedAt: "number",
  result: "string",
  by: { user: "string?", host: "string", run: "string?", version: "string", engine: "string" },
  backend: "string",
  journal: "string",
  resources: [
    {
      name: "string",
      type: "string",
      action: "string?",
      after: ["string"],
      outcome: "string",
      step: "string?",
      startedAt: "number?",
      endedAt: "number?",
      params: "object?",
      result: "object?",
      activationId: "string?",
      address: "string?",
      generation: "number?",
      attempts: "number?",
      runMs: "number?",
      logs: "object?",
      events: [{ kind: "string", at: "number" }],
    },
  ],
  failures: [
    {
      name: "string?",
      code: "string",
      reason: "string",
      hint: "string",
      details: ["string"],
      file: "string?",
    },
  ],
  messages: [{ at: "number", severity: "string", message: "string", name: "string?" }],
  outputs: "object?",
};

/**
 * Reads a record.
 * @param named - Name of the file, for messages.
 * @throws NcfError NCF_INPUT_INVALID for anything but a record of this version
 */
export function readRunRecord(text: string, named: string): RunRecord {
  const refuse = (why: string): NcfError =>
    new NcfError("NCF_INPUT_INVALID", {
      reason: `${named} is not the record of a run: ${why}`,
      hint: "name a file that up --record wrote, or a run in .ncf/runs",
    });
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    throw refuse("it is not JSON");
  }
  const version = (record as Partial<RunRecord> | null)?.ncfRun as unknown;
  if (typeof version === "number" && version !== recordVersion)
    throw refuse(`it has version ${version}, and this version of ncf reads version ${recordVersion}`);
  const place = firstMismatch(record, recordShape, "");
  if (place !== undefined)
    throw refuse(place === "" ? "it is not an object" : `${place} is missing or has the wrong type`);
  const { kind, result } = record as RunRecord;
  if (!kinds.has(kind)) throw refuse(`its kind is ${JSON.stringify(kind)}`);
  if (!results.has(result)) throw refuse(`its result is ${JSON.stringify(result)}`);
  return record as RunRecord;
}

const kinds: ReadonlySet<string> = new Set(["up", "refresh", "destroy"]);
const results: ReadonlySet<string> = new Set(["succeeded", "failed", "interrupted"]);

/** Returns the place of the first part that does not have its shape. */
function firstMismatch(value: unknown, shape: Shape, place: string): string | undefined {
  if (typeof shape === "string") {
    const isOptional = shape.endsWith("?");
    if (value === undefined) return isOptional ? undefined : place;
    const isRight = value !== null && typeof value === (isOptional ? shape.slice(0, -1) : shape);
    return isRight && (typeof value !== "number" || Number.isFinite(value)) ? undefined : place;
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return place;
    for (const [at, item] of value.entries()) {
      const found = firstMismatch(item, shape[0] as Shape, `${place}/${at}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return place;
  for (const [field, inner] of Object.entries(shape)) {
    const found = firstMismatch((value as Record<string, unknown>)[field], inner, `${place}/${field}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
