import { createMask } from "../../diagnostics/redact.ts";
import type { Workspace } from "../../engine/workspace.ts";
import type { Clock } from "../../ports/ports.ts";
import type { RunView } from "../views/RunView.ts";

/** Writes what happens inside a run to standard error, for `--debug`. */
export interface DebugLog {
  readonly line: (text: string) => void;
}

/**
 * Creates the log of `--debug`: each line begins with the time since its start. It has the engine's arguments and end, and every event. None of them holds a
 * secret by itself; those that are known are masked all the same.
 * @param secrets - Secrets that are known before the run.
 */
export function createDebugLog(
  write: (text: string) => void,
  clock: Pick<Clock, "now">,
  secrets: Iterable<string>,
): DebugLog {
  const begunAt = clock.now();
  const mask = createMask(secrets);
  return {
    line: (text) => {
      const seconds = ((clock.now() - begunAt) / 1000).toFixed(3);
      write(`debug ${seconds.padStart(8)} ${mask(text).trimEnd().replaceAll("\n", "\n  ")}\n`);
    },
  };
}

/** Logs each start of the engine in a workspace, and how it ended. */
export function loggedWorkspace(workspace: Workspace, log: DebugLog): Workspace {
  const { engine, project, stack, backendUrl } = workspace.target;
  log.line(`engine ${engine.version} (${engine.path}), ${project}/${stack} in ${backendUrl}`);
  return {
    ...workspace,
    start: (args, options) => {
      const command = `pulumi ${args.join(" ")}`;
      log.line(`start ${command}`);
      const started = workspace.start(args, options);
      const end = started.end.then((ended) => {
        log.line(`end ${command}: exit code ${ended.code ?? `none (${ended.signal})`}`);
        if (ended.stderr !== "") log.line(`standard error of ${command}:\n${ended.stderr}`);
        return ended;
      });
      return { ...started, end };
    },
  };
}

/** Logs the events that a view shows. */
export function loggedView(view: RunView, log: DebugLog): RunView {
  return {
    onEvent: (event) => {
      log.line(`engine event ${JSON.stringify(event)}`);
      view.onEvent(event);
    },
    onInvocation: (event) => {
      log.line(`invocation event ${JSON.stringify(event)}`);
      view.onInvocation(event);
    },
    notice: view.notice,
    end: (end) => {
      log.line(`run ${end.result}`);
      view.end(end);
    },
  };
}
