import { actionLabel } from "../../model/action.ts";
import { toShownObject } from "../../model/shownJson.ts";
import type { Clock } from "../../ports/ports.ts";
import type { RanCall } from "../../resource/ranCalls.ts";
import type { Terminal } from "../terminal.ts";
import { countRows } from "../views/countRows.ts";
import type { RunView, ShownRun } from "../views/RunView.ts";
import type { Rows } from "../views/rows.ts";
import { failureEvent } from "./failureEvent.ts";
import { eventFormat } from "./eventDefinitions.ts";
import { type JsonEvent, writeEvent } from "./jsonEvent.ts";

/** Dependencies of a JSON view of a run. */
export interface JsonViewOptions {
  readonly rows: Rows;
  readonly run: ShownRun;
  readonly clock: Pick<Clock, "now">;
}

/** Writes a run as JSON, one event a line; the last one is the summary, with the outputs, secrets marked. */
export function jsonView(
  { write, writeError }: Pick<Terminal, "write" | "writeError">,
  { rows, run, clock }: JsonViewOptions,
): RunView {
  const { command, project, stack, destinations } = run;
  const line = (event: JsonEvent): void => writeEvent(write, event);
  const begunAt = clock.now();
  line({ kind: "begin", at: begunAt, format: eventFormat, command, project, stack, destinations });
  return {
    onEvent: (event) => {
      const at = clock.now();
      if (event.kind === "message") {
        line({ ...event, at });
        return;
      }
      if (event.type.startsWith("pulumi:")) return;
      const row = rows.receive(event);
      const { name, type, step } = event;
      if (step === "same" && event.kind !== "failed") {
        if (event.kind === "succeeded") line({ kind: "unchanged", at, name, type });
        return;
      }
      if (event.kind === "started") line({ ...event, at });
      else {
        const { startedAt, endedAt } = row ?? {};
        const durationMs =
          startedAt === undefined || endedAt === undefined ? {} : { durationMs: endedAt - startedAt };
        line({ ...event, at, ...durationMs });
      }
    },
    onInvocation: (event) => {
      rows.receiveInvocation(event);
      const { key, action, ...rest } = event;
      const named = { name: key.name, action: actionLabel(action) };
      if (rest.kind !== "ended") line({ ...rest, ...named });
      else {
        const { onDelete, ...others } = rest;
        line({ ...others, ...named, ...(onDelete === undefined ? {} : { onDelete: actionLabel(onDelete) }) });
      }
    },
    notice: (text) => writeError(`${text}\n`),
    end: ({ result, outputs, failures, ran = [] }) => {
      const at = clock.now();
      for (const failure of failures) line(failureEvent(failure, at));
      line({
        kind: "summary",
        at,
        result,
        project,
        stack,
        durationMs: at - begunAt,
        counts: countRows(rows.all),
        ...(outputs === undefined ? {} : { outputs: toShownObject(outputs) }),
        ...(ran.length === 0 ? {} : { ran: ran.map(ranCall) }),
      });
    },
  };
}

function ranCall({ key, action, onDelete }: RanCall): {
  readonly name: string;
  readonly action: string;
  readonly onDelete?: string;
} {
  return {
    name: key.name,
    action: actionLabel(action),
    ...(onDelete === undefined ? {} : { onDelete: actionLabel(onDelete) }),
  };
}
