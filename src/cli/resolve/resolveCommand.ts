import { NcfError } from "../../diagnostics/ncfError.ts";
import type { CommandContext } from "../CommandContext.ts";
import { runStackCommand } from "../runStackCommand.ts";
import type { JournalChoice } from "./findJournal.ts";
import { resolveCalls } from "./resolveCalls.ts";

/** Options of `ncf resolve`. */
export interface ResolveOptions extends JournalChoice {
  readonly generation?: string;
  readonly ran?: string;
  readonly didNotRun?: true;
  readonly json?: true;
}

/** Runs `ncf resolve [NAME]`. */
export async function resolveCommand(
  context: CommandContext,
  named: string | undefined,
  options: ResolveOptions,
): Promise<void> {
  await runStackCommand(context, options, async ({ signal }) => {
    const { generation, ran, didNotRun, json, key } = options;
    if (named !== undefined && key !== undefined) {
      throw new NcfError("NCF_USAGE", {
        reason: `resource ${named} and --key ${key} exclude each other`,
        hint: "name the one whose call is meant",
      });
    }
    const name = named ?? key;
    const isSettling = ran !== undefined || didNotRun === true;
    if (name === undefined && (isSettling || generation !== undefined)) {
      throw new NcfError("NCF_USAGE", {
        reason: "the name of the resource is required",
        hint: "write it after resolve; without options, resolve lists all unsettled calls",
      });
    }
    await resolveCalls(
      context.terminal,
      options,
      {
        json: json === true,
        ...(name === undefined ? {} : { name }),
        ...(generation === undefined ? {} : { generation: readGeneration(generation) }),
        ...(isSettling ? { verdict: ran === undefined ? {} : { ran } } : {}),
      },
      signal,
    );
  });
}

function readGeneration(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new NcfError("NCF_USAGE", {
    reason: `--generation ${text} must be a whole number from 1`,
    hint: "omit it where only one generation is unsettled",
  });
}
