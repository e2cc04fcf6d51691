import { NcfError } from "../../diagnostics/ncfError.ts";
import { isJsonObject } from "../../model/json.ts";
import type { ActionSettings } from "./EmulatedAction.ts";

const memorySizes = [128, 256, 512, 1024];

/**
 * Reads the text of an action's settings file.
 * Shape: `{ description?, parameters?, limits?: { timeout?, memory? }, platform? }`
 * @throws NCF_EMULATOR_INVALID when it is not JSON, or a field is unknown or out of range
 */
export function readSettings(text: string, path: string): ActionSettings {
  const settings = parse(text, path);
  const refuse = (reason: string): never => {
    throw new NcfError("NCF_EMULATOR_INVALID", { reason: `${path}: ${reason}` });
  };
  for (const key of Object.keys(settings)) {
    if (!["description", "parameters", "limits", "platform"].includes(key)) refuse(`${key} is not a setting`);
  }
  const { description = "", parameters = {}, limits = {}, platform } = settings;
  if (typeof description !== "string") return refuse("description is not a text");
  if (!isJsonObject(parameters)) return refuse("parameters is not an object");
  if (!isJsonObject(limits)) return refuse("limits is not an object");
  const { timeout = 60_000, memory = 256 } = limits;
  if (typeof timeout !== "number" || !Number.isInteger(timeout) || timeout < 1 || timeout > 300_000) {
    return refuse("limits.timeout is not a whole number of 1 to 300000 milliseconds");
  }
  if (typeof memory !== "number" || !memorySizes.includes(memory)) {
    return refuse(`limits.memory is not one of ${memorySizes.join(", ")}`);
  }
  if (platform !== undefined && platform !== "classic" && platform !== "vpc") {
    return refuse("platform is neither classic nor vpc");
  }
  return {
    description,
    parameters,
    limits: { timeout, memory },
    ...(platform === undefined ? {} : { platform }),
  };
}

function parse(text: string, path: string): Record<string, unknown> {
  try {
    const settings: unknown = JSON.parse(text);
    if (isJsonObject(settings)) return settings;
  } catch (cause) {
    throw new NcfError("NCF_EMULATOR_INVALID", { reason: `${path} is not JSON`, cause });
  }
  throw new NcfError("NCF_EMULATOR_INVALID", { reason: `${path} is not a JSON object` });
}
