import { NcfError } from "../../diagnostics/ncfError.ts";
import { isSameResource } from "../../model/resourceKey.ts";
import { journalOptions, locationName } from "../../journal/journalLocation.ts";
import { resolveCommand } from "../../invocation/errors.ts";
import { findCredentials } from "../../signing/credentials.ts";
import { openTerminalJournal } from "../openTerminalJournal.ts";
import type { Terminal } from "../terminal.ts";
import { callLines, showCall, type ShowParts } from "./showCall.ts";
import { type ActivationReader, lookAtCall } from "./lookAtCall.ts";
import { callLabel, isDamaged, isUnsettled, pickCalls, readCalls, type Call } from "./calls.ts";
import { findJournal, type JournalChoice } from "./findJournal.ts";
import { settle, type SettleParts, type Verdict } from "./settle.ts";

/** Arguments of `ncf resolve`. */
export interface Wanted {
  /** A resource; all calls that are not settled when left out. */
  readonly name?: string;
  readonly generation?: number;
  /** Outcome from the operator; the call is only inspected when it is absent. */
  readonly verdict?: Verdict;
  readonly json: boolean;
}

/** Shows the calls of a journal that are not settled, or settles one. */
export async function resolveCalls(
  terminal: Terminal,
  choice: JournalChoice,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<void> {
  const { ports, cwd } = terminal;
  const found = await findJournal(terminal, choice);
  const path = locationName(found.location);
  const journal = await openTerminalJournal(found.location, terminal, found.env);
  let reader: Promise<ActivationReader> | undefined;
  const parts: SettleParts = {
    journal,
    now: ports.clock.now(),
    reader: async () => (reader ??= terminal.activationReader(findCredentials(found.credentials), found.env)),
  };
  try {
    const calls = await readCalls(journal, terminal.processes(), found);
    if (wanted.name === undefined) {
      showAll(calls.filter(isUnsettled));
      return;
    }
    const picked = pickCalls(calls, { ...wanted, name: wanted.name }, path);
    if (wanted.verdict === undefined) await look(picked);
    else await settleOne(picked, wanted.verdict);
  } finally {
    await (await reader?.catch(() => undefined))?.close();
    await journal.close();
  }

  function showAll(calls: readonly Call[]): void {
    const shown = calls.map((call) => showCall(call, { now: parts.now, command: commandFor(calls) }));
    if (wanted.json) return line({ journal: path, calls: shown });
    if (shown.length === 0) terminal.write(`${path}: no unsettled calls\n`);
    for (const one of shown) write(callLines(one, false));
  }

  async function look(calls: readonly Call[]): Promise<void> {
    const command = commandFor(calls);
    const shown = [];
    for (const call of calls) {
      const isKnown = !isUnsettled(call) || call.entry.end?.activationId !== undefined || isDamaged(call);
      const seen: Pick<ShowParts, "look"> = isKnown ? {} : { look: await lookAtCall(call, parts, signal) };
      shown.push(showCall(call, { now: parts.now, command, ...seen }));
    }
    if (wanted.json) return line({ journal: path, calls: shown });
    for (const one of shown) write(callLines(one, true));
  }

  async function settleOne([call, ...others]: readonly [Call, ...Call[]], verdict: Verdict): Promise<void> {
    if (others.length > 0) {
      const all = [call, ...others].map((one) => one.generation).join(", ");
      throw new NcfError("NCF_USAGE", {
        reason: `several generations of ${call.name} are unsettled: ${all}`,
        hint: "add --generation N; inspect them first, without --ran and --did-not-run",
      });
    }
    const { end, wasSettled, outlook } = await settle(call, verdict, parts, signal);
    const { project, stack, name, generation } = call;
    if (wanted.json)
      return line({ kind: "settled", project, stack, name, generation, end, wasSettled, outlook });
    write([`${callLabel(call)}: ${wasSettled ? "was already settled" : "settled"}; ${outlook}`]);
  }

  /** The command lines of calls; a generation is named only where several of a resource are there. */
  function commandFor(calls: readonly Call[]): ShowParts["command"] {
    return (call, ...settling) => {
      const options = journalOptions(call, { ...ports, env: found.env, cwd }) ?? [];
      const isOneOfMany = calls.filter((one) => isSameResource(one, call)).length > 1;
      const which = isOneOfMany ? ["--generation", String(call.generation)] : [];
      return resolveCommand(call, options, ...which, ...settling);
    };
  }

  function line(value: unknown): void {
    terminal.write(`${JSON.stringify(value)}\n`);
  }

  function write(lines: readonly string[]): void {
    for (const one of lines) terminal.write(`${one}\n`);
  }
}
