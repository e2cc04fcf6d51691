import type { CallOrigin } from "../../../src/journal/callOrigin.ts";
import type { Intended, Journal } from "../../../src/journal/journal.ts";
import type { Intent } from "../../../src/journal/records.ts";
import { openJournal } from "../../../src/journal/openJournal.ts";
import { handClock } from "../invocation/handClock.ts";
import { MemoryFiles } from "./memoryFiles.ts";

/** Where `ncf` keeps the journal of `shop/prod` without a named backend, with `XDG_STATE_HOME=/state`. */
export const path = "/state/ncf/journal/shop/prod-ddb343778b.jsonl";
export const startedAt = 1_714_021_538_000;

/** Files in memory, and processes that have the journal open. */
export function scene(files = new MemoryFiles(), segmentBytes?: number) {
  const clock = handClock(startedAt);
  let pid = 100;
  const open = (by: CallOrigin = {}): Promise<Journal> => {
    pid += 1;
    const self = { host: "ci", pid, startedAt: `boot ${pid}` };
    const more = segmentBytes === undefined ? {} : { segmentBytes };
    return openJournal(path, { files, clock, self, by, ...more });
  };
  return { files, clock, open };
}

export function intentOf(key: string, more: Partial<Intent> = {}): Intent {
  const action = "https://cloudfunctions.apigw.ntruss.com/api/v2/packages/-/actions/hello?platform=classic";
  return { key, action, paramsHash: "hash", sendsUntilAt: startedAt + 60_000, ...more };
}

/** Claims a key that can be had. */
export async function claim(journal: Journal, key: string, replaces?: string) {
  const intended = await journal.intend(intentOf(key, replaces === undefined ? {} : { replaces }));
  if (intended.kind !== "claimed") throw new Error(`${key} is taken`);
  return intended.entry;
}

export function kinds(intended: readonly Intended[]): readonly string[] {
  return intended.map(({ kind }) => kind).sort();
}
