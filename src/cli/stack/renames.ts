import type { StackEvent } from "../../engine/stackEvents.ts";
import { canonicalJson, type JsonObject } from "../../model/json.ts";

type StartedEvent = Extract<StackEvent, { kind: "started" }>;

/**
 * Finds new invocations that have the action, params and triggers of one that is deleted: they look like it under another name.
 * @returns the name of the deleted one by the name of the new one
 */
export function findRenames(
  events: readonly Pick<StartedEvent, "name" | "step" | "inputs">[],
): ReadonlyMap<string, string> {
  const withInputs = events.flatMap(({ name, step, inputs }) =>
    inputs === undefined ? [] : [{ name, step, call: callText(inputs) }],
  );
  const left = new Map(
    withInputs.filter(({ step }) => step === "delete").map(({ name, call }) => [name, call]),
  );
  const found = new Map<string, string>();
  for (const { name, step, call } of withInputs) {
    if (step !== "create") continue;
    const [from] = [...left].find(([, other]) => other === call) ?? [];
    if (from === undefined) continue;
    left.delete(from);
    found.set(name, from);
  }
  return found;
}

/** Returns a text that is the same for two calls of the same thing. Secrets are masked, so that calls that differ only in them count as the same. */
function callText({ actionName = null, packageName = "-", params = {}, triggers = [] }: JsonObject): string {
  return canonicalJson([packageName, actionName, params, triggers]);
}
