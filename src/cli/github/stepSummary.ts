import { printable } from "../../diagnostics/safeText.ts";
import type { InvocationEvent } from "../../invocation/events.ts";
import { actionLabel } from "../../model/action.ts";
import { resourceLabel } from "../../model/resourceKey.ts";
import type { RunEnd } from "../views/RunView.ts";
import { attemptsText, outcomeText, type Row } from "../views/rows.ts";
import { countText, secondsText } from "../views/text.ts";

/** A call of a run that ran, or may have run. */
export interface SummarizedCall {
  /** Resource, or key of a call outside a deployment. */
  readonly name: string;
  /** `db/migrate` */
  readonly action: string;
  readonly outcome: string;
  /** Duration of the run, milliseconds; of a check, of all of its calls. */
  readonly durationMs?: number | undefined;
  readonly activationId?: string | undefined;
}

/** A run that is over. */
export interface SummarizedRun extends Pick<RunEnd, "result" | "failures"> {
  /** Title of the run: `up orders/prod`. */
  readonly title: string;
  readonly rows: readonly Row[];
  readonly calls: readonly SummarizedCall[];
}

/** UTF-16 units of each table. The runner takes 1 MiB for all of a step, and a letter is up to 3 bytes. */
const longestTable = 100_000;
const longestReason = 2000;

/** Formats a run as Markdown: a table of its resources, failures first, one of the calls that ran, then the reasons of the failures. Foreign text stays text. */
export function stepSummary({ title, result, rows, calls, failures }: SummarizedRun): string {
  const failed = rows.filter(({ state }) => state === "failed");
  const ordered = [...failed, ...rows.filter(({ state }) => state !== "failed")];
  const lines = [`### ncf ${markdownText(title)}: ${result}`, ""];
  lines.push(
    ...table(
      ["resource", "action", "outcome", "time", "attempts", "activation"],
      ordered.map(cellsOfRow),
      "resource",
    ),
    ...table(["call of", "action", "outcome", "duration", "activation"], calls.map(cellsOfCall), "call"),
  );
  for (const { name, error, file, line } of failures) {
    const place = file === undefined ? "" : ` (${file}:${line})`;
    const reason = `${error.reason}; ${error.hint}`.slice(0, longestReason);
    const head = `${name === undefined ? "" : `${name}: `}${error.code}${place}`;
    lines.push(`- **${markdownText(head)}** ${markdownText(reason)}`);
  }
  return `${lines.join("\n").trimEnd()}\n\n`;
}

/** Returns the calls that events tell of, in the order of their ends. Those that provably did not run are left out. */
export function calledIn(events: readonly InvocationEvent[]): readonly SummarizedCall[] {
  const reused = new Set<string>();
  return events.flatMap((event): readonly SummarizedCall[] => {
    const { key } = event;
    const name = resourceLabel(key);
    const action = actionLabel(event.action);
    if (event.kind === "reused") reused.add(name);
    if (event.kind === "checked") {
      const { isHealthy, calls, duration: durationMs, activationId } = event;
      const outcome = `${isHealthy ? "healthy" : "unhealthy"} after ${countText(calls, "call")}`;
      return [{ name, action, outcome, durationMs, activationId }];
    }
    if (event.kind !== "ended" || event.outcome === "notSent" || event.outcome === "rejected") return [];
    const outcome = reused.delete(name) ? `${event.outcome} (earlier call)` : event.outcome;
    return [{ name, action, outcome, durationMs: event.durationMs, activationId: event.activationId }];
  });
}

/** Formats a table, up to its longest length, and an empty line; nothing where it has no rows. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  noun: string,
): readonly string[] {
  if (rows.length === 0) return [];
  const lines = [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`];
  let length = 0;
  for (const [at, cells] of rows.entries()) {
    const line = `| ${cells.map(markdownText).join(" | ")} |`;
    length += line.length;
    if (length > longestTable) {
      lines.push("", `… and ${countText(rows.length - at, `more ${noun}`)}`);
      break;
    }
    lines.push(line);
  }
  return [...lines, ""];
}

function cellsOfRow(row: Row): readonly string[] {
  const { name, type, action, startedAt, endedAt, call } = row;
  const time = startedAt === undefined || endedAt === undefined ? "" : secondsText(endedAt - startedAt);
  return [name, action ?? type, outcomeText(row), time, attemptsText(call), call?.activationId ?? ""];
}

function cellsOfCall({
  name,
  action,
  outcome,
  durationMs,
  activationId = "",
}: SummarizedCall): readonly string[] {
  return [name, action, outcome, durationMs === undefined ? "" : secondsText(durationMs), activationId];
}

/** Returns text as one line of Markdown that shows just that text: whatever means something to Markdown or HTML becomes an entity. */
export function markdownText(text: string): string {
  return printable(text)
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/[!-,:-@[-`{-~]/g, (mark) => `&#${mark.codePointAt(0)};`);
}
