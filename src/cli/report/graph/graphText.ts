import { printable } from "../../../diagnostics/safeText.ts";
import { lookOf } from "../outcomeLooks.ts";
import type { GraphNode, ResourceGraph } from "./graphOf.ts";

/** Formats a graph as text: each resource in the order in which they can be created, with those it comes after. */
export function graphText({ nodes, edges }: ResourceGraph): string {
  const names = new Map(nodes.map((node) => [node.id, nameOf(node)]));
  const cells = nodes.map((node) => {
    const before = edges.flatMap(({ from, to }) => (to === node.id ? [names.get(from) as string] : []));
    return [nameOf(node), node.calls, before.length === 0 ? "" : `after ${before.join(", ")}`];
  });
  const widths = [0, 1].map((at) => Math.max(0, ...cells.map((row) => (row[at] as string).length)));
  const lines = nodes.map((node, at) => {
    const [name = "", calls = "", before = ""] = cells[at] as readonly string[];
    const sign = node.outcome === undefined ? "" : `${lookOf(node.outcome).sign} `;
    const line = `${sign}${name.padEnd(widths[0] as number)}  ${calls.padEnd(widths[1] as number)}  ${before}`;
    return line.trimEnd();
  });
  return lines.map((line) => `${printable(line).replaceAll("\n", " ")}\n`).join("");
}

function nameOf({ name, count }: GraphNode): string {
  return count === 1 ? name : `${name} (×${count})`;
}

/** Formats a graph in the language of Graphviz. */
export function graphDot({ title, nodes, edges }: ResourceGraph): string {
  const lines = nodes.map(({ id, name, calls, count, note, outcome, isCritical }) => {
    const second = note === undefined ? calls : `${calls} · ${note}`;
    const first = `${outcome === undefined ? "" : `${lookOf(outcome).sign} `}${count === 1 ? name : `${name} ×${count}`}`;
    const more = isCritical ? ", penwidth=2, color=blue" : "";
    return `  ${id} [label="${dotText(first)}\\n${dotText(second)}"${more}];\n`;
  });
  const links = edges.map(
    ({ from, to, isCritical }) => `  ${from} -> ${to}${isCritical ? " [penwidth=2, color=blue]" : ""};\n`,
  );
  return `digraph "${dotText(title)}" {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname="monospace", fontsize=11];\n${lines.join("")}${links.join("")}}\n`;
}

/** Returns text for a quoted string of Graphviz, which reads escapes such as \\N and entities. */
function dotText(text: string): string {
  return printable(text)
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("&", "&amp;")
    .replaceAll(/\s+/g, " ");
}
