import type { ResourceKey } from "../model/resourceKey.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";

/** Inputs that the resource adds to the user's own. */
export interface HiddenInputs {
  /** JSON pointers to the secret parts of `params`; where there are any, the result, which may repeat them, is kept secret too. */
  readonly secretParams: readonly string[];
  /** JSON pointers to the secret parts of `triggers`; where there are any, the fingerprint, by which they could be guessed, is kept secret. */
  readonly secretTriggers: readonly string[];
  /** The activation to adopt instead of calling: `package/action/activationId`. */
  readonly importId: string | undefined;
  /** Token of a re-run that was asked for: one that is not kept yet makes a new generation. */
  readonly rerun: string | undefined;
  /** Where the resource is; old state may not say. */
  readonly place: ResourceKey | undefined;
  /** The user's own inputs. */
  readonly inputs: JsonObject;
}

/** Parts the user's inputs from those that the resource and the provider host add. */
export function splitHiddenInputs(news: JsonObject): HiddenInputs {
  const { secretParams, secretTriggers, importId, rerun, place, __provider: _text, ...inputs } = news;
  return {
    secretParams: (secretParams ?? []) as readonly string[],
    secretTriggers: (secretTriggers ?? []) as readonly string[],
    importId: typeof importId === "string" ? importId : undefined,
    rerun: typeof rerun === "string" ? rerun : undefined,
    place: isJsonObject(place) ? (place as unknown as ResourceKey) : undefined,
    inputs,
  };
}
