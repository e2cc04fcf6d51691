import { resolve } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { Terminal } from "../terminal.ts";

/**
 * Reads a file that an option names.
 * @throws NcfError NCF_FILE_MISSING
 */
export function readTextOf(
  option: string,
  named: string,
  { cwd, ports }: Pick<Terminal, "cwd" | "ports">,
): string {
  const path = resolve(cwd, named);
  let why = "";
  try {
    const text = ports.readText(path);
    if (text !== undefined) return text;
  } catch (error) {
    why = `: ${(error as Error).message}`;
  }
  throw new NcfError("NCF_FILE_MISSING", { reason: `${option} ${named}: there is no such file${why}` });
}
