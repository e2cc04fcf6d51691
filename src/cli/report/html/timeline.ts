import type { ResourceRecord, RunRecord } from "../../record/runRecord.ts";
import { icon } from "../graph/graphSvg.ts";
import { type Markup, markup } from "../markup.ts";
import { knownOutcome, lookOf } from "../outcomeLooks.ts";
import { type Phase, phaseLabels, type PhaseKind, phasesOf, spanOf } from "../phases.ts";
import { durationText, ticksOf } from "../times.ts";

/** Height of a row, pixels; the styles have it too. */
const rowHeight = 26;
const axisHeight = 26;

interface TimelineRow {
  readonly resource: ResourceRecord;
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly phases: readonly Phase[];
  readonly isCritical: boolean;
}

/** Draws the time line of a run: a row for each resource that was worked on. `undefined` where none was. */
export function timeline(record: RunRecord, critical: readonly string[]): Markup | undefined {
  const onPath = new Set(critical);
  const rows = record.resources.flatMap((resource, at): TimelineRow[] => {
    const span = spanOf(resource, record);
    if (span === undefined) return [];
    const phases = phasesOf(resource, record);
    return [{ resource, at, ...span, phases, isCritical: onPath.has(resource.name) }];
  });
  if (rows.length === 0) return undefined;
  rows.sort((one, other) => one.from - other.from || one.at - other.at);
  // What the engine needs before the first step and after the last one would only shorten the bars.
  const start = Math.min(...rows.map(({ from }) => from));
  const total = Math.max(1, Math.max(...rows.map(({ to }) => to)) - start);
  const place = (at: number): string =>
    `${(Math.max(0, Math.min(1, (at - start) / total)) * 100).toFixed(3)}%`;
  const height = rows.length * rowHeight + axisHeight;
  const used = new Set(rows.flatMap(({ phases }) => phases.map(({ kind }) => kind)));
  return markup`<div class="timeline" tabindex="0" role="region" aria-label="Time line, ${rows.length} rows">
<ol class="labels">${rows.map(rowLabel)}</ol>
<svg class="bars" width="100%" height="${height}" aria-hidden="true" focusable="false">
<defs>${hatch()}</defs>
${ticksOf(total).map((ms) => tick(ms, place(start + ms), height))}
${rows.map((row, at) => bar(row, axisHeight + at * rowHeight, place, total))}
</svg></div>
<ul class="legend">${(Object.keys(phaseLabels) as PhaseKind[])
    .filter((kind) => used.has(kind))
    .map(
      (kind) =>
        markup`<li><svg width="22" height="10" aria-hidden="true"><rect class="p-${kind}" x=".5" y="1.5" width="21" height="7" rx="2"/></svg>${phaseLabels[kind]}</li>`,
    )}<li><svg width="22" height="12" aria-hidden="true"><path class="on-path" d="M1 6h20"/></svg>critical path</li></ul>`;
}

function rowLabel({ resource, at, isCritical, from, to }: TimelineRow): Markup {
  const { name, outcome } = resource;
  return markup`<li data-r="${at}"${isCritical ? markup` class="critical"` : undefined}><a href="#r${at}" title="${name}">${icon(outcome)}<span>${name}</span></a><b class="sr">, ${lookOf(outcome).label}, ${durationText(to - from)}${isCritical ? ", on the critical path" : ""}</b></li>\n`;
}

function tick(ms: number, x: string, height: number): Markup {
  const text = ms === 0 ? "0" : durationText(ms);
  return markup`<line class="tick" x1="${x}" x2="${x}" y1="${axisHeight - 6}" y2="${height}"/><text class="axis${ms === 0 ? " first" : ""}" x="${x}" y="13">${text}</text>\n`;
}

function bar(
  { resource, at, from, to, phases, isCritical }: TimelineRow,
  y: number,
  place: (at: number) => string,
  total: number,
): Markup {
  const width = (span: { readonly from: number; readonly to: number }): string =>
    `${(Math.max(0, (span.to - span.from) / total) * 100).toFixed(3)}%`;
  const outcome = knownOutcome(resource.outcome);
  const text = durationText(to - from);
  return markup`<g data-r="${at}" class="row${isCritical ? " critical" : ""}"><rect class="hit" x="0" y="${y}" width="100%" height="${rowHeight}"/><title>${resource.name}: ${lookOf(outcome).label}, ${text}</title>${
    isCritical
      ? markup`<line class="on-path" x1="${place(from)}" x2="${place(to)}" y1="${y + rowHeight - 3}" y2="${y + rowHeight - 3}"/>`
      : undefined
  }<rect class="whole" x="${place(from)}" y="${y + 7}" width="${width({ from, to })}" height="11" rx="2.5"/>${phases.map(
    (phase) =>
      markup`<rect class="p-${phase.kind}" x="${place(phase.from)}" y="${y + 7}" width="${width(phase)}" height="11" rx="2"/>`,
  )}<text class="end o-${outcome}" x="${place(to)}" dx="6" y="${y + 16.5}">${text}</text></g>\n`;
}

function hatch(): Markup {
  return markup`<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v5"/></pattern><pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse"><circle class="dots" cx="2" cy="2" r="1.2"/></pattern>`;
}
