import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { isShared, type JournalLocation, locationName } from "../../journal/journalLocation.ts";
import { withJournal } from "../openTerminalJournal.ts";
import { requirePassphrase, withoutCredentials } from "../stack/backend.ts";
import { journalWarning } from "../stack/checkpoints.ts";
import type { Terminal } from "../terminal.ts";
import { type Finding, findingOf, ok, problem, warning } from "./finding.ts";

type Env = Terminal["ports"]["env"];

/** Checks where calls are recorded. Writes nothing. */
export async function checkJournal(
  location: JournalLocation,
  terminal: Terminal,
  env: Env,
): Promise<Finding> {
  if (location.kind === "off") {
    const text = "off: after a crash or a lost response, an action may run twice";
    return warning("journal", text, "unset NCF_JOURNAL");
  }
  const name = locationName(location);
  if (location.kind === "bucket") {
    try {
      await withJournal(location, terminal, env, (journal) => journal.entries());
    } catch (error) {
      return findingOf("journal", error);
    }
  } else {
    const why = notWritable(location.path);
    if (why !== undefined) return problem("journal", "NCF_JOURNAL_UNWRITABLE", why);
  }
  const [text, hint] = journalWarning(location, env)?.trim().split("\n  hint: ") ?? [];
  if (text !== undefined && hint !== undefined) {
    return warning("journal", `${name}: ${text.replace(/^warning: /, "")}`, hint);
  }
  return ok("journal", `${name} (${isShared(location) ? "shared" : "on this machine"})`);
}

/** Checks where state is kept, as far as this machine can see it. @param url - The backend's. */
export function checkBackend(url: string, env: Env): Finding {
  const shown = withoutCredentials(url);
  if (url.startsWith("file://")) {
    const why = notWritable(pathOf(url));
    return why === undefined ? ok("backend", shown) : problem("backend", "NCF_FILE_MISSING", why);
  }
  if (/^https?:/.test(url) && (env["PULUMI_ACCESS_TOKEN"] ?? "") === "") {
    const hint = "set PULUMI_ACCESS_TOKEN, unless this user has logged in with the Pulumi CLI";
    return warning("backend", `${shown}, and PULUMI_ACCESS_TOKEN is not set`, hint);
  }
  return ok("backend", `${shown} (not contacted)`);
}

/** Checks that secrets can be encrypted. */
export function checkPassphrase(url: string, secretsProvider: string | undefined, env: Env): Finding {
  try {
    requirePassphrase(url, secretsProvider, env);
  } catch (error) {
    return findingOf("passphrase", error);
  }
  const file = env["PULUMI_CONFIG_PASSPHRASE_FILE"] ?? "";
  if (env["PULUMI_CONFIG_PASSPHRASE"] === undefined && file !== "" && !existsSync(file)) {
    return problem(
      "passphrase",
      "NCF_PASSPHRASE_INVALID",
      `PULUMI_CONFIG_PASSPHRASE_FILE names ${file}, which does not exist`,
    );
  }
  const isNeeded = !/^https?:/.test(url) && (secretsProvider ?? "passphrase") === "passphrase";
  return ok(
    "passphrase",
    isNeeded ? "set" : `not needed: secrets are encrypted by ${secretsProvider ?? "the backend"}`,
  );
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    // Relative, as Pulumi allows it: `file://./state`.
    return url.slice("file://".length).replace(/^~/, process.env["HOME"] ?? "~");
  }
}

/** Returns why a file or directory cannot be written; `undefined` where it can, or can be made. */
function notWritable(path: string): string | undefined {
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
    return undefined;
  } catch (error) {
    return `${path} cannot be written: ${(error as NodeJS.ErrnoException).code ?? "unknown error"} at ${existing}`;
  }
}
