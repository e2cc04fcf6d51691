import { NcfError } from "../../diagnostics/ncfError.ts";
import { nearest } from "../../diagnostics/suggestions.ts";
import { errorCatalogue } from "../../model/errorCatalogue.ts";
import type { ErrorEntry } from "../../model/errorEntry.ts";
import type { CommandContext } from "../CommandContext.ts";

/** Options of `ncf explain`. */
export interface ExplainOptions {
  readonly json?: true;
}

const entries: Readonly<Record<string, ErrorEntry>> = errorCatalogue;

/**
 * Runs `ncf explain [CODE]`: prints what a code of a message means and what to do; without a code, all codes.
 * @throws NcfError NCF_USAGE for a code that does not exist
 */
export function explainCommand(
  { terminal }: CommandContext,
  named: string | undefined,
  { json }: ExplainOptions,
): void {
  const shown = named === undefined ? Object.entries(entries) : [entryOf(named)];
  if (json === true) {
    const objects = shown.map(([code, entry]) => ({ code, ...entry }));
    terminal.write(`${JSON.stringify(named === undefined ? objects : objects[0])}\n`);
    return;
  }
  if (named === undefined) {
    const width = Math.max(...shown.map(([code]) => code.length));
    for (const [code, { meaning }] of shown) terminal.write(`${code.padEnd(width)}  ${meaning}\n`);
    return;
  }
  for (const [code, { exitCode, meaning, hint }] of shown)
    terminal.write(`${code} (exit code ${exitCode})\n  ${meaning}\n  hint: ${hint}\n`);
}

/** Finds an entry by its code, in any case, with or without `NCF_`. */
function entryOf(named: string): [string, ErrorEntry] {
  const upper = named.trim().replaceAll("-", "_").toUpperCase();
  const code = upper.startsWith("NCF_") ? upper : `NCF_${upper}`;
  const entry = Object.hasOwn(entries, code) ? entries[code] : undefined;
  if (entry !== undefined) return [code, entry];
  const near = nearest(code, Object.keys(entries));
  throw new NcfError("NCF_USAGE", {
    reason: `there is no code ${code}`,
    hint: near === undefined ? "run ncf explain for the list of all codes" : `did you mean ${near}?`,
  });
}
