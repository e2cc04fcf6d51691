import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Fills a folder beside `target` and renames it to `target` when that worked, so that `target` is complete or absent.
 * What was at `target` is replaced; what an interrupted run left beside it is removed.
 * @param fill gives why it did not work, or `undefined`
 * @returns what `fill` gave
 */
export async function publishFolder(
  target: string,
  fill: (folder: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const parent = dirname(target);
  const prefix = `${basename(target)}.part-`;
  mkdirSync(parent, { recursive: true });
  removeParts(parent, prefix);
  const folder = mkdtempSync(join(parent, prefix));
  try {
    const failure = await fill(folder);
    if (failure !== undefined) return failure;
    rmSync(target, { recursive: true, force: true });
    renameSync(folder, target);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function removeParts(parent: string, prefix: string): void {
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
