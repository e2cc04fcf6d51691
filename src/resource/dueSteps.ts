import { hashByKey, isCalledByKey, type KeyPolicy } from "../invocation/callByKey.ts";
import { readInputs } from "../invocation/readInputs.ts";
import { type Journal, type JournalEntry, newestGeneration, releaseGenerations } from "../journal/journal.ts";
import type { AddressChoice } from "../model/address.ts";
import { generationKey, type ResourceKey } from "../model/resourceKey.ts";
import { userInputs } from "./diffInvocation.ts";
import type { StepInputs } from "./steps.ts";

/** Status of a step with a key: never called, to be called (again), or called successfully. */
export type StepStatus = "new" | "due" | "done";

/**
 * Steps with keys, as recorded in the journal. A step is due when its last call did not succeed, or
 * when it was noted as due because it failed before a call.
 */
export interface DueSteps {
  readonly statusOf: (key: ResourceKey) => Promise<StepStatus>;
  /**
   * Returns whether the last call of a step succeeded and had the same inputs, so that calling by
   * its key would call nothing. Sends no request: the record of the call may have expired. Invalid
   * inputs are not done.
   */
  readonly isDone: (step: Pick<StepInputs, "inputs" | "key">, policy: KeyPolicy) => Promise<boolean>;
  /**
   * Notes that a step is due, so that a later deployment runs it. Has no effect when the step is
   * already due.
   * @param action - URL of the action, as in the intent of a call.
   */
  readonly note: (key: ResourceKey, action: string) => Promise<void>;
  /** Forgets the calls of a step, so that the next call with this key is made. */
  readonly forget: (key: ResourceKey) => Promise<void>;
}

/** Hash of the params of a step that failed before they were known. No real hash starts with it. */
const noParams = "due.";

/** Dependencies of {@link dueSteps}. */
export interface DueStepsDeps {
  /** Returns the journal of a resource's stack. @throws NcfError when it cannot be used */
  readonly journal: (key: ResourceKey) => Promise<Journal>;
  /** Address inputs that apply where the inputs have none. */
  readonly address: AddressChoice;
}

/**
 * Returns the steps in a journal. Every method throws NcfError NCF_JOURNAL_UNWRITABLE when the
 * journal cannot be used.
 */
export function dueSteps({ journal, address }: DueStepsDeps): DueSteps {
  async function statusOf(key: ResourceKey): Promise<StepStatus> {
    return statusOfEntry((await newestGeneration(await journal(key), key))?.entry);
  }

  return {
    statusOf,

    async isDone({ inputs, key }, policy) {
      const { invocation, hasUnknowns, issues } = readInputs(userInputs(inputs), address);
      if (invocation === undefined || hasUnknowns || issues.length > 0) return false;
      const paramsHash = hashByKey(invocation, key, policy);
      return isCalledByKey(invocation, key, policy, { journal: await journal(key), paramsHash });
    },

    async note(key, action) {
      const kept = await journal(key);
      const { generation = 0, entry } = (await newestGeneration(kept, key)) ?? {};
      if (statusOfEntry(entry) === "due") return;
      const intended = await kept.intend({
        key: generationKey({ ...key, generation: generation + 1 }),
        action,
        paramsHash: noParams,
        sendsUntilAt: 0,
        isNote: true,
        isPermanent: true,
      });
      if (intended.kind === "claimed") await kept.end(intended.entry, { kind: "notSent" });
    },

    async forget(key) {
      await releaseGenerations(await journal(key), key);
    },
  };
}

function statusOfEntry(entry: JournalEntry | undefined): StepStatus {
  if (entry === undefined) return "new";
  return entry.end?.kind === "succeeded" ? "done" : "due";
}
