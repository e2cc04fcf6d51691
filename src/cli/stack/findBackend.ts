import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** Where the state of a stack is kept. */
export interface Backend {
  readonly url: string;
  /** Whether nobody named one, so that it is the folder `.ncf/` beside the stack file. */
  readonly isOwn: boolean;
}

/** Finds the backend: the one named, else Pulumi's own variable, else a folder beside the stack file, which is made. */
export function findBackend(
  named: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  stackFilePath: string,
): Backend {
  const given = named ?? env["PULUMI_BACKEND_URL"] ?? "";
  if (given !== "") return { url: given, isOwn: false };
  const folder = join(dirname(stackFilePath), ".ncf");
  const state = join(folder, "state");
  mkdirSync(state, { recursive: true });
  // State belongs into no repository.
  writeFileSync(join(folder, ".gitignore"), "*\n");
  return { url: pathToFileURL(state).href, isOwn: true };
}
