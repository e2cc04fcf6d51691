import type { Json, JsonObject } from "../model/json.ts";

// Pulumi's own marks. Source: pulumi/pulumi sdk/go/common/resource/sig [code]
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** A value marked as secret in the form that goes between a provider and the engine, which encrypts it in state. */
export function secretWireForm(value: Json): JsonObject {
  return { [signatureKey]: secretSignature, value };
}
