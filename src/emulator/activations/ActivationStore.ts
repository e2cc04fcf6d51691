import type { ActionReference } from "../../model/action.ts";
import type { Activation } from "../../model/activation.ts";
import type { Page } from "../gateway/readPage.ts";
import type { JsonObject } from "../../model/json.ts";

/** The record of a run that has ended, all fields there. */
export type ActivationRecord = Required<Activation> & {
  readonly response: { readonly result: JsonObject };
};

interface Stored {
  readonly action: ActionReference;
  readonly record: ActivationRecord;
}

/** The records of the runs that have ended. There is none of a run that goes on, as upstream has it. [ow] */
export class ActivationStore {
  readonly #stored = new Map<string, Stored>();

  add(action: ActionReference, record: ActivationRecord): void {
    this.#stored.set(record.activationId, { action, record });
  }

  /** The record of an action's run, or `undefined`. */
  find(action: ActionReference, activationId: string): ActivationRecord | undefined {
    const found = this.#stored.get(activationId);
    return found !== undefined && isSameAction(found.action, action) ? found.record : undefined;
  }

  /** One page of the records, of one action or of all, newest first, and how many there are on all pages. */
  list(page: Page, action?: ActionReference): { totalCount: number; records: readonly ActivationRecord[] } {
    const records = [...this.#stored.values()]
      .filter((one) => action === undefined || isSameAction(one.action, action))
      .map((one) => one.record)
      .filter((one) => one.start >= page.startAt && one.start <= page.endAt)
      .toReversed();
    const from = (page.pageNo - 1) * page.pageSize;
    return { totalCount: records.length, records: records.slice(from, from + page.pageSize) };
  }
}

function isSameAction(left: ActionReference, right: ActionReference): boolean {
  return left.packageName === right.packageName && left.actionName === right.actionName;
}
