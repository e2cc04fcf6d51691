import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { CommandContext } from "../CommandContext.ts";
import { countText, diagnosticsText } from "../views/text.ts";
import { checkLoaded, InvalidStackFile, loadStackFile } from "./loadStackFile.ts";

/** Options of `ncf validate`. */
export interface ValidateOptions {
  readonly format: "text" | "json" | "github";
  readonly json?: boolean;
}

/** Runs `ncf validate FILE…`: reports every mistake that can be found without engine and network. */
export function validate(
  { terminal, end }: CommandContext,
  files: readonly string[],
  options: ValidateOptions,
): void {
  const format = options.json === true ? "json" : options.format;
  const mistakes: Diagnostic[] = [];
  const found: Diagnostic[] = [];
  for (const loaded of files.map((named) => loadStackFile(named, terminal))) {
    const { shownPath, file } = loaded;
    const warnings = file.warnings.map((one) => ({ ...one, file: shownPath }));
    found.push(...warnings);
    if (format !== "json") terminal.write(diagnosticsText(warnings, file.text, format));
    try {
      const { plan } = checkLoaded(loaded, terminal, {});
      const count = countText(plan.steps.length, "resource");
      const warned = warnings.length === 0 ? "" : `, ${countText(warnings.length, "warning")}`;
      if (format === "text") terminal.write(`${shownPath}: no mistakes, ${count}${warned}\n`);
    } catch (error) {
      if (!(error instanceof InvalidStackFile)) throw error;
      mistakes.push(...error.diagnostics);
      found.push(...error.diagnostics);
      if (format !== "json") terminal.write(diagnosticsText(error.diagnostics, error.text, format));
    }
  }
  if (format === "json") terminal.write(`${JSON.stringify(found)}\n`);
  if (mistakes.length === 0) return;
  if (format === "text") terminal.write(`${countText(mistakes.length, "mistake")}\n`);
  end(2);
}
