import type { ProcessLifetime } from "../ports/processes.ts";
import type { ProcessTable, RunningProcess } from "../ports/processes.ts";

const periodMs = 2000;

/** Dependencies of {@link exitWithEngine}. */
export interface ExitWithEngineDeps extends ProcessLifetime {
  /**
   * Returns the process of the engine, looked up at the first step; `undefined` when this process
   * serves no engine.
   */
  readonly engine: () => RunningProcess | undefined;
  readonly processTable: () => Pick<ProcessTable, "at">;
  /**
   * Called, possibly several times, when the engine died while steps are in flight. No further work
   * must start then.
   */
  readonly onEngineGone?: () => void;
}

/** Wraps a function so that it counts as a step in flight while it runs. */
export type CountStep = <Args extends readonly unknown[], T>(
  step: (...args: Args) => Promise<T>,
) => (...args: Args) => Promise<T>;

/**
 * Exits the provider process when its engine has died; neither the SDK nor the plugin protocol
 * does. Steps in flight finish first, so that the journal records the end of their calls. Does not
 * watch the engine before the first step.
 */
export function exitWithEngine(deps: ExitWithEngineDeps): CountStep {
  const { engine, processTable, checkEvery, exit, onEngineGone } = deps;
  let isWatching = false;
  let inFlight = 0;

  function watch(): void {
    isWatching = true;
    const watched = engine();
    if (watched === undefined) return;
    const table = processTable();
    checkEvery(periodMs, () => {
      if (table.at(watched.pid)?.startedAt === watched.startedAt) return;
      if (inFlight === 0) exit();
      else onEngineGone?.();
    });
  }

  return (step) =>
    async (...args) => {
      if (!isWatching) watch();
      inFlight += 1;
      try {
        return await step(...args);
      } finally {
        inFlight -= 1;
      }
    };
}

/** Matches processes between the engine and a provider: the script that starts the provider, and shells. */
const defaultLauncher = /\bpulumi-resource-/;

/** Description of a provider process below its engine. */
export interface ProviderProcess {
  /**
   * Matches the command of this process when it is a provider. Any other program that loads the
   * code does not watch an engine.
   */
  readonly self: RegExp;
  /**
   * Matches the commands of the launchers between the engine and this process. @default any
   * `pulumi-resource-…`
   */
  readonly launcher?: RegExp;
}

/**
 * Returns the engine that this provider process serves: its nearest ancestor that is not a
 * launcher. Returns `undefined` in any other program. Where processes do not show their commands,
 * as on Windows, a launcher counts as the engine.
 */
export function findEngineProcess(
  table: ProcessTable,
  { self, launcher = defaultLauncher }: ProviderProcess,
): RunningProcess | undefined {
  const own = table.at(table.selfPid);
  if (own === undefined || !self.test(own.command)) return undefined;
  for (let above = parentOf(own, table); above !== undefined; above = parentOf(above, table)) {
    if (!launcher.test(above.command)) return above;
  }
  return undefined;
}

function parentOf({ parentPid }: RunningProcess, table: ProcessTable): RunningProcess | undefined {
  return parentPid === undefined ? undefined : table.at(parentPid);
}
