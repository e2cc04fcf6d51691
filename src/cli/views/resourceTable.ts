import Table from "cli-table3";
import type { Row } from "./Progress.ts";
import { secondsText } from "./rowText.ts";

/** The resources of a run as a table: what came of each, how long it took, how many tries, and its activation. */
export function resourceTable(rows: readonly Row[], hasColour: boolean): string {
  const table = new Table({
    head: ["resource", "action", "outcome", "time", "tries", "activation"],
    style: hasColour ? {} : { head: [], border: [] },
  });
  for (const row of rows) {
    const { name, type, action, beganAt, endedAt, call } = row;
    const time = beganAt === undefined || endedAt === undefined ? "" : secondsText(endedAt - beganAt);
    table.push([
      name,
      action ?? type,
      outcomeText(row),
      time,
      String(call?.attempts ?? ""),
      call?.activationId ?? "",
    ]);
  }
  return table.toString();
}

function outcomeText({ state, beganAt, endedAt }: Row): string {
  if (state === "waiting") return "not reached";
  // The run was stopped before it came to an end.
  return beganAt !== undefined && endedAt === undefined ? "not known" : state;
}
