/** Formats of `ncf graph`, and the graphs among those of `ncf report`. */
export const graphFormats = ["text", "mermaid", "dot", "svg"] as const;

/** Format of a graph. */
export type GraphFormat = (typeof graphFormats)[number];

/** Formats of `ncf report`. */
export const reportFormats = ["html", "json", "junit", "perfetto", ...graphFormats] as const;

/** Format of a report. */
export type ReportFormat = (typeof reportFormats)[number];
