import { engineError } from "../../engine/engineErrors.ts";
import { runInStack } from "../../engine/stackCommands.ts";
import { readCountOption } from "../calls/callOptions.ts";
import type { CommandContext } from "../CommandContext.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { openEngine, openStack, type OpenStackOptions } from "./openStack.ts";

/** Options of `ncf stack history`. */
export interface StackHistoryOptions extends Omit<OpenStackOptions, "configFile"> {
  readonly limit: string;
}

/** Past operation on a stack. */
interface PastOperation {
  /** Number of the operation, from 1; absent where the backend has none. */
  readonly version?: number;
  /** Pulumi's word: `update`, `refresh`, `destroy`, … */
  readonly kind: string;
  /** Pulumi's word: `succeeded`, `failed`, `in-progress`. */
  readonly result: string;
  /** As in ISO 8601. */
  readonly startedAt: string;
  readonly durationMs?: number;
  /** Number of resources by Pulumi's name of the step: `create`, `same`, … */
  readonly changes: Readonly<Record<string, number>>;
}

/** Source: pulumi/pulumi pkg/cmd/pulumi/stack/stack_history.go [code]. It has the config as well, which is not shown. */
interface EngineUpdate {
  readonly version?: number;
  readonly kind: string;
  readonly result: string;
  readonly startTime: string;
  readonly endTime?: string;
  readonly resourceChanges?: Readonly<Record<string, number>> | null;
}

/** Runs `ncf stack history [FILE]`: lists the operations on a stack, newest first. */
export async function stackHistory(
  context: CommandContext,
  named: string,
  options: StackHistoryOptions,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async ({ signal }) => {
    const limit = readCountOption("--limit", options.limit);
    const opened = openStack(terminal, named, options);
    const { workspace } = await openEngine(terminal, opened, options, { signal });
    const args = ["stack", "history", "--json", "--full-dates", "--page=1", `--page-size=${limit}`];
    const end = await runInStack(workspace, args);
    if (end.code !== 0) throw engineError(end);
    const operations = (JSON.parse(end.stdout) as readonly EngineUpdate[]).map(toPast);
    if (options.json === true) {
      const { file, stackName } = opened;
      terminal.write(`${JSON.stringify({ project: file.name, stack: stackName, operations })}\n`);
      return;
    }
    if (operations.length === 0) terminal.writeError("no operation has run on this stack yet\n");
    for (const operation of operations) terminal.write(`${operationText(operation)}\n`);
  });
}

function toPast({ version, kind, result, startTime, endTime, resourceChanges }: EngineUpdate): PastOperation {
  const duration = endTime === undefined ? Number.NaN : Date.parse(endTime) - Date.parse(startTime);
  return {
    ...(version === undefined || version === 0 ? {} : { version }),
    kind,
    result,
    startedAt: startTime.replace(/\.000Z$/, "Z"),
    ...(Number.isNaN(duration) ? {} : { durationMs: duration }),
    changes: resourceChanges ?? {},
  };
}

function operationText({ version, kind, result, startedAt, durationMs, changes }: PastOperation): string {
  const counts = Object.entries(changes).map(([step, count]) => `${count} ${step}`);
  return [
    startedAt,
    `${version === undefined ? "" : `#${version} `}${kind}`,
    `${result}${durationMs === undefined ? "" : ` in ${Math.round(durationMs / 1000)} s`}`,
    counts.join(", "),
  ]
    .join("  ")
    .trimEnd();
}
