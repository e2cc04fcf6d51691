import { Buffer } from "node:buffer";
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { Terminal } from "../terminal.ts";
import { makeOwnDirectory } from "./ownDirectory.ts";

/** Backend of a stack. */
export interface Backend {
  readonly url: string;
  /** `true` when no backend was named, so that it is the directory `.ncf/` beside the stack file. */
  readonly isOwn: boolean;
  /** Returns whether a stack is known not to exist in it. */
  readonly isNew: (project: string, stack: string) => boolean;
  /** Reports whether the state of a stack may name operations that have not ended: `false` where its file shows that it names none. */
  readonly mayHavePending: (project: string, stack: string) => boolean;
  /** Returns the salt of a stack's secrets, where its state is a file and has one. */
  readonly saltOf: (project: string, stack: string) => string | undefined;
}

/** Returns the URL of the backend that is named, by an option or by Pulumi's own variable; `undefined` when none is. */
export function namedBackend(
  named: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const given = named ?? env["PULUMI_BACKEND_URL"] ?? "";
  return given === "" ? undefined : given;
}

/** Returns the directory of the backend beside a stack file. */
export function ownBackendDirectory(stackFilePath: string): string {
  return join(dirname(stackFilePath), ".ncf", "state");
}

/** Bytes of a state in which its secrets provider is found: it comes before the resources. */
const headBytes = 4096;

/** Finds the backend: the one named, else Pulumi's own variable, else a directory beside the stack file, which is made. */
export function findBackend(
  named: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  stackFilePath: string,
): Backend {
  const given = namedBackend(named, env);
  if (given !== undefined) {
    return {
      url: given,
      isOwn: false,
      isNew: () => false,
      mayHavePending: pendingInFiles(given),
      saltOf: fileSalts(given),
    };
  }
  const state = ownBackendDirectory(stackFilePath);
  makeOwnDirectory(state);
  const url = pathToFileURL(state).href;
  return {
    url,
    isOwn: true,
    isNew: (project, stack) => !existsSync(stateFile(state, project, stack)),
    mayHavePending: pendingInFiles(url),
    saltOf: fileSalts(url),
  };
}

// Source: pulumi/pulumi pkg/backend/diy/store.go [code]
function stateFile(folder: string, project: string, stack: string): string {
  return join(folder, ".pulumi", "stacks", project, `${stack}.json`);
}

function pendingInFiles(url: string): Backend["mayHavePending"] {
  return (project, stack) => {
    try {
      return readFileSync(stateFile(fileURLToPath(url), project, stack), "utf8").includes(
        '"pending_operations"',
      );
    } catch {
      // Not a file, or not where it is looked for: only the engine knows.
      return true;
    }
  };
}

/**
 * Without the salt in the stack's settings, the engine makes a new one and derives a second key from the passphrase, which takes 0.13 s of
 * processor time in every run.
 */
function fileSalts(url: string): Backend["saltOf"] {
  return (project, stack) => {
    let file: number | undefined;
    try {
      file = openSync(stateFile(fileURLToPath(url), project, stack), "r");
      const head = Buffer.alloc(headBytes);
      const text = head.toString("utf8", 0, readSync(file, head, 0, headBytes, 0));
      return /"type":\s*"passphrase",\s*"state":\s*\{\s*"salt":\s*"([\w+/=:-]+)"/.exec(text)?.[1];
    } catch {
      // Not a file, or not there yet: the engine does without.
      return undefined;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  };
}

/**
 * Requires that secrets can be encrypted: all backends but Pulumi's service need a passphrase, unless the stack's settings name
 * another secrets provider. An empty PULUMI_CONFIG_PASSPHRASE is one to Pulumi, and so here.
 * @param readText - Reads the file that PULUMI_CONFIG_PASSPHRASE_FILE names. @default that it exists is not checked
 * @throws NcfError NCF_PASSPHRASE_MISSING
 */
export function requirePassphrase(
  backendUrl: string,
  secretsProvider: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  readText: Terminal["ports"]["readText"] = () => "",
): void {
  if (/^https?:/.test(backendUrl) || (secretsProvider ?? "passphrase") !== "passphrase") return;
  if (env["PULUMI_CONFIG_PASSPHRASE"] !== undefined) return;
  const file = env["PULUMI_CONFIG_PASSPHRASE_FILE"] ?? "";
  if (file !== "") {
    if (canRead(file, readText)) return;
    throw new NcfError("NCF_PASSPHRASE_MISSING", {
      reason: `PULUMI_CONFIG_PASSPHRASE_FILE names the file ${file}, which does not exist or cannot be read`,
      hint: "correct the path, or set PULUMI_CONFIG_PASSPHRASE",
    });
  }
  throw new NcfError("NCF_PASSPHRASE_MISSING", {
    reason: `secrets in ${backendUrl} are encrypted with a passphrase, and no passphrase is set`,
  });
}

function canRead(path: string, readText: Terminal["ports"]["readText"]): boolean {
  try {
    return readText(path) !== undefined;
  } catch {
    return false;
  }
}

/** Returns a backend's URL without what may sign in to it. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][\w+.-]*:\/\/)[^/?#]*@/i, "$1").replace(/[?#].*$/s, "");
}
