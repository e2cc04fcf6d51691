import { parseEnv } from "node:util";
import type { Terminal } from "../terminal.ts";
import { readTextOf } from "./readTextOf.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables of a run: those of the environment, and of the file of `--env-file` those that it does not set. @throws NcfError NCF_FILE_MISSING */
export function readVariables(
  envFile: string | undefined,
  terminal: Pick<Terminal, "cwd" | "ports">,
): { readonly env: Variables; readonly fileEnv: Variables } {
  const fileEnv = envFile === undefined ? {} : parseEnv(readTextOf("--env-file", envFile, terminal));
  return { env: { ...fileEnv, ...terminal.ports.env }, fileEnv };
}
