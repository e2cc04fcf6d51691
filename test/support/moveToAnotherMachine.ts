import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatRecord, parseRecord } from "../../src/journal/records.ts";

/**
 * Makes the claims in a store those of a runner that cannot be seen from here.
 * @param sendsForMs - Time after a claim in which that runner may send it.
 */
export function moveToAnotherMachine(directory: string, sendsForMs = 15_000): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const lines = readFileSync(path, "utf8")
      .split("\n")
      .map((line) => {
        const at = line.search(/[0-9a-f]{8} \{/);
        const record = at === -1 ? undefined : parseRecord(line.slice(at));
        if (record?.kind !== "intent") return line;
        const owner = { ...record.owner, host: "runner-1 another-boot" };
        return line.slice(0, at) + formatRecord({ ...record, owner, sendsUntilAt: record.at + sendsForMs });
      });
    writeFileSync(path, lines.join("\n"));
  }
}
