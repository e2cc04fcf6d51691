import { resolve } from "node:path";
import { loadStackFilePath } from "../stack/loadStackFile.ts";
import type { CommandContext } from "../CommandContext.ts";
import { findRun } from "../record/runFiles.ts";
import { formatRun } from "./formatRun.ts";
import type { ReportFormat } from "./reportFormats.ts";
import { writeText } from "../writeText.ts";

/** Options of `ncf report`. */
export interface ReportOptions {
  readonly format: ReportFormat;
  readonly out?: string;
  readonly file?: string;
}

/** Runs `ncf report [RUN]`: writes a recorded run in one of the formats. Calls nothing. */
export async function reportCommand(
  { terminal }: CommandContext,
  named: string | undefined,
  { format, out, file }: ReportOptions,
): Promise<void> {
  const path = file === undefined ? resolve(terminal.cwd, "stack.yaml") : loadStackFilePath(file, terminal);
  const text = await formatRun(format, findRun(named, path, terminal.cwd));
  if (out === undefined) terminal.write(text);
  else writeText(resolve(terminal.cwd, out), text, "--out");
}
