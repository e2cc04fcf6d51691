import type { GraphFormat } from "../reportFormats.ts";
import type { ResourceGraph } from "./graphOf.ts";

/** Formats a graph; what draws is loaded only for SVG. */
export async function formatGraph(format: GraphFormat, graph: ResourceGraph): Promise<string> {
  switch (format) {
    case "text":
      return (await import("./graphText.ts")).graphText(graph);
    case "dot":
      return (await import("./graphText.ts")).graphDot(graph);
    case "mermaid":
      return (await import("./graphMermaid.ts")).graphMermaid(graph);
    case "svg": {
      const [{ layoutGraph }, { graphSvg }] = await Promise.all([
        import("./layoutGraph.ts"),
        import("./graphSvg.ts"),
      ]);
      return graphSvg(layoutGraph(graph));
    }
  }
}
