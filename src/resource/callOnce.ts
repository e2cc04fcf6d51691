import { generationKey, type ResourceKey } from "../model/resourceKey.ts";
import { type Invocation, withKey } from "../invocation/invocation.ts";
import type { Invoked } from "../invocation/invoke.ts";
import { invokeOnce, type InvokeOnceParts } from "../invocation/invokeOnce.ts";

/** What {@link callOnce} works with. */
export interface CallOnceParts extends Omit<InvokeOnceParts, "key" | "onUnknown"> {
  readonly place: ResourceKey;
  /** The generation that is next by what is kept. */
  readonly first: number;
}

/** How a call ended, and the generation that it is. */
export interface CalledOnce extends Invoked {
  readonly generation: number;
}

/**
 * Calls an action once as a resource's next generation. Generations of which the state knows nothing, since it was lost after they had
 * run with other params, are passed over; of them the journal may have forgotten the older ones.
 * @throws NcfError NCF_JOURNAL_UNWRITABLE before anything was sent
 */
export async function callOnce(
  invocation: Invocation,
  { place, first, ...parts }: CallOnceParts,
): Promise<CalledOnce> {
  const { onUnknown } = invocation;
  for (let from = first; ;) {
    const known = await parts.journal.generations(place);
    const generation = [...known.keys()].find((one) => one >= from) ?? from;
    const key = generationKey({ ...place, generation });
    const once = await invokeOnce(withKey(invocation, key), { ...parts, key, onUnknown });
    if (once.kind === "ended") return { ...once, generation };
    from = generation + 1;
  }
}
