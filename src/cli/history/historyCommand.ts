import { NcfError } from "../../diagnostics/ncfError.ts";
import { actionLabel, parseActionUrl } from "../../model/action.ts";
import { oneShotName, resourceLabel } from "../../model/resourceKey.ts";
import type { CommandContext } from "../CommandContext.ts";
import { readCountOption, readTimeOption, requireCallKey } from "../calls/callOptions.ts";
import { readVars } from "../calls/variables.ts";
import { hostName } from "../resolve/calls.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { countText, secondsText } from "../views/text.ts";
import { type PastCall, readHistory } from "./readHistory.ts";

/** Options of `ncf history`. */
export interface HistoryOptions {
  readonly project?: string;
  readonly stack?: string;
  readonly key?: string;
  readonly failed?: true;
  readonly since?: string;
  readonly limit: string;
  readonly journal?: string;
  readonly backend?: string;
  readonly vars?: string;
  readonly json?: true;
}

/** Runs `ncf history`: shows what the journal has of calls, newest first. Calls nothing and asks the API nothing. */
export async function historyCommand(context: CommandContext, options: HistoryOptions): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async () => {
    if (options.key !== undefined) requireCallKey(options.key);
    const env = readVars(options.vars, terminal);
    const limit = readCountOption("--limit", options.limit);
    const now = terminal.ports.clock.now();
    const since = options.since === undefined ? 0 : readTimeOption("--since", options.since, now);
    if ((options.journal ?? env["NCF_JOURNAL"]) === "off") {
      throw new NcfError("NCF_USAGE", {
        reason: "NCF_JOURNAL=off disables the journal, so there is no history",
        hint: "pass --journal if there was one",
      });
    }
    const { journals, calls } = await readHistory(terminal, options, env);
    const wanted = calls
      .filter(({ entry }) => entry.at >= since)
      .map(showCall)
      .filter(({ outcome }) => options.failed !== true || !["succeeded", "released"].includes(outcome))
      .toSorted((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
    const shown = wanted.slice(0, limit);
    const hasMore = wanted.length > shown.length;
    if (options.json === true) {
      terminal.write(`${JSON.stringify({ journals, calls: shown, hasMore })}\n`);
      return;
    }
    for (const call of shown) terminal.write(`${callText(call)}\n`);
    if (shown.length === 0) terminal.writeError(`no such call in ${journals.join(", ")}\n`);
    if (hasMore)
      terminal.writeError(`${countText(wanted.length - limit, "older call")} not shown; pass --limit\n`);
  });
}

/** Call in the history. */
interface ShownCall {
  /** Time of the intent, in ISO 8601. */
  readonly at: string;
  /** `orders/dev/migrate`, or `key migrate-v42`. */
  readonly of: string;
  readonly project?: string;
  readonly stack?: string;
  readonly resource?: string;
  readonly key?: string;
  readonly generation: number;
  readonly action: string;
  readonly url: string;
  /** End in the journal; `open` where there is none. */
  readonly outcome: string;
  readonly activationId?: string;
  /** Number of attempts. */
  readonly attempts?: number;
  /** Duration of the run, milliseconds. */
  readonly durationMs?: number;
  readonly by: { readonly user?: string; readonly host: string; readonly pid: number; readonly run?: string };
}

function showCall({ name, entry }: PastCall): ShownCall {
  const { generation, project, stack } = name;
  const key = oneShotName(name);
  const resource = resourceLabel(name);
  const { end, by, owner, action } = entry;
  const called = parseActionUrl(action);
  const { kind: outcome = "open", ...facts } = end ?? {};
  return {
    at: new Date(entry.at).toISOString(),
    of: key === undefined ? `${project}/${stack}/${resource}` : `key ${key}`,
    ...(key === undefined ? { project, stack, resource } : { key }),
    generation,
    action: called === undefined ? action : actionLabel(called.action),
    url: action,
    outcome,
    ...facts,
    by: { ...by, host: hostName(owner), pid: owner.pid },
  };
}

const outcomeTexts: Readonly<Record<string, string>> = {
  open: "not settled",
  unknown: "unknown whether it ran",
  pending: "not finished when it was last seen",
  rejected: "refused, did not run",
  notSent: "not sent, did not run",
  released: "its resource was deleted",
};

/** Two lines: what was called and how it ended, then who called it. */
function callText(call: ShownCall): string {
  const { at, of, generation, action, outcome, activationId, attempts = 1, durationMs, by } = call;
  const facts = [
    outcomeTexts[outcome] ?? outcome,
    ...(durationMs === undefined ? [] : [`in ${secondsText(durationMs)}`]),
    ...(attempts > 1 ? [`after ${countText(attempts, "attempt")}`] : []),
    ...(activationId === undefined ? [] : [`(activation ${activationId})`]),
  ];
  const who = by.user === undefined ? by.host : `${by.user} on ${by.host}`;
  const times = generation > 1 ? `, generation ${generation}` : "";
  return `${at.slice(0, 19)}Z  ${of}${times}: ${action} ${facts.join(" ")}
  by ${who}${by.run === undefined ? "" : `, ${by.run}`}`;
}
