import type { ProcessLifetime } from "../ports/processes.ts";
import type { ProcessTable, RunningProcess } from "../ports/processes.ts";
import type { DynamicFront } from "./dynamicFront.ts";
import { engineAbove } from "./engineAbove.ts";

const periodMs = 2000;

/** What {@link leaveWithEngine} works with. */
export interface LeaveParts extends ProcessLifetime {
  /** Made at the first step. */
  readonly processTable: () => ProcessTable;
}

/**
 * Has the provider process end when its engine is gone, which no part of the SDK sees to: an engine that is killed would leave it for
 * ever. Steps in flight run to their end, so that the journal gets what came of their calls.
 */
export function leaveWithEngine(front: DynamicFront, parts: LeaveParts): DynamicFront {
  let isWatching = false;
  let inFlight = 0;

  function watch(): void {
    isWatching = true;
    const table = parts.processTable();
    const engine = engineAbove(table);
    if (engine === undefined) return;
    parts.checkEvery(periodMs, () => {
      if (inFlight === 0 && isGone(engine, table)) parts.exit();
    });
  }

  function counted<Words extends readonly unknown[], T>(
    step: (...words: Words) => Promise<T>,
  ): (...words: Words) => Promise<T> {
    return async (...words) => {
      // Not before: whoever only loads the package is not watched.
      if (!isWatching) watch();
      inFlight += 1;
      try {
        return await step(...words);
      } finally {
        inFlight -= 1;
      }
    };
  }

  return {
    configure: counted(front.configure),
    check: counted(front.check),
    diff: counted(front.diff),
    create: counted(front.create),
    read: counted(front.read),
    update: counted(front.update),
    delete: counted(front.delete),
  };
}

function isGone({ pid, startedAt }: RunningProcess, table: ProcessTable): boolean {
  return table.at(pid)?.startedAt !== startedAt;
}
