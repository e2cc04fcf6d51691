import type { FoundRun } from "../record/runFiles.ts";

/** Formats of `ncf report`. */
export const reportFormats = ["html", "json"] as const;

/** Format of `ncf report`. */
export type ReportFormat = (typeof reportFormats)[number];

/** Formats a run. Each format is a function of the record alone; what a format draws with is loaded only for it. */
export async function formatRun(format: ReportFormat, run: FoundRun): Promise<string> {
  const { record } = run;
  switch (format) {
    case "html":
      return (await import("./html/reportPage.ts")).reportPage(run);
    case "json":
      return `${JSON.stringify(record, undefined, 2)}\n`;
  }
}
