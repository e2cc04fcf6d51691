import { printable } from "../../../diagnostics/safeText.ts";
import type { ResourceOutcome } from "../../record/runRecord.ts";
import { lookOf } from "../outcomeLooks.ts";
import type { GraphNode, ResourceGraph } from "./graphOf.ts";

/** Fill and border by outcome, readable on the light and the dark background of GitHub. */
const colors: Readonly<Partial<Record<ResourceOutcome, string>>> = {
  succeeded: "fill:#d9f2e3,stroke:#1a7f4b,color:#0b2e1b",
  reused: "fill:#d5eff3,stroke:#0a6f80,color:#06303a",
  failed: "fill:#fbdcdd,stroke:#c3242d,color:#4a0b10",
  unknown: "fill:#fdeccd,stroke:#955800,color:#3d2400",
  pending: "fill:#e6def9,stroke:#6a45c4,color:#271650",
  rejected: "fill:#f8dbe6,stroke:#a8325e,color:#440f25",
};
const calm = "fill:#eceff2,stroke:#59626d,color:#1b2027";

/** Formats a graph for Mermaid, which Markdown of GitHub and GitLab shows. Foreign text stays text. */
export function graphMermaid({ nodes, edges }: ResourceGraph): string {
  const lines = ["flowchart LR"];
  for (const node of nodes) lines.push(`  ${node.id}["${label(node)}"]`);
  for (const { from, to, isCritical } of edges) lines.push(`  ${from} ${isCritical ? "==>" : "-->"} ${to}`);
  const used = new Set(nodes.flatMap(({ outcome }) => outcome ?? []));
  for (const outcome of used) {
    const ids = nodes.filter((node) => node.outcome === outcome).map(({ id }) => id);
    lines.push(`  classDef ${outcome} ${colors[outcome] ?? calm}`, `  class ${ids.join(",")} ${outcome}`);
  }
  const critical = nodes.filter(({ isCritical }) => isCritical).map(({ id }) => id);
  if (critical.length > 0)
    lines.push("  classDef critical stroke-width:3px", `  class ${critical.join(",")} critical`);
  return `${lines.join("\n")}\n`;
}

function label({ name, calls, count, note, outcome }: GraphNode): string {
  const sign = outcome === undefined ? "" : `${lookOf(outcome).sign} `;
  const first = `${sign}${mermaidText(name)}${count === 1 ? "" : ` ×${count}`}`;
  const second = mermaidText(note === undefined ? calls : `${calls} · ${note}`);
  return `${first}<br/>${second}`;
}

/** Returns text that means nothing to Mermaid, to Markdown or to HTML: every mark in ASCII becomes an entity of Mermaid, `#35;`. */
function mermaidText(text: string): string {
  return printable(text)
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, 80)
    .replaceAll(/[!-,:-@[-^`{-~]/g, (mark) => `#${mark.codePointAt(0)};`);
}
