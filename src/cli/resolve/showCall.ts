import { actionLabel } from "../../model/action.ts";
import { sentTime, searchWindow } from "../../invocation/findRun.ts";
import { hostName } from "./hostName.ts";
import { isUnsettled } from "./isUnsettled.ts";
import type { Look } from "./lookAtCall.ts";
import { placeOf } from "./placeOf.ts";
import type { Call } from "./readCalls.ts";
import type { ShownCall } from "./ShownCall.ts";
import { whyItMayBeSent } from "./whyItMayBeSent.ts";

/** What {@link showCall} works with. */
export interface ShowParts {
  readonly now: number;
  /** What a look at the activations gave, if there was one. */
  readonly look?: Look;
  /** The command line that settles the call, or only looks at it. */
  readonly command: (call: Call, ...settling: readonly string[]) => string;
}

/** What is shown of a call, and the commands that settle it. */
export function showCall(call: Call, { now, look, command }: ShowParts): ShownCall {
  const { project, stack, name, generation, entry } = call;
  const { at, owner, end, endedAt } = entry;
  const isOpen = isUnsettled(call);
  const wait = isOpen ? whyItMayBeSent(call, now) : undefined;
  const canBeSettled = isOpen && wait === undefined;
  const seen = (look?.runs ?? []).map((run) => run.activationId);
  const ids = end?.activationId === undefined ? seen : [end.activationId];
  return {
    project,
    stack,
    name,
    generation,
    action: actionLabel(placeOf(call).action),
    url: entry.action,
    madeAt: isoText(at),
    owner: { host: hostName(owner), pid: owner.pid, state: call.owner },
    ...(end === undefined ? {} : { end }),
    ...(endedAt === undefined ? {} : { endedAt: isoText(endedAt) }),
    seenBy: isoText(searchWindow(sentTime(call.entry, now)).settledAt),
    ...(look === undefined || look.trouble !== undefined ? {} : { activations: look.runs.map(showRun) }),
    ...(look?.trouble === undefined ? {} : { trouble: look.trouble }),
    ...(wait === undefined ? {} : { wait }),
    commands: {
      look: command(call),
      ran: canBeSettled
        ? (ids.length === 0 ? ["ACTIVATION-ID"] : ids).map((id) => command(call, "--ran", id))
        : [],
      ...(canBeSettled && end?.activationId === undefined
        ? { didNotRun: command(call, "--did-not-run") }
        : {}),
    },
  };
}

function showRun({ start, ...run }: Look["runs"][number]): NonNullable<ShownCall["activations"]>[number] {
  return { ...run, ...(start === undefined ? {} : { start: isoText(start) }) };
}

function isoText(at: number): string {
  return new Date(at).toISOString();
}
