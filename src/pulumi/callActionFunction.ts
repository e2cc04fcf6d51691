import { issueError, NcfError } from "../diagnostics/ncfError.ts";
import type { KeyPolicy } from "../invocation/callByKey.ts";
import { invokeAction, invokeActionOutputs } from "../model/invokeAction.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import { stateToOutputs } from "../resource/state.ts";
import type { ConfiguredProvider } from "./providerSession.ts";
import type { PlainObject } from "./plainValue.ts";

const policy: KeyPolicy = { onOther: "refuse", onFailed: "call", onRunning: "wait" };
const hint = "update Pulumi to 3.218 or later, or declare an ActionInvocation";

/** Information that the engine passes with a call of the function. */
export interface FunctionCall {
  readonly isPreview: boolean;
  /** `true` when the engine reports whether a call belongs to a preview. */
  readonly tellsPreview: boolean;
}

/**
 * Calls an action as the function `invokeAction`: once per key and stack. A preview checks the inputs and calls nothing.
 * @throws NcfError when the inputs are invalid, or the call did not succeed
 */
export async function callActionFunction(
  { json, secretPointers }: PlainObject,
  { runtime, stack }: ConfiguredProvider,
  { isPreview, tellsPreview }: FunctionCall,
): Promise<JsonObject> {
  if (!tellsPreview)
    throw refused("this version of Pulumi does not distinguish previews from updates for plugins", hint);
  if (stack === undefined) throw refused("this version of Pulumi does not pass the stack to plugins", hint);
  const { key: name, ...inputs } = json;
  if (secretPointers.includes("/key")) {
    throw refused(
      "key must not be secret: it is shown in messages and in the journal",
      "pass a key that is not secret, and secrets in params",
    );
  }
  const key: ResourceKey = { ...stack, parent: invokeAction.token, name: requireKey(name) };
  const step = { inputs, secretPointers, key };
  const [issue] = runtime.lifecycle.check(step);
  if (issue !== undefined) throw issueError(issue, "invokeAction");
  if (isPreview) return { outcome: "preview", result: {} };
  const { state, error } = await runtime.lifecycle.callByKey(step, policy);
  if (error !== undefined) throw error;
  const outputs = stateToOutputs(state);
  const known = invokeActionOutputs.filter((output) => outputs[output] !== undefined);
  return Object.fromEntries(known.map((output) => [output, outputs[output] as Json]));
}

function requireKey(name: Json | undefined): string {
  if (typeof name === "string" && name !== "") return name;
  throw refused(
    "key is missing",
    'pass a string that identifies the call, such as key: "notify-2026-11"; it is called once per key',
  );
}

function refused(reason: string, why: string): NcfError {
  return new NcfError("NCF_INPUT_INVALID", { reason: `invokeAction: ${reason}`, hint: why });
}
