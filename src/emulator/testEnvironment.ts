import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Variables of a run whose journal and backend are in a directory of their own. */
export interface TestEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Removes the directory. */
  readonly remove: () => void;
}

/** Makes a temporary directory for a journal and a backend, and returns the variables that lead to them. */
export function makeTestEnvironment(): TestEnvironment {
  const folder = mkdtempSync(join(tmpdir(), "ncf-emulator-"));
  const state = join(folder, "state");
  mkdirSync(state);
  return {
    variables: {
      NCF_JOURNAL: join(folder, "journal.jsonl"),
      PULUMI_BACKEND_URL: pathToFileURL(state).href,
      PULUMI_CONFIG_PASSPHRASE: "emulator",
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
