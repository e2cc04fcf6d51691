import { basename, dirname } from "node:path";
import type { JournalFiles } from "../ports/journalFiles.ts";

/** The file of a segment: the journal's own path for the first, then with `.1`, `.2` and so on. */
export function segmentPath(path: string, number: number): string {
  return number === 0 ? path : `${path}.${number}`;
}

/** The numbers of the segments there are, ascending. */
export async function segmentNumbers(path: string, files: JournalFiles): Promise<readonly number[]> {
  const name = basename(path);
  const numbers: number[] = [];
  for (const found of await files.list(dirname(path))) {
    if (found === name) numbers.push(0);
    const tail = found.startsWith(`${name}.`) ? found.slice(name.length + 1) : "";
    if (/^[1-9]\d{0,8}$/.test(tail)) numbers.push(Number(tail));
  }
  return numbers.sort((left, right) => left - right);
}
