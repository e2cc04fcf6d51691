import { Graph, layout } from "@dagrejs/dagre";
import { cellsOf, fitText } from "../../views/fitText.ts";
import type { GraphEdge, GraphNode, ResourceGraph } from "./graphOf.ts";

/** Height of a node, pixels. */
export const nodeHeight = 52;
const narrowest = 132;
const widest = 264;
/** Width of a character of a node's label, pixels: 13 px in a monospaced font. */
const letterWidth = 7.9;
/** Letters of the second line are smaller. */
const smallLetter = 0.89;
/** Left of the label, pixels: with an icon, and without one. */
const [iconWidth, textOnly] = [38, 14];
/** Width beyond which a graph is drawn downwards, pixels. */
const pageWidth = 1040;

/** A graph with the places of its nodes, pixels from its upper left corner. */
export interface GraphLayout {
  readonly title: string;
  /** `true` to draw it downwards instead of from left to right. */
  readonly isDown: boolean;
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

/** Text of a node, cut to its width, and where it begins. */
export interface NodeText {
  readonly left: number;
  readonly name: string;
  readonly second: string;
}

/** Returns the text that fits into a node. */
export function nodeText({
  name,
  calls,
  note,
  count,
  outcome,
  x,
  width,
}: GraphLayout["nodes"][number]): NodeText {
  const left = outcome === undefined ? textOnly : iconWidth;
  const most = Math.floor((width - left - 8) / letterWidth);
  const small = Math.floor((width - left - 8) / (letterWidth * smallLetter));
  return {
    left: x + left,
    name: fitText(name, count > 1 ? most - `  ×${count}`.length : most),
    second:
      note === undefined ? fitText(calls, small) : `${fitText(calls, small - note.length - 3)} · ${note}`,
  };
}

/** Placing more nodes well takes seconds. */
const mostPlaced = 120;

/** Places the nodes of a graph: from left to right where that fits a page, else downwards. */
export function layoutGraph(graph: ResourceGraph): GraphLayout {
  const linked = new Set(graph.edges.flatMap(({ from, to }) => [from, to]));
  const inside = graph.nodes.filter(({ id }) => linked.has(id));
  const drawn = placeLinked({ ...graph, nodes: inside });
  return addAlone(
    drawn,
    graph.nodes.filter(({ id }) => !linked.has(id)),
  );
}

function placeLinked(graph: ResourceGraph): GraphLayout {
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
  // Nodes of one width make straight columns.
  const width = Math.max(0, ...nodes.map(widthOf));
  for (const node of nodes) drawn.setNode(node.id, { width, height: nodeHeight });
  for (const { from, to } of edges) drawn.setEdge(from, to);
  layout(drawn);
  const { width: all = 0, height = 0 } = drawn.graph() as {
    readonly width?: number;
    readonly height?: number;
  };
  /** Returns the middle of the side where edges leave a node (1) or reach it (-1). */
  const side = (id: string, direction: 1 | -1): Point => {
    const { x, y } = drawn.node(id) as Point;
    return rankdir === "LR"
      ? { x: x + (direction * width) / 2, y }
      : { x, y: y + (direction * nodeHeight) / 2 };
  };
  return {
    title,
    isDown: rankdir === "TB",
    width: finite(all),
    height: finite(height),
    nodes: nodes.map((node) => {
      const { x, y } = drawn.node(node.id) as { readonly x: number; readonly y: number };
      return { ...node, x: x - width / 2, y: y - nodeHeight / 2, width };
    }),
    edges: edges.map((edge) => {
      const { points = [] } = drawn.edge(edge.from, edge.to) as { readonly points?: readonly Point[] };
      // Between neighbors there is only a point for a label.
      const inner = points.length > 3 ? points.slice(1, -1) : [];
      return { ...edge, points: [side(edge.from, 1), ...inner, side(edge.to, -1)] };
    }),
  };
}

/** Adds nodes without edges below a graph, in rows as wide as a page. */
function addAlone(drawn: GraphLayout, alone: readonly GraphNode[]): GraphLayout {
  const gap = 18;
  const most = Math.max(drawn.width, pageWidth);
  const nodes = [...drawn.nodes];
  let [x, y, width] = [4, drawn.nodes.length === 0 ? 4 : drawn.height + gap, drawn.width];
  for (const node of alone) {
    const wide = widthOf(node);
    if (x > 4 && x + wide > most) [x, y] = [4, y + nodeHeight + gap];
    nodes.push({ ...node, x, y, width: wide });
    x += wide + gap;
    width = Math.max(width, x - gap + 4);
  }
  const height = alone.length === 0 ? drawn.height : y + nodeHeight + 4;
  return { ...drawn, nodes, width: Math.ceil(width), height: Math.ceil(height) };
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
    isDown: true,
    width: Math.max(0, ...taken.values()),
    height: Math.max(0, ...placed.map(({ y }) => y + nodeHeight)) + 4,
    nodes: placed,
    edges: edges.map((edge) => ({ ...edge, points: [at(edge.from, nodeHeight), at(edge.to, 0)] })),
  };
}

function widthOf({ name, calls, count, note = "", outcome }: GraphNode): number {
  const first = cellsOf(name) + (count > 1 ? `  ×${count}`.length : 0);
  const second = (cellsOf(calls) + (note === "" ? 0 : note.length + 3)) * smallLetter;
  const left = outcome === undefined ? textOnly : iconWidth;
  const wide = left + 14 + Math.max(first, second) * letterWidth;
  return Math.round(Math.min(widest, Math.max(narrowest, wide)));
}

/** Of a graph without nodes the size is minus infinity. */
function finite(size: number): number {
  return Number.isFinite(size) ? Math.ceil(size) : 0;
}
