import type { FailureRecord, RunRecord } from "../../record/runRecord.ts";
import { compareRuns, type ResourceChange } from "../compareRuns.ts";
import { icon } from "../graph/graphSvg.ts";
import { type Markup, markup } from "../markup.ts";
import { countOutcomes, knownOutcome, lookOf, needsAttention } from "../outcomeLooks.ts";
import { durationText, utcText } from "../times.ts";
import { hintPart, valueText } from "./calls.ts";

/** Says in one sentence how a run ended. */
export function verdict({
  resources,
  result,
  kind,
}: Pick<RunRecord, "resources" | "result" | "kind">): string {
  const bad = resources.filter(({ outcome }) => needsAttention(outcome)).length;
  const all = resources.length;
  const things = `${all} ${all === 1 ? "resource" : "resources"}`;
  if (result === "interrupted") return `Interrupted: ${all - bad} of ${things} done`;
  if (result === "failed") return bad === 0 ? "The run failed" : `${bad} of ${things} failed`;
  if (all === 0) return "Nothing to do";
  if (resources.every(({ outcome }) => outcome === "unchanged")) {
    return kind === "refresh" ? `${capital(things)} read again` : "Nothing had changed";
  }
  if (kind === "destroy") return `${capital(things)} removed`;
  const unchanged = resources.filter(({ outcome }) => outcome === "unchanged").length;
  if (unchanged > 0) return `${all - unchanged} of ${things} changed`;
  if (all < 3) return all === 1 ? "1 resource succeeded" : "Both resources succeeded";
  return `All ${things} succeeded`;
}

/** Draws the head of the page: what ran, how it ended, when, by whom, and how the resources ended. */
export function pageHead(record: RunRecord): Markup {
  const { kind, project, stack, startedAt, endedAt, by, result } = record;
  const sign = result === "succeeded" ? "succeeded" : result === "failed" ? "failed" : "unknown";
  const who = by.user === undefined ? by.host : `${by.user} on ${by.host}`;
  return markup`<header><p class="kicker"><span class="mono">ncf ${kind}</span> ${project} <span class="slash">/</span> ${stack}</p>
<h1>${icon(sign)}${verdict(record)}</h1>
<p class="when"><time datetime="${isoText(startedAt)}">${utcText(startedAt)}</time><span>took ${durationText(endedAt - startedAt)}</span><span>by ${who}</span>${by.run === undefined ? undefined : runLink(by.run)}</p>
${tally(record)}</header>`;
}

