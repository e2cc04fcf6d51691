import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { CommandContext } from "../CommandContext.ts";
import { countText, diagnosticsText } from "../views/text.ts";
import { checkLoaded, InvalidStackFile, loadStackFile } from "./loadStackFile.ts";

/** Options of `ncf validate`. */
export interface ValidateOptions {
  /** @default "github" in GitHub Actions, else "text" */
  readonly format?: "text" | "json" | "github";
  readonly json?: boolean;
}

/** Runs `ncf validate FILE…`: reports every mistake that can be found without engine and network. */
export function validate(
  { terminal, end }: CommandContext,
  files: readonly string[],
  options: ValidateOptions,
): void {
  const usual = terminal.github === undefined ? "text" : "github";
  const format = options.json === true ? "json" : (options.format ?? usual);
  const all: Diagnostic[] = [];
  for (const loaded of files.map((named) => loadStackFile(named, terminal))) {
    try {
      const { plan } = checkLoaded(loaded, terminal, {});
      const count = countText(plan.steps.length, "resource");
      if (format !== "json") terminal.write(`${loaded.shownPath}: no mistakes, ${count}\n`);
    } catch (error) {
      if (!(error instanceof InvalidStackFile)) throw error;
      all.push(...error.diagnostics);
      const { diagnostics, text } = error;
      if (format === "text") terminal.write(diagnosticsText(diagnostics, text, format));
      if (format === "github") terminal.writeRaw(diagnosticsText(diagnostics, text, format));
    }
  }
  if (format === "json") terminal.write(`${JSON.stringify(all)}\n`);
  if (all.length === 0) return;
  if (format === "text") terminal.write(`${countText(all.length, "mistake")}\n`);
  end(2);
}
