import { createHash } from "node:crypto";
import type { FoundRun } from "../../record/runFiles.ts";
import { criticalPath } from "../criticalPath.ts";
import { runGraph } from "../graph/graphOf.ts";
import { graphPart, iconSymbols } from "../graph/graphSvg.ts";
import { layoutGraph } from "../graph/layoutGraph.ts";
import { Markup, markup } from "../markup.ts";
import { durationText } from "../times.ts";
import { callsTable } from "./calls.ts";
import {
  changesPart,
  failuresPart,
  messagesPart,
  outputsPart,
  pageHead,
  section,
  verdict,
} from "./overview.ts";
import { pageScript } from "./pageScript.ts";
import { pageStyles } from "./pageStyles.ts";
import { timeline } from "./timeline.ts";

/**
 * Formats a run as one page of HTML that needs nothing else: no request is made, and its policy allows none. Graph and time line are drawn,
 * and work without scripts; one script adds filter, sorting, selection and keys.
 */
export function reportPage({ record, previous }: FoundRun): string {
  const { project, stack, kind, by, backend, journal, id, resources } = record;
  const critical = criticalPath(record);
  const lines = timeline(record, critical);
  const policy = `default-src 'none'; style-src '${sourceHash(pageStyles)}'; script-src '${sourceHash(pageScript)}'; base-uri 'none'; form-action 'none'`;
  const title = `${verdict(record)} – ncf ${kind} ${project}/${stack}`;
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Markup(pageStyles)}</style></head>
<body><svg class="sprite" width="0" height="0" aria-hidden="true"><defs>${iconSymbols()}</defs></svg>
<a class="skip" href="#resources">Skip to the resources</a>
<main>${pageHead(record)}
${failuresPart(record)}
${resources.length === 0 ? undefined : graphSection(record, critical)}
${lines === undefined ? undefined : section("timeline", "Time line", lines)}
${previous === undefined ? undefined : changesPart(record, previous)}
${resources.length === 0 ? undefined : section("resources", "Resources", callsTable(record, critical))}
${outputsPart(record)}
${messagesPart(record)}
</main>
<footer><p>ncf ${by.version}, Pulumi ${by.engine}. Secrets are masked.</p><dl><div><dt>State</dt><dd class="mono">${backend}</dd></div><div><dt>Journal</dt><dd class="mono">${journal}</dd></div><div><dt>Run</dt><dd class="mono">${id}</dd></div></dl></footer>
<script>${new Markup(pageScript)}</script>
</body></html>
`;
  return page.text;
}

function graphSection(record: FoundRun["record"], critical: readonly string[]): Markup {
  const drawn = layoutGraph(runGraph(record));
  const { startedAt, endedAt } = spanOfPath(record, critical);
  const path =
    critical.length < 2
      ? undefined
      : markup`<p class="note">The critical path decided how long the run took: <span class="mono">${shortPath(critical)}</span>, ${durationText(endedAt - startedAt)}.</p>`;
  return section(
    "graph",
    "Graph",
    markup`${path}<div class="scroll" tabindex="0" role="region" aria-label="Graph of the resources">${graphPart(drawn)}</div>`,
  );
}

function shortPath(critical: readonly string[]): string {
  const shown = critical.length > 6 ? [...critical.slice(0, 3), "…", ...critical.slice(-2)] : critical;
  return shown.join(" → ");
}

function spanOfPath(
  { resources }: FoundRun["record"],
  critical: readonly string[],
): { readonly startedAt: number; readonly endedAt: number } {
  const byName = new Map(resources.map((one) => [one.name, one]));
  const startedAt = byName.get(critical[0] ?? "")?.startedAt ?? 0;
  return { startedAt, endedAt: byName.get(critical.at(-1) ?? "")?.endedAt ?? startedAt };
}

/** Returns the hash by which the policy of a page allows one inline style or script. */
function sourceHash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
