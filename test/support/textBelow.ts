import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Every file below a folder, as one text. */
export function textBelow(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
