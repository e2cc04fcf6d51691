import { Graph, layout } from "@dagrejs/dagre";
import type { GraphEdge, GraphNode, ResourceGraph } from "./graphOf.ts";

/** Height of a node, pixels. */
export const nodeHeight = 52;
const narrowest = 132;
const widest = 264;
/** Width of a character of a node's label, pixels: 13 px in a monospaced font. */
const letterWidth = 7.9;
/** Left of the label: the icon. */
const iconWidth = 40;
/** Width beyond which a graph is drawn downwards, pixels. */
const pageWidth = 1040;

/** A graph with the places of its nodes, pixels from its upper left corner. */
export interface GraphLayout {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (GraphNode & Box)[];
  readonly edges: readonly (GraphEdge & { readonly points: readonly Point[] })[];
}

/** Left upper corner and width. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Most characters of a label that fit into the widest node. */
export const longestLabel = Math.floor((widest - iconWidth - 12) / letterWidth);

/** Placing more nodes well takes seconds. */
const mostPlaced = 120;

/** Places the nodes of a graph: from left to right where that fits a page, else downwards. */
export function layoutGraph(graph: ResourceGraph): GraphLayout {
  if (graph.nodes.length > mostPlaced) return placeInRows(graph);
  const across = place(graph, "LR");
  if (across.width <= pageWidth) return across;
  const down = place(graph, "TB");
  return down.width <= pageWidth || down.width < across.width ? down : across;
}

function place({ title, nodes, edges }: ResourceGraph, rankdir: "LR" | "TB"): GraphLayout {
  const drawn = new Graph();
  drawn.setGraph({
    rankdir,
    nodesep: 18,
    ranksep: rankdir === "LR" ? 56 : 44,
    edgesep: 12,
    marginx: 4,
    marginy: 4,
  });
  drawn.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) drawn.setNode(node.id, { width: widthOf(node), height: nodeHeight });
  for (const { from, to } of edges) drawn.setEdge(from, to);
  layout(drawn);
  const { width = 0, height = 0 } = drawn.graph() as { readonly width?: number; readonly height?: number };
  return {
    title,
    width: finite(width),
    height: finite(height),
    nodes: nodes.map((node) => {
      const { x, y, width: wide } = drawn.node(node.id) as { x: number; y: number; width: number };
      return { ...node, x: x - wide / 2, y: y - nodeHeight / 2, width: wide };
    }),
    edges: edges.map((edge) => {
      const { points = [] } = drawn.edge(edge.from, edge.to) as { readonly points?: readonly Point[] };
      return { ...edge, points };
    }),
  };
}

/** Places the nodes of a large graph simply: one row for each length of way to a node. */
function placeInRows({ title, nodes, edges }: ResourceGraph): GraphLayout {
  const rows = new Map<string, number>();
  const earlier = new Map<string, string[]>();
  for (const { from, to } of edges) earlier.set(to, [...(earlier.get(to) ?? []), from]);
  const taken = new Map<number, number>();
  const placed = nodes.map((node) => {
    const row = Math.max(0, ...(earlier.get(node.id) ?? []).map((id) => (rows.get(id) ?? -1) + 1));
    rows.set(node.id, row);
    const x = taken.get(row) ?? 4;
    const width = widthOf(node);
    taken.set(row, x + width + 18);
    return { ...node, width, x, y: 4 + row * (nodeHeight + 44) };
  });
  const byId = new Map(placed.map((node) => [node.id, node]));
  const at = (id: string, dy: number): Point => {
    const { x = 0, y = 0, width = 0 } = byId.get(id) ?? {};
    return { x: x + width / 2, y: y + dy };
  };
  return {
    title,
    width: Math.max(0, ...taken.values()),
    height: Math.max(0, ...placed.map(({ y }) => y + nodeHeight)) + 4,
    nodes: placed,
    edges: edges.map((edge) => ({ ...edge, points: [at(edge.from, nodeHeight), at(edge.to, 0)] })),
  };
}

function widthOf({ name, calls, count, note = "" }: GraphNode): number {
  const first = name.length + (count > 1 ? `  ×${count}`.length : 0);
  const second = (calls.length + (note === "" ? 0 : note.length + 3)) * 0.88;
  const wide = iconWidth + 14 + Math.max(first, second) * letterWidth;
  return Math.round(Math.min(widest, Math.max(narrowest, wide)));
}

/** Of a graph without nodes the size is minus infinity. */
function finite(size: number): number {
  return Number.isFinite(size) ? Math.ceil(size) : 0;
}
