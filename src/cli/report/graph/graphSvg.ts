import { Markup, markup } from "../markup.ts";
import { knownOutcome, lookOf, outcomeLooks } from "../outcomeLooks.ts";
import type { ResourceOutcome } from "../../record/runRecord.ts";
import { graphColors, graphRules } from "./graphStyles.ts";
import type { GraphNode } from "./graphOf.ts";
import { type GraphLayout, nodeHeight, nodeText } from "./layoutGraph.ts";

/** Draws a graph as a part of a page, whose nodes lead to the rows of their resources. */
export function graphPart(graph: GraphLayout): Markup {
  return draw(graph, { hrefOf: ({ at }) => `#r${at}` });
}

/** Draws a graph as an SVG file of its own, light or dark as its reader wants it. */
export function graphSvg(graph: GraphLayout): string {
  // Ours, so that it is markup.
  const style = new Markup(`${graphColors}${graphRules}`);
  return `${draw(graph, { style }).text}\n`;
}

interface DrawOptions {
  readonly hrefOf?: (node: GraphNode) => string;
  readonly style?: Markup;
}

function draw(
  { title, isDown, width, height, nodes, edges }: GraphLayout,
  { hrefOf, style }: DrawOptions,
): Markup {
  const critical = edges.filter(({ isCritical }) => isCritical);
  const label = `Graph of ${nodes.length} nodes: ${title}`;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="graph" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-label="${label}">
<title>${label}</title>
${style === undefined ? undefined : markup`<style>${style}</style>`}
<defs>${arrow("tip", "tip")}${arrow("tip-critical", "tip critical")}${style === undefined ? undefined : iconSymbols()}</defs>
<g aria-hidden="true">${[...edges.filter(({ isCritical }) => !isCritical), ...critical].map((edge) => edgePath(edge, isDown))}</g>
${nodes.map((node) => {
  const body = nodeBody(node);
  const spoken = nodeLabel(node);
  if (hrefOf === undefined)
    return markup`<g class="node${nodeClass(node)}"><title>${spoken}</title>${body}</g>\n`;
  return markup`<a class="node${nodeClass(node)}" href="${hrefOf(node)}" data-r="${node.at}" aria-label="${spoken}"><title>${spoken}</title>${body}</a>\n`;
})}</svg>`;
}

function arrow(id: string, name: string): Markup {
  return markup`<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto" markerUnits="userSpaceOnUse"><path class="${name}" d="M0 .5L8 4 0 7.5z"/></marker>`;
}

/** Draws an edge as curves that leave and reach each of its points in the direction of the graph. */
function edgePath({ points, isCritical }: GraphLayout["edges"][number], isDown: boolean): Markup {
  const [first, ...rest] = points.map(({ x, y }) => ({ x: round(x), y: round(y) }));
  if (first === undefined) return markup``;
  let [d, last] = [`M${first.x} ${first.y}`, first];
  for (const point of rest) {
    const [middleX, middleY] = [round((last.x + point.x) / 2), round((last.y + point.y) / 2)];
    const handles = isDown
      ? `${last.x} ${middleY} ${point.x} ${middleY}`
      : `${middleX} ${last.y} ${middleX} ${point.y}`;
    d += `C${handles} ${point.x} ${point.y}`;
    last = point;
  }
  const name = isCritical ? "edge critical" : "edge";
  return markup`<path class="${name}" d="${d}" marker-end="url(#${isCritical ? "tip-critical" : "tip"})"/>\n`;
}

function nodeBody(node: GraphLayout["nodes"][number]): Markup {
  const { x, y, width, outcome, count } = node;
  const { left, name, second } = nodeText(node);
  // Several resources look like a stack of cards.
  const off = count === 1 ? 0 : 5;
  const [w, h] = [width - off, nodeHeight - off];
  return markup`${
    count === 1
      ? undefined
      : markup`<rect class="box behind" x="${round(x + off)}" y="${round(y + off)}" width="${w}" height="${h}" rx="8"/>`
  }<rect class="box" x="${round(x)}" y="${round(y)}" width="${w}" height="${h}" rx="8"/>${
    outcome === undefined
      ? undefined
      : markup`<use href="#i-${outcome}" class="o-${outcome}" x="${round(x + 12)}" y="${round(y + (h - 16) / 2)}" width="16" height="16"/>`
  }<text class="name" x="${round(left)}" y="${round(y + h / 2 - 3)}">${name}${
    count === 1 ? undefined : markup`<tspan class="count" dx="6">×${count}</tspan>`
  }</text> <text class="calls" x="${round(left)}" y="${round(y + h / 2 + 14)}">${second}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function nodeClass({ isCritical }: GraphNode): string {
  return isCritical ? " critical" : "";
}

/** Returns the text of a node for screen readers: its text, and the meaning of its appearance. */
function nodeLabel({ name, calls, count, outcome, note, isCritical }: GraphNode): string {
  const text = [
    name,
    ...(count === 1 ? [] : [`×${count}`]),
    calls,
    ...(note === undefined ? [] : ["·", note]),
  ];
  const looks = [
    ...(outcome === undefined ? [] : [lookOf(outcome).label]),
    ...(isCritical ? ["on the critical path"] : []),
  ];
  return [text.join(" "), ...looks].join(", ");
}

/** Returns the icons of all outcomes, to be used by their id `i-failed`. */
export function iconSymbols(): Markup {
  return markup`${(Object.keys(outcomeLooks) as ResourceOutcome[]).map(
    (outcome) =>
      markup`<symbol id="i-${outcome}" viewBox="0 0 16 16">${lookOf(outcome).icon.map(
        ({ d, fill }) => markup`<path class="i-${fill}" d="${d}"/>`,
      )}</symbol>`,
  )}`;
}

/** Returns the icon of an outcome. Its label is to stand beside it. */
export function icon(outcome: ResourceOutcome): Markup {
  const known = knownOutcome(outcome);
  return markup`<svg class="icon o-${known}" width="16" height="16" aria-hidden="true"><use href="#i-${known}"/></svg>`;
}
