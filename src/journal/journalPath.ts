import { isAbsolute, join, resolve } from "node:path";
import { NcfError } from "../diagnostics/ncfError.ts";
import type { Ports } from "../ports/ports.ts";

/** Stack whose journal is meant, and the environment that decides where it is. */
export interface JournalPlace extends Pick<Ports, "env" | "homeDir" | "operatingSystem"> {
  readonly project: string;
  readonly stack: string;
}

/**
 * Returns the path of a stack's journal; `undefined` for `NCF_JOURNAL=off`. Any other value of `NCF_JOURNAL`
 * is the path itself; the default is `ncf/journal/PROJECT/STACK.jsonl` under `$XDG_STATE_HOME` (`~/.local/state`), on
 * Windows under `%LOCALAPPDATA%` (`~\AppData\Local`).
 * @throws NcfError NCF_INPUT_INVALID for an empty `NCF_JOURNAL`, which may mean either
 */
export function journalPath({ env, homeDir, operatingSystem, ...whose }: JournalPlace): string | undefined {
  const named = env["NCF_JOURNAL"];
  if (named === "off") return undefined;
  if (named === "") {
    const hint = "unset it, set it to a path, or to off to disable the journal";
    throw new NcfError("NCF_INPUT_INVALID", { reason: "NCF_JOURNAL is empty", hint });
  }
  if (named !== undefined) return named;
  const [variable, ...folders] =
    operatingSystem === "win32"
      ? (["LOCALAPPDATA", "AppData", "Local"] as const)
      : (["XDG_STATE_HOME", ".local", "state"] as const);
  const wanted = env[variable];
  // The XDG specification has empty and relative values ignored.
  const states = wanted !== undefined && isAbsolute(wanted) ? wanted : join(homeDir, ...folders);
  return join(states, "ncf", "journal", fileName(whose.project), `${fileName(whose.stack)}.jsonl`);
}

/** Returns a name as a part of a path. Names of stacks of an organization hold slashes. */
function fileName(name: string): string {
  return encodeURIComponent(name).replace(/\*|^\.+/g, (found) =>
    [...found].map((one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`).join(""),
  );
}

/**
 * Returns the options by which `ncf resolve` finds the journal of a stack from any directory: none at the default path, else the path;
 * `undefined` for `NCF_JOURNAL=off`.
 * @throws NcfError NCF_INPUT_INVALID for an empty `NCF_JOURNAL`
 */
export function journalOptions(place: JournalPlace): readonly string[] | undefined {
  const path = journalPath(place);
  if (path === undefined) return undefined;
  const byDefault = journalPath({ ...place, env: { ...place.env, NCF_JOURNAL: undefined } });
  return path === byDefault ? [] : ["--journal", resolve(path)];
}
