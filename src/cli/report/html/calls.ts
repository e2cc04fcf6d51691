import type { FailureRecord, RecordedValue, ResourceRecord, RunRecord } from "../../record/runRecord.ts";
import { recordedEventText } from "../eventTexts.ts";
import { icon } from "../graph/graphSvg.ts";
import { type Markup, markup, type Part } from "../markup.ts";
import { knownOutcome, lookOf } from "../outcomeLooks.ts";
import { spanOf } from "../phases.ts";
import { durationText } from "../times.ts";

/** Columns that can be sorted by. */
const columns = ["Resource", "Action", "Outcome", "Started", "Time", "Attempts"] as const;

/** Draws the table of all resources, each with its details. */
export function callsTable(record: RunRecord, critical: readonly string[]): Markup {
  const onPath = new Set(critical);
  return markup`<div class="calls" id="table"><table>
<thead><tr>${columns.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
${record.resources.map((resource, at) => callRows(resource, at, record, onPath.has(resource.name)))}
</table></div>`;
}

function callRows(resource: ResourceRecord, at: number, record: RunRecord, isCritical: boolean): Markup {
  const { name, type, action, outcome, attempts } = resource;
  const span = spanOf(resource, record);
  const started = span === undefined ? undefined : span.from - record.startedAt;
  const length = span === undefined ? undefined : span.to - span.from;
  const known = knownOutcome(outcome);
  const failures = record.failures.filter((one) => one.name === name);
  return markup`<tbody id="r${at}" data-r="${at}" data-o="${known}"><tr>
<th scope="row" class="name">${name}${isCritical ? markup`<span class="path" title="on the critical path">critical</span>` : undefined}</th>
<td data-th="Action" class="mono">${action ?? type}</td>
<td data-th="Outcome"><span class="o o-${known}">${icon(known)}${lookOf(known).label}</span></td>
<td data-th="Started" class="num" data-v="${started ?? -1}">${started === undefined ? "–" : `+${durationText(started)}`}</td>
<td data-th="Time" class="num" data-v="${length ?? -1}">${length === undefined ? "–" : durationText(length)}</td>
<td data-th="Attempts" class="num" data-v="${attempts ?? -1}">${attempts ?? "–"}</td>
</tr><tr class="more"><td colspan="${columns.length}"><details><summary>Details<span class="sr"> of ${name}</span></summary><div class="detail">${details(resource, failures, record)}</div></details></td></tr></tbody>
`;
}

/** In a larger run the details of a resource are one block of text each: a page opens in the time that its elements take. */
const mostInFull = 60;

function details(resource: ResourceRecord, failures: readonly FailureRecord[], record: RunRecord): Markup {
  const { type, params, result, logs, events } = resource;
  const facts = factsOf(resource);
  const paramsTitle = type.startsWith("ncf:") ? "Params" : "Properties";
  const times = events.map(({ at }) => `+${durationText(at - record.startedAt)}`);
  if (record.resources.length > mostInFull && failures.length === 0) {
    const parts = [
      facts.map(([label, value]) => `${label}: ${value}`).join("\n"),
      ...(params === undefined ? [] : [`${paramsTitle}: ${valueText(params)}`]),
      ...(result === undefined ? [] : [`Result: ${valueText(result)}`]),
      ...(logs === undefined ? [] : [`Logs:\n${logs.lines.join("\n")}`]),
      events.map((event, at) => `${times[at]}  ${recordedEventText(event)}`).join("\n"),
    ];
    return markup`<pre tabindex="0">${parts.join("\n\n")}</pre>`;
  }
  return markup`${failures.map(failureText)}<dl class="facts">${facts.map(
    ([label, value]) => markup`<div><dt>${label}</dt><dd class="mono">${value}</dd></div>`,
  )}</dl><div class="values">${valueBlock(paramsTitle, params)}${valueBlock("Result", result)}</div>${
    logs === undefined
      ? undefined
      : block(
          logs.omitted === 0 ? "Logs" : `Logs, last ${logs.lines.length} lines`,
          logs.lines.length === 0 ? "(none)" : logs.lines.join("\n"),
        )
  }${
    events.length === 0
      ? undefined
      : markup`<h3>Attempts and journal</h3><ol class="events">${events.map(
          (event, at) => markup`<li><span>${times[at]}</span> ${recordedEventText(event)}</li>`,
        )}</ol>`
  }`;
}

function factsOf(resource: ResourceRecord): readonly (readonly [string, string | number])[] {
  const { type, step, activationId, generation, address, runMs, after } = resource;
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ["Activation", activationId],
    ["Generation", generation],
    ["Ran for", runMs === undefined ? undefined : durationText(runMs)],
    ["Address", address],
    ["Type", type],
    ["Step", step],
    ["After", after.length === 0 ? undefined : after.join(", ")],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]));
}

function failureText({ code, reason, hint, details: lines }: FailureRecord): Markup {
  return markup`<p class="why"><b class="code">${code}</b> ${reason}</p>${lines.length === 0 ? undefined : block("", lines.join("\n"))}${hintPart(hint)}`;
}

/** Draws a hint: its first line, and below it commands to copy, each with what it is for. */
export function hintPart(hint: string): Markup {
  const lines = hint.split("\n").map((line) => {
    const [, what, command] = /^\s*([^:]{1,40}): (ncf .*)$/.exec(line) ?? [];
    if (command === undefined) return markup`<p>${line.trim()}</p>`;
    return markup`<p class="what">${what}</p><code>${command}</code>`;
  });
  return markup`<div class="hint">${lines}</div>`;
}

function valueBlock(title: string, value: RecordedValue | undefined): Part {
  return value === undefined ? undefined : markup`<div>${block(title, valueText(value))}</div>`;
}

/** Formats a recorded value: as JSON, and cut where the record has only its beginning. */
export function valueText(value: RecordedValue): string {
  if ("start" in value) return `${value.start}\n… (${value.length} characters in all)`;
  return typeof value.value === "string" ? value.value : (JSON.stringify(value.value, undefined, 2) ?? "");
}

function block(title: string, text: string): Markup {
  return markup`${title === "" ? undefined : markup`<h3>${title}</h3>`}<pre tabindex="0">${text}</pre>`;
}
