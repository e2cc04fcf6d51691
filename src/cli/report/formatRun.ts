import type { FoundRun } from "../record/runFiles.ts";
import type { ReportFormat } from "./reportFormats.ts";

/** Formats a run. Each format is a function of the record alone; what a format draws with is loaded only for it. */
export async function formatRun(format: ReportFormat, run: FoundRun): Promise<string> {
  const { record } = run;
  switch (format) {
    case "html":
      return (await import("./html/reportPage.ts")).reportPage(run);
    case "json":
      return `${JSON.stringify(record, undefined, 2)}\n`;
    case "perfetto":
      return (await import("./perfetto.ts")).perfettoTrace(record);
    case "junit":
      return (await import("./junit.ts")).junitXml(record);
    case "mermaid":
    case "text":
    case "dot":
    case "svg": {
      const [{ runGraph }, { formatGraph }] = await Promise.all([
        import("./graph/graphOf.ts"),
        import("./graph/formatGraph.ts"),
      ]);
      return formatGraph(format, runGraph(record));
    }
  }
}
