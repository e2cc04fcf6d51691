import type { JsonObject } from "../model/json.ts";
import { toMaskedObject } from "../model/shownJson.ts";
import { fromMarkedJson } from "../pulumi/marks.ts";
import { type EngineEvent, stepName, type StepName } from "./stackEvents.ts";
import type { StepMetadata } from "./previewFacts.ts";

/** Inputs and outputs of one step, secrets as `[secret]`. */
export interface StepValues extends StepName {
  readonly inputs?: JsonObject;
  /** Absent until the step has succeeded. */
  readonly outputs?: JsonObject;
}

/** Outputs that hold the state of this package and nothing to show. */
const hiddenOutputs: ReadonlySet<string> = new Set(["__state", "__provider"]);

/** Reads the values of a step from an event of the engine; `undefined` for every other event. */
export function readStepValues({ resourcePreEvent, resOutputsEvent }: EngineEvent): StepValues | undefined {
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
