import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { writePrivateFile } from "../../ports/nodePrivateFiles.ts";
import type { FoundRun } from "../record/runFiles.ts";
import { formatRun, type ReportFormat } from "./formatRun.ts";

/** Writes a run in one format to a file, readable by this user alone. @throws the error of the file system */
export async function writeReport(path: string, format: ReportFormat, run: FoundRun): Promise<void> {
  const text = await formatRun(format, run);
  mkdirSync(dirname(path), { recursive: true });
  writePrivateFile(path, text);
}
