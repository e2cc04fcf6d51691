import type { JsonObject } from "../model/json.ts";
import { toMaskedObject } from "../model/shownJson.ts";
import { fromMarkedJson } from "../pulumi/marks.ts";
import { parseEngineEvent, stepName, type StepName } from "./stackEvents.ts";
import type { StepMetadata } from "./previewFacts.ts";

/** Inputs and outputs of one step, secrets as `[secret]`. */
export interface StepValues extends StepName {
  readonly inputs?: JsonObject;
  /** Absent until the step has succeeded. */
  readonly outputs?: JsonObject;
}

/** Outputs that hold the state of this package and nothing to show. */
const hiddenOutputs: ReadonlySet<string> = new Set(["__state", "__provider"]);

/** Reads the values of a step from a line of the engine's event stream; `undefined` for every other line. */
export function readStepValues(line: string): StepValues | undefined {
  // Only steps are parsed a second time.
  if (!line.includes('"resourcePreEvent"') && !line.includes('"resOutputsEvent"')) return undefined;
  const { resourcePreEvent, resOutputsEvent } = parseEngineEvent(line) ?? {};
  const metadata = resOutputsEvent?.metadata ?? resourcePreEvent?.metadata;
  if (metadata === undefined || metadata.type.startsWith("pulumi:")) return undefined;
  const { inputs, outputs } = recordOf(metadata) ?? {};
  const isOver = resOutputsEvent !== undefined;
  return {
    ...stepName(metadata),
    ...(inputs === undefined ? {} : { inputs: shown(inputs) }),
    ...(outputs === undefined || !isOver ? {} : { outputs: shown(outputs) }),
  };
}

/** A deletion has only the old values. */
function recordOf({ old, new: next }: StepMetadata): StepMetadata["new"] {
  return next ?? old;
}

function shown(values: Readonly<Record<string, unknown>>): JsonObject {
  const kept = Object.entries(values).filter(([name]) => !hiddenOutputs.has(name));
  return toMaskedObject(fromMarkedJson(Object.fromEntries(kept) as JsonObject));
}
