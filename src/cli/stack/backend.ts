import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { NcfError } from "../../diagnostics/ncfError.ts";

/** Where the state of a stack is kept. */
export interface Backend {
  readonly url: string;
  /** Whether none was named, so that it is the directory `.ncf/` beside the stack file. */
  readonly isOwn: boolean;
  /** Whether a stack is known not to exist in it. */
  readonly isNew: (project: string, stack: string) => boolean;
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

/** Finds the backend: the one named, else Pulumi's own variable, else a directory beside the stack file, which is made. */
export function findBackend(
  named: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  stackFilePath: string,
): Backend {
  const given = namedBackend(named, env);
  if (given !== undefined) return { url: given, isOwn: false, isNew: () => false };
  const state = ownBackendDirectory(stackFilePath);
  mkdirSync(state, { recursive: true });
  // State belongs in no repository.
  writeFileSync(join(dirname(state), ".gitignore"), "*\n");
  return {
    url: pathToFileURL(state).href,
    isOwn: true,
    // Source: pulumi/pulumi pkg/backend/diy/store.go [code]
    isNew: (project, stack) => !existsSync(join(state, ".pulumi", "stacks", project, `${stack}.json`)),
  };
}

/**
 * Requires that secrets can be encrypted: all backends but Pulumi's service need a passphrase, unless the stack's settings name
 * another secrets provider. An empty PULUMI_CONFIG_PASSPHRASE is one to Pulumi, and so here.
 * @throws NcfError NCF_PASSPHRASE_INVALID
 */
export function requirePassphrase(
  backendUrl: string,
  secretsProvider: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): void {
  if (/^https?:/.test(backendUrl) || (secretsProvider ?? "passphrase") !== "passphrase") return;
  if (env["PULUMI_CONFIG_PASSPHRASE"] !== undefined || (env["PULUMI_CONFIG_PASSPHRASE_FILE"] ?? "") !== "")
    return;
  throw new NcfError("NCF_PASSPHRASE_INVALID", {
    reason: `secrets in ${backendUrl} are encrypted with a passphrase, and no passphrase is set`,
  });
}
