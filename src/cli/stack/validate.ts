import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { CommandContext } from "../CommandContext.ts";
import { failureEvent } from "../json/failureEvent.ts";
import { failureText } from "../views/RunView.ts";
import { countText, diagnosticsText } from "../views/text.ts";
import { checkLoaded, InvalidStackFile, loadStackFile } from "./loadStackFile.ts";

/** Options of `ncf validate`. */
export interface ValidateOptions {
  /** @default "github" in GitHub Actions, else "text" */
  readonly format?: "text" | "json" | "github";
  readonly json?: boolean;
  readonly allowRead?: readonly string[];
}

/** Runs `ncf validate FILE…`: reports every mistake that can be found without engine and network. */
export function validate(
  { terminal, end }: CommandContext,
  files: readonly string[],
  options: ValidateOptions,
): void {
  const usual = terminal.github === undefined ? "text" : "github";
  const format = options.json === true ? "json" : (options.format ?? usual);
  const mistakes: Diagnostic[] = [];
  const found: Diagnostic[] = [];
  const write = (diagnostics: readonly Diagnostic[], text: string): void => {
    if (format === "text") terminal.write(diagnosticsText(diagnostics, text, format));
    if (format === "github") terminal.writeRaw(diagnosticsText(diagnostics, text, format));
  };
  const missing: NcfError[] = [];
  const loadedFiles = files.flatMap((named) => {
    try {
      return [loadStackFile(named, terminal, options.allowRead)];
    } catch (error) {
      if (!NcfError.is(error)) throw error;
      missing.push(error);
      return [];
    }
  });
  for (const loaded of loadedFiles) {
    const { shownPath, file } = loaded;
    const warnings = file.warnings.map((one) => ({ ...one, file: shownPath }));
    found.push(...warnings);
    write(warnings, file.secrets.shownText);
    try {
      const { plan } = checkLoaded(loaded, terminal, {});
      const count = countText(plan.steps.length, "resource");
      const warned = warnings.length === 0 ? "" : `, ${countText(warnings.length, "warning")}`;
      if (format !== "json") terminal.write(`${shownPath}: no mistakes, ${count}${warned}\n`);
    } catch (error) {
      if (!(error instanceof InvalidStackFile)) throw error;
      mistakes.push(...error.diagnostics);
      found.push(...error.diagnostics);
      write(error.diagnostics, error.text);
    }
  }
  if (format === "json") {
    const at = terminal.ports.clock.now();
    terminal.write(`${JSON.stringify([...missing.map((error) => failureEvent({ error }, at)), ...found])}\n`);
  } else for (const error of missing) terminal.writeError(failureText({ error }));
  if (mistakes.length + missing.length === 0) return;
  if (format === "text" && mistakes.length > 0) terminal.write(`${countText(mistakes.length, "mistake")}\n`);
  end(2);
}
