import { keepSettledMs } from "../records.ts";
import { parseRecordName } from "./chains.ts";
import type { ListedObject, RecordObjects } from "./recordObjects.ts";

const dayMs = 24 * 3_600_000;
const markPrefix = "swept-";

/**
 * Drops calls that were settled more than a month ago. Once a day, one process on any machine does
 * so: the one that creates the mark of the day.
 * @param listed - All objects.
 * @param drop - Drops those of some chains that were settled before a time, epoch milliseconds.
 */
export async function sweepOnceADay(
  objects: RecordObjects,
  listed: readonly ListedObject[],
  now: number,
  drop: (chainIds: readonly string[], settledBeforeAt: number) => Promise<void>,
): Promise<void> {
  const marks = listed.filter(({ name }) => name.startsWith(markPrefix));
  const mark = `${markPrefix}${Math.floor(now / dayMs)}`;
  if (marks.some(({ name }) => name.startsWith(mark))) return;
  if ((await objects.create({ name: mark, text: "", prefix: mark, known: new Set() })) === undefined) return;
  const settledBeforeAt = now - keepSettledMs;
  const old: string[] = [];
  for (const [chainId, object] of oneOfEach(listed)) {
    const writtenAt = await objects.writtenAt(object);
    if (writtenAt !== undefined && writtenAt < settledBeforeAt) old.push(chainId);
  }
  await drop(old, settledBeforeAt);
  await Promise.all(marks.map(({ name }) => objects.remove(name)));
}

/** Returns one object of each chain. Its age decides whether the chain must be read. */
function oneOfEach(listed: readonly ListedObject[]): ReadonlyMap<string, ListedObject> {
  const found = new Map<string, ListedObject>();
  for (const object of listed) {
    const chainId = parseRecordName(object.name)?.chainId;
    if (chainId !== undefined) found.set(chainId, object);
  }
  return found;
}