function isoText(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

function runLink(run: string): Markup {
  // A record of another origin may hold any text: only a page of the web is a link.
  return /^https?:\/\//.test(run)
    ? markup`<a href="${run}" rel="noopener noreferrer">CI run</a>`
    : markup`<span>${run}</span>`;
}

function tally(record: RunRecord): Markup | undefined {
  const counts = countOutcomes(record);
  const all = record.resources.length;
  if (all === 0) return undefined;
  let x = 0;
  return markup`<svg class="tally" width="100%" height="10" aria-hidden="true">${counts
    .toReversed()
    .map(([outcome, count]) => {
      const from = (x / all) * 100;
      x += count;
      return markup`<rect class="t-${outcome} o-${outcome}" x="${from.toFixed(2)}%" width="${((count / all) * 100).toFixed(2)}%" height="10"/>`;
    })}</svg><ul class="counts">${counts.map(
    ([outcome, count]) =>
      markup`<li class="o-${outcome}">${icon(outcome)}<b>${count}</b> <span>${lookOf(outcome).label}</span></li>`,
  )}</ul>`;
}

/** Most resources that one failure names, and most failures that are shown in full. */
const [mostNames, mostCards] = [12, 50];

/** Draws the failures, each with its hint; those that are alike as one. `undefined` where there is none. */
export function failuresPart(record: RunRecord): Markup | undefined {
  const alike = new Map<string, FailureRecord[]>();
  for (const failure of record.failures) {
    const { code, reason, hint, details } = failure;
    const key = JSON.stringify([code, reason, hint, details]);
    alike.set(key, [...(alike.get(key) ?? []), failure]);
  }
  const groups = [...alike.values()];
  if (groups.length === 0) return undefined;
  const more = groups.length - mostCards;
  return section(
    "failures",
    "Failures",
    markup`${groups.slice(0, mostCards).map((group) => failureCard(group, record))}${
      more > 0 ? markup`<p class="note">${more} more are shown with their resources below.</p>` : undefined
    }`,
  );
}

function failureCard(group: readonly FailureRecord[], { resources }: RunRecord): Markup {
  const { code, reason, hint, details, file, line, column } = group[0] as FailureRecord;
  const named = group.map(({ name }) => ({ name, at: resources.findIndex((one) => one.name === name) }));
  const first = resources[named[0]?.at ?? -1];
  const outcome = knownOutcome(first?.outcome ?? "failed");
  const links = named.map(({ name, at }) =>
    at < 0 ? markup`${name ?? "The run"}` : markup`<a href="#r${at}">${name}</a>`,
  );
  const isOne = group.length === 1;
  return markup`<article class="failure o-${outcome}"><h3>${icon(outcome)}${isOne ? links : markup`${group.length} resources`}${
    first?.action === undefined ? undefined : markup`<span class="mono action">${first.action}</span>`
  }<span class="code">${code}</span></h3>${
    isOne
      ? undefined
      : markup`<p class="also">${links.slice(0, mostNames)}${group.length > mostNames ? markup`<span>and ${group.length - mostNames} more</span>` : undefined}</p>`
  }<p class="reason">${reason}</p>${
    details.length === 0 ? undefined : markup`<pre tabindex="0">${details.join("\n")}</pre>`
  }${hintPart(hint)}${
    file === undefined || !isOne
      ? undefined
      : markup`<span class="mono place">${file}:${line}:${column}</span>`
  }</article>`;
}

/** Draws what is different from an earlier run. */
export function changesPart(record: RunRecord, previous: RunRecord): Markup {
  const changes = compareRuns(record, previous);
  const [now, before] = [record, previous].map(({ startedAt, endedAt }) => endedAt - startedAt) as [
    number,
    number,
  ];
  const note = markup`<p class="note">Compared with the run of ${utcText(previous.startedAt)}: ${verdict(
    previous,
  ).replace(/^[A-Z](?=[a-z])/, (letter) =>
    letter.toLowerCase(),
  )}, took ${durationText(before)}. This one took ${durationText(now)}.</p>`;
  return section(
    "changes",
    "Since the last run",
    changes.length === 0
      ? markup`${note}<p>No resource ended in another way.</p>`
      : markup`${note}<ul class="changes">${changes.map(changeLine)}</ul>`,
  );
}

function changeLine({ name, changes }: ResourceChange): Markup {
  return markup`<li><b class="mono">${name}</b><span>${changes.join("; ")}</span></li>`;
}

/** Draws messages of the engine and of providers. `undefined` where there is none. */
export function messagesPart({ messages }: RunRecord): Markup | undefined {
  if (messages.length === 0) return undefined;
  return section(
    "messages",
    "Messages",
    markup`<ul class="messages">${messages.map(
      ({ severity, name, message }) =>
        markup`<li><b>${severity}</b>${name === undefined ? undefined : markup` <span class="mono">${name}</span>`}<pre tabindex="0">${message}</pre></li>`,
    )}</ul>`,
  );
}

/** Draws the outputs of the stack. `undefined` where there is none. */
export function outputsPart({ outputs = {} }: RunRecord): Markup | undefined {
  const all = Object.entries(outputs);
  if (all.length === 0) return undefined;
  return section(
    "outputs",
    "Outputs",
    markup`<dl class="outputs">${all.map(
      ([name, value]) =>
        markup`<div><dt class="mono">${name}</dt><dd><pre tabindex="0">${valueText(value)}</pre></dd></div>`,
    )}</dl>`,
  );
}

/** Draws a section with its heading. */
export function section(id: string, title: string, body: Markup): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
