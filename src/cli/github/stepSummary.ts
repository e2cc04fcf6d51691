import { printable } from "../../diagnostics/safeText.ts";
import type { RunEnd } from "../views/RunView.ts";
import { attemptsText, outcomeText, type Row } from "../views/rows.ts";
import { countText, secondsText } from "../views/text.ts";

/** A run that is over. */
export interface SummarizedRun extends Pick<RunEnd, "result" | "failures"> {
  /** What ran: `up orders/prod`. */
  readonly title: string;
  readonly rows: readonly Row[];
}

/** UTF-16 units. The runner takes 1 MiB for all of a step, and a letter is up to 3 bytes. */
const longestTable = 200_000;
const longestReason = 2000;

/** Formats a run as Markdown: a table of its resources, failures first, then the reasons of the failures. Foreign text stays text. */
export function stepSummary({ title, result, rows, failures }: SummarizedRun): string {
  const failed = rows.filter(({ state }) => state === "failed");
  const ordered = [...failed, ...rows.filter(({ state }) => state !== "failed")];
  const lines = [`### ncf ${markdownText(title)}: ${result}`, ""];
  if (ordered.length > 0) {
    lines.push("| resource | action | outcome | time | attempts | activation |");
    lines.push("| --- | --- | --- | --- | --- | --- |");
  }
  let length = 0;
  for (const [at, row] of ordered.entries()) {
    const line = rowLine(row);
    length += line.length;
    if (length > longestTable) {
      lines.push("", `… and ${countText(ordered.length - at, "more resource")}`);
      break;
    }
    lines.push(line);
  }
  lines.push("");
  for (const { name, error, file, line } of failures) {
    const place = file === undefined ? "" : ` (${file}:${line})`;
    const reason = `${error.reason}; ${error.hint}`.slice(0, longestReason);
    const head = `${name === undefined ? "" : `${name}: `}${error.code}${place}`;
    lines.push(`- **${markdownText(head)}** ${markdownText(reason)}`);
  }
  return `${lines.join("\n").trimEnd()}\n\n`;
}

function rowLine(row: Row): string {
  const { name, type, action, startedAt, endedAt, call } = row;
  const time = startedAt === undefined || endedAt === undefined ? "" : secondsText(endedAt - startedAt);
  const cells = [name, action ?? type, outcomeText(row), time, attemptsText(call), call?.activationId ?? ""];
  return `| ${cells.map(markdownText).join(" | ")} |`;
}

/** Returns text as one line of Markdown that shows just that text: whatever means something to Markdown or HTML becomes an entity. */
export function markdownText(text: string): string {
  return printable(text)
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/[!-,:-@[-`{-~]/g, (mark) => `&#${mark.codePointAt(0)};`);
}
