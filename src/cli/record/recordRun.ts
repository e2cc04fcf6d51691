import { resolve } from "node:path";
import { callOrigin } from "../../journal/callOrigin.ts";
import { locationName } from "../../journal/journalLocation.ts";
import { packageVersion } from "../../packageVersion.ts";
import { writePrivateFile } from "../../ports/nodePrivateFiles.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import { secretTextsIn } from "../../stack/run/values.ts";
import { hostName } from "../resolve/calls.ts";
import { withoutCredentials } from "../stack/backend.ts";
import type { PreparedStack } from "../stack/prepareStack.ts";
import { secretTexts } from "../stack/secretTexts.ts";
import type { Terminal } from "../terminal.ts";
import type { RunView } from "../views/RunView.ts";
import { openAuditLog } from "./auditLog.ts";
import { createRecorder, type Recorder } from "./createRecorder.ts";
import { keepRun, previousRun, runsDirectory, writeRunFile } from "./runFiles.ts";
import type { RunRecord } from "./runRecord.ts";

/** Files that a run leaves behind, as options name them. */
export interface RunFileOptions {
  /** Path of the record. @default one in `.ncf/runs/`, of which the newest 20 are kept */
  readonly record?: string;
  /** Path of a report in HTML. @default none */
  readonly report?: string;
  /** Path of an audit log, to which lines are appended. @default none */
  readonly logFile?: string;
}

/** A run that is recorded. */
export interface RecordedRun extends RunFileOptions {
  readonly kind: RunRecord["kind"];
  readonly plan: Pick<StackPlan, "steps">;
  /** `true` when the record includes planned resources that the run never reached. */
  readonly expectsAll: boolean;
}

/** A view that is recorded as well, and the recorder. */
export interface RecordingView {
  readonly view: RunView;
  readonly recorder: Recorder;
  /** Writes the files. Never fails: a run must not become a failure because its record cannot be written. */
  readonly keep: () => Promise<void>;
}

/**
 * Adds a recorder, and an audit log where one is wanted, to the view of a run.
 * @throws NcfError NCF_FILE_MISSING when the audit log cannot be opened
 */
export function recordingView(
  view: RunView,
  terminal: Terminal,
  prepared: PreparedStack,
  run: RecordedRun,
): RecordingView {
  const { config, env, checked, stackName, loaded, workspace, journal } = prepared;
  const recorder = createRecorder({
    kind: run.kind,
    plan: run.plan,
    expectsAll: run.expectsAll,
    project: checked.file.name,
    stack: stackName,
    file: loaded.shownPath,
    clock: terminal.ports.clock,
    by: {
      ...callOrigin(env),
      host: hostName({ host: terminal.processTable.hostName }),
      version: packageVersion,
      engine: workspace.target.engine.version,
    },
    backend: withoutCredentials(workspace.target.backendUrl),
    journal: locationName(journal),
  });
  recorder.addSecrets(secretTexts(config, env));
  const log =
    run.logFile === undefined ? undefined : openAuditLog(resolve(terminal.cwd, run.logFile), terminal);
  let record: RunRecord | undefined;
  return {
    recorder,
    view: {
      ...view,
      onEvent: (event) => {
        recorder.onEvent(event);
        view.onEvent(event);
      },
      onInvocation: (event) => {
        recorder.onInvocation(event);
        log?.(event);
        view.onInvocation(event);
      },
      end: (end) => {
        if (end.outputs !== undefined) recorder.addSecrets(secretTextsIn(end.outputs));
        record = recorder.end(end);
        view.end(end);
      },
    },
    keep: async () => {
      if (record !== undefined) await keep(record, run, terminal, loaded.path);
    },
  };
}

async function keep(
  record: RunRecord,
  { record: named, report }: RunFileOptions,
  terminal: Terminal,
  stackFilePath: string,
): Promise<void> {
  const attempt = async (what: string, write: () => void | Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      terminal.writeError(`warning: ${what} was not written: ${(error as Error).message}\n`);
    }
  };
  const directory = runsDirectory(stackFilePath);
  await attempt("the record of this run", () =>
    named === undefined ? keepRun(stackFilePath, record) : writeRunFile(resolve(terminal.cwd, named), record),
  );
  if (report === undefined) return;
  await attempt(`--report ${report}`, async () => {
    // Loaded only here: it draws.
    const { formatRun } = await import("../report/formatRun.ts");
    const previous = previousRun(record, directory);
    const found = previous === undefined ? { record } : { record, previous };
    writePrivateFile(resolve(terminal.cwd, report), await formatRun("html", found));
  });
}
