import { NcfError } from "../../diagnostics/ncfError.ts";
import { keysIn, sentTime, findCandidates } from "../../invocation/findRun.ts";
import { belongsToAnotherClaim, type Journal } from "../../journal/journal.ts";
import type { Activation } from "../../model/activation.ts";
import { placeOf, type Call } from "./calls.ts";
import type { CloudFunctions } from "../../client/cloudFunctions.ts";

/** An activation that may be the run of a call. */
export interface SeenRun {
  readonly activationId: string;
  /** `true` when it contains the call's key, so that it is certainly its run. */
  readonly showsKey: boolean;
  /** Start of the run, epoch milliseconds; absent while its record cannot be read. */
  readonly start?: number;
  readonly status?: string;
}

/** Result of a scan of the activations. */
export interface Look {
  readonly runs: readonly SeenRun[];
  /** Reason why the scan failed. */
  readonly trouble?: string;
}

/** Dependencies of {@link lookAtCall}. */
export interface LookParts {
  /** @throws NcfError when there are no credentials */
  readonly reader: () => Promise<ActivationReader>;
  readonly journal: Pick<Journal, "claimOf">;
  readonly now: number;
}

/** Looks once for the activations that may be the run of a call. Only the signal lets it reject. */
export async function lookAtCall(call: Call, parts: LookParts, signal?: AbortSignal): Promise<Look> {
  const { entry } = call;
  const place = placeOf(call);
  if (place === undefined) return { runs: [], trouble: "its record is damaged and does not name the action" };
  let functions: ActivationReader;
  try {
    functions = await parts.reader();
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return { runs: [], trouble: `${error.code}: ${error.hint}` };
  }
  const looked = { ...place, ...sentTime(entry, parts.now) };
  const lookParts = {
    functions,
    belongsToOther: belongsToAnotherClaim.bind(undefined, parts.journal, entry),
  };
  const sight = await findCandidates(looked, lookParts, new Map(), signal);
  signal?.throwIfAborted();
  if (sight.kind !== "seen") return { runs: [], trouble: sight.reason };
  const runs = sight.candidates.flatMap(({ activationId, activation }) => {
    const keys = activation === undefined ? [] : keysIn(activation);
    const showsKey = keys.includes(entry.key);
    // One that shows other keys alone is another's.
    return keys.length > 0 && !showsKey ? [] : [{ activationId, showsKey, ...factsOf(activation) }];
  });
  return { runs };
}

function factsOf(activation: Activation | undefined): Pick<SeenRun, "start" | "status"> {
  if (activation === undefined) return {};
  const { start, response } = activation;
  return { ...(start === undefined ? {} : { start }), status: response.status };
}

/** Client that only reads activations. */
export type ActivationReader = Pick<CloudFunctions, "activation" | "activations" | "close">;
