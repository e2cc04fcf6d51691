import { NcfError } from "../diagnostics/ncfError.ts";
import { formatActionUrl } from "../model/action.ts";
import { actionCheck, checkGenerationInputs, type CheckOutputName } from "../model/actionCheck.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { isSecretInput } from "../resource/changedInputs.ts";
import { privateOutput } from "../resource/state.ts";
import { isSecretOutput } from "../resource/secretOutputs.ts";
import type { StepInputs } from "../resource/steps.ts";
import type { CheckEnd } from "./callUntilHealthy.ts";
import { type Check, checkFingerprint } from "./readCheck.ts";

const version = 1;

/** State of a check between two steps, as plain data. */
export interface CheckState {
  /** Hash of everything whose change checks again. */
  readonly fingerprint: string;
  /** Token of the newest requested re-run. */
  readonly rerun?: string;
  /** JSON pointers to the secret parts of the inputs. Absent when there are none. */
  readonly secretPointers?: readonly string[];
  readonly outputs: Readonly<Record<CheckOutputName, Json>>;
}

/** Returns the state after a healthy check. */
export function healthyState(
  check: Check,
  { secretPointers, rerun }: Pick<StepInputs, "secretPointers" | "rerun">,
  { activation, calls, successes, durationMs }: Extract<CheckEnd, { kind: "healthy" }>,
): CheckState {
  return {
    fingerprint: checkFingerprint(check),
    ...(rerun === undefined ? {} : { rerun }),
    ...(secretPointers.length === 0 ? {} : { secretPointers }),
    outputs: {
      result: activation.response.result,
      activationId: activation.activationId,
      calls,
      successes,
      duration: Math.round(durationMs),
      address: formatActionUrl(check),
    },
  };
}

/**
 * Converts a state to outputs for the engine: the public ones, and everything private in `__state`.
 * Shape: `{ result, …, __state: { type: "ncf:ActionCheck", version: 1, fingerprint, rerun?,
 * secretPointers? } }`
 */
export function checkStateToOutputs({ outputs, ...hidden }: CheckState): JsonObject {
  const whole = { ...outputs, [privateOutput]: { type: actionCheck.type, version, ...hidden } };
  return JSON.parse(JSON.stringify(whole)) as JsonObject;
}

/**
 * Reads the outputs of {@link checkStateToOutputs} as the engine returns them. Ignores other
 * properties.
 * @throws NcfError NCF_STATE_INVALID for outputs of another version or shape
 */
export function readCheckState(outputs: JsonObject): CheckState {
  const hidden = outputs[privateOutput];
  if (!isJsonObject(hidden) || hidden["type"] !== actionCheck.type) {
    throw invalid(`${privateOutput} is not the state of a check`);
  }
  if (hidden["version"] !== version) {
    throw invalid(
      `it has version ${JSON.stringify(hidden["version"])}, and this version of pulumi-ncloud-functions reads version ${version}`,
      "update pulumi-ncloud-functions to the version that wrote the state, or a later one",
    );
  }
  const { fingerprint, rerun, secretPointers } = hidden;
  if (typeof fingerprint !== "string") throw invalid(`${privateOutput}.fingerprint is not a string`);
  // The engine may leave out a null result.
  const missing = Object.keys(actionCheck.outputs).find(
    (name) => name !== "result" && (outputs[name] ?? undefined) === undefined,
  );
  if (missing !== undefined) throw invalid(`${missing} is missing`);
  const shown = Object.keys(actionCheck.outputs).map((name) => [name, outputs[name] ?? null]);
  return {
    fingerprint,
    ...(typeof rerun === "string" ? { rerun } : {}),
    ...(Array.isArray(secretPointers) ? { secretPointers: secretPointers as readonly string[] } : {}),
    outputs: Object.fromEntries(shown) as CheckState["outputs"],
  };
}

/** Returns JSON pointers to the secret outputs of a state. */
export function secretCheckOutputs({ secretPointers = [] }: CheckState): readonly string[] {
  const pointers = Object.entries(actionCheck.outputs)
    .filter(([, definition]) => isSecretOutput(definition, secretPointers))
    .map(([name]) => `/${name}`);
  // The fingerprint could help guess a short secret.
  const isFingerprintSecret = checkGenerationInputs.some((name) => isSecretInput(name, secretPointers));
  return isFingerprintSecret ? [...pointers, `/${privateOutput}/fingerprint`] : pointers;
}

function invalid(why: string, hint?: string): NcfError {
  const reason = `the state of the check cannot be read: ${why}`;
  return new NcfError("NCF_STATE_INVALID", hint === undefined ? { reason } : { reason, hint });
}
