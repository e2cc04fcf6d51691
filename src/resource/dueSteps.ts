import type { Journal } from "../journal/journal.ts";
import { generationKey, type ResourceKey } from "../model/resourceKey.ts";

/** State of a step that a key identifies: never called, to be called (again), or called with success. */
export type StepStatus = "new" | "due" | "done";

/**
 * Steps that a key identifies, as far as the journal alone knows them. A step is due when its last call did not succeed, or when it was
 * noted as due because it failed before there was a call.
 */
export interface DueSteps {
  readonly statusOf: (key: ResourceKey) => Promise<StepStatus>;
  /**
   * Notes that a step is due, so that a later deployment makes up for it. A step that is due already stays as it is.
   * @param action - What it calls, as in the intent of a call.
   */
  readonly note: (key: ResourceKey, action: string) => Promise<void>;
  /** Forgets the calls of a step: the next one of this key is called, whatever was called before. */
  readonly forget: (key: ResourceKey) => Promise<void>;
}

/** Params of a step that failed before they were known. No hash begins so. */
const noParams = "due.";

/** Returns the steps of a journal. Every method throws NcfError NCF_JOURNAL_UNWRITABLE when it cannot be used. */
export function dueSteps(journal: (key: ResourceKey) => Promise<Journal>): DueSteps {
  async function statusOf(key: ResourceKey): Promise<StepStatus> {
    const last = [...(await (await journal(key)).generations(key)).values()].at(-1);
    if (last === undefined) return "new";
    return last.end?.kind === "succeeded" ? "done" : "due";
  }

  return {
    statusOf,

    async note(key, action) {
      if ((await statusOf(key)) === "due") return;
      const kept = await journal(key);
      const [generation = 0] = [...(await kept.generations(key)).keys()].slice(-1);
      const intended = await kept.intend({
        key: generationKey({ ...key, generation: generation + 1 }),
        action,
        paramsHash: noParams,
        sendsUntilAt: 0,
        isPermanent: true,
      });
      if (intended.kind === "claimed") await kept.end(intended.entry, { kind: "notSent" });
    },

    async forget(key) {
      const kept = await journal(key);
      const entries = [...(await kept.generations(key)).values()];
      await Promise.all(entries.map((entry) => kept.end(entry, { kind: "released" })));
    },
  };
}
