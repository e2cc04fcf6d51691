import { isAbsolute, join, resolve } from "node:path";
import { NcfError } from "../diagnostics/ncfError.ts";
import { type Backend, type BackendDeps, backendId, directoryOf, findBackend } from "./backend.ts";
import type { JournalScope } from "./records.ts";

/** Stack that a journal belongs to. */
export interface JournalOwner {
  readonly project: string;
  /** Stack name without an organization. */
  readonly stack: string;
  /** Organization, if known. */
  readonly organization?: string;
}

/** Location of a journal. */
export type JournalLocation =
  /** No journal is kept. */
  | { readonly kind: "off" }
  /** File on this machine. */
  | { readonly kind: "file"; readonly path: string; readonly scope: JournalScope }
  /** Directory that other machines may share. */
  | { readonly kind: "directory"; readonly path: string; readonly scope: JournalScope }
  /** Objects below a URL `s3://BUCKET/PREFIX?PARAMETERS`. */
  | { readonly kind: "bucket"; readonly url: string; readonly scope: JournalScope };

const besideState = ".ncf-journal";

/**
 * Locates the journal of a stack: at `NCF_JOURNAL` (`off`, a path, `file://`, `s3://`), otherwise
 * beside the state when the backend is a directory or a bucket, otherwise on this machine. `ncf`
 * and a separate provider process find the same location.
 * @throws NcfError NCF_INPUT_INVALID for an `NCF_JOURNAL` that is empty or has another scheme
 */
export function journalLocation(owner: JournalOwner, deps: BackendDeps): JournalLocation {
  return locate(owner, findBackend(deps), deps);
}

function locate(owner: JournalOwner, backend: Backend, deps: BackendDeps): JournalLocation {
  const { organization } = owner;
  const scope = {
    backend: backendId(backend.url, deps),
    ...(organization === undefined ? {} : { organization }),
  };
  const names = [fileName(owner.project), fileName(owner.stack)] as const;
  const root = rootOf(backend, deps);
  switch (root.kind) {
    case "off":
      return { kind: "off" };
    case "oneFile":
      return { kind: "file", path: root.path, scope };
    case "files":
      return { kind: "file", path: join(root.path, names[0], `${names[1]}${root.suffix}`), scope };
    case "directory":
      return { kind: "directory", path: join(root.path, ...names), scope };
    case "bucket":
      return { kind: "bucket", url: below(root.url, names), scope };
  }
}

/** Location of the journals of all stacks. */
export type JournalRoot =
  /** No journal is kept. */
  | { readonly kind: "off" }
  /** All stacks share one file. */
  | { readonly kind: "oneFile"; readonly path: string }
  /** Files `PROJECT/STACK` with a suffix, each name as one part of a path. */
  | { readonly kind: "files"; readonly path: string; readonly suffix: string }
  /** Directories `PROJECT/STACK`. */
  | { readonly kind: "directory"; readonly path: string }
  /** Objects under `PROJECT/STACK/`. */
  | { readonly kind: "bucket"; readonly url: string };

/**
 * Locates the journals of all stacks, as {@link journalLocation} does for one.
 * @throws NcfError NCF_INPUT_INVALID for an `NCF_JOURNAL` that is empty or has another scheme
 */
export function journalRoot(deps: BackendDeps): JournalRoot {
  return rootOf(findBackend(deps), deps);
}

function rootOf(backend: Backend, deps: BackendDeps): JournalRoot {
  const named = deps.env["NCF_JOURNAL"];
  if (named === "off") return { kind: "off" };
  if (named === "") {
    const hint =
      "unset it, set it to a path, file:// or s3:// URL, or write NCF_JOURNAL=off to keep no journal";
    throw new NcfError("NCF_INPUT_INVALID", { reason: "NCF_JOURNAL is empty", hint });
  }
  if (named !== undefined) return namedRoot(named, deps);
  const directory = directoryOf(backend.url, deps);
  if (directory !== undefined) return { kind: "directory", path: join(directory, besideState) };
  if (backend.url.startsWith("s3://")) return { kind: "bucket", url: below(backend.url, [besideState]) };
  return {
    kind: "files",
    path: join(stateDirectory(deps), "ncf", "journal"),
    suffix: `-${backendId(backend.url, deps)}.jsonl`,
  };
}

function namedRoot(named: string, deps: BackendDeps): JournalRoot {
  const directory = directoryOf(named, deps);
  if (directory !== undefined) return { kind: "directory", path: directory };
  if (named.startsWith("s3://")) return { kind: "bucket", url: named };
  const scheme = /^[a-z][a-z0-9+.-]+:\/\//.exec(named)?.[0];
  if (scheme === undefined) return { kind: "oneFile", path: resolve(deps.cwd ?? "", named) };
  throw new NcfError("NCF_INPUT_INVALID", {
    reason: `NCF_JOURNAL has the scheme ${scheme}, which is not supported`,
    hint: "set it to a path, to file:///DIRECTORY, or to s3://BUCKET/PREFIX?endpoint=…&region=…",
  });
}

/** Returns whether every machine that may continue the deployment can read the journal there. */
export function isShared({ kind }: JournalLocation): boolean {
  return kind === "directory" || kind === "bucket";
}

/** Returns the name of a location for messages: a path, or a URL without parameters. */
export function locationName(location: JournalLocation): string {
  switch (location.kind) {
    case "off":
      return "off";
    case "file":
    case "directory":
      return location.path;
    case "bucket":
      return location.url.split("?", 1)[0] as string;
  }
}

/**
 * Returns the options with which `ncf resolve` finds the journal of a stack from any directory;
 * empty when it needs none on this machine; `undefined` when no journal is kept.
 * @throws NcfError NCF_INPUT_INVALID as {@link journalLocation}
 */
export function journalOptions(owner: JournalOwner, deps: BackendDeps): readonly string[] | undefined {
  const backend = findBackend(deps);
  const location = locate(owner, backend, deps);
  if (location.kind === "off") return undefined;
  const named = deps.env["NCF_JOURNAL"];
  if (named !== undefined) {
    const directory = directoryOf(named, deps);
    const isUrl = named.startsWith("s3://");
    return [
      "--journal",
      directory !== undefined ? `file://${directory}` : isUrl ? named : locationName(location),
    ];
  }
  if (backend.source === "login" || backend.source === "default") return [];
  if (location.kind === "bucket") return ["--backend", backend.url];
  const directory = directoryOf(backend.url, deps);
  return directory === undefined ? [] : ["--backend", `file://${directory}`];
}

/** Returns the directory of the user's state: `$XDG_STATE_HOME`, `~/.local/state`; on Windows `%LOCALAPPDATA%`, `~\AppData\Local`. */
function stateDirectory({ env, homeDir, operatingSystem }: BackendDeps): string {
  const [variable, ...directories] =
    operatingSystem === "win32"
      ? (["LOCALAPPDATA", "AppData", "Local"] as const)
      : (["XDG_STATE_HOME", ".local", "state"] as const);
  const wanted = env[variable];
  // The XDG specification says to ignore empty and relative values.
  return wanted !== undefined && isAbsolute(wanted) ? wanted : join(homeDir, ...directories);
}

/** Encodes a name as one part of a path. */
function fileName(name: string): string {
  return encodeURIComponent(name).replace(/\*|^\.+/g, (found) =>
    [...found].map((one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`).join(""),
  );
}

/** Appends parts to the path of a bucket URL. */
function below(url: string, parts: readonly string[]): string {
  const [path = "", ...query] = url.split("?");
  return [`${path.replace(/\/+$/, "")}/${parts.join("/")}`, ...query].join("?");
}
