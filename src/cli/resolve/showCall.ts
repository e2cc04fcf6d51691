import { sentTime, searchWindow } from "../../invocation/findRun.ts";
import {
  actionText,
  damagedHint,
  hostName,
  isDamaged,
  isUnsettled,
  nextStep,
  type Call,
  whyItMayBeSent,
  callLabel,
  endText,
} from "./calls.ts";
import type { Look } from "./lookAtCall.ts";
import type { GenerationName } from "../../model/resourceKey.ts";
import type { CallEnd } from "../../journal/records.ts";

/** Options of {@link showCall}. */
export interface ShowParts {
  readonly now: number;
  /** Result of the scan of the activations, if there was one. */
  readonly look?: Look;
  /** The command line that settles the call, or only looks at it. */
  readonly command: (call: Call, ...settling: readonly string[]) => string;
}

/** Returns the displayed facts of a call, and the commands that settle it. */
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
    action: actionText(call),
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
      ran:
        canBeSettled && !isDamaged(call)
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

/** Displayed facts of a call. Times are in ISO 8601. */
export interface ShownCall extends GenerationName {
  /** `db/migrate` */
  readonly action: string;
  /** Its own URL; empty where its record is damaged. */
  readonly url: string;
  /** Time of the intent. */
  readonly madeAt: string;
  readonly owner: {
    readonly host: string;
    readonly pid: number;
    readonly state: "alive" | "gone" | "elsewhere";
  };
  /** As far as it is known. */
  readonly end?: CallEnd;
  readonly endedAt?: string;
  /** By then a run of it would have ended and be seen. */
  readonly seenBy: string;
  /** Activations that may be its run; absent where none were searched for. */
  readonly activations?: readonly {
    readonly activationId: string;
    readonly showsKey: boolean;
    readonly start?: string;
    readonly status?: string;
  }[];
  /** Reason why the activations could not be searched. */
  readonly trouble?: string;
  /** Reason why the outcome is not known yet. */
  readonly wait?: string;
  readonly commands: {
    readonly look: string;
    /** One for each activation that could be its runs run, or one with `ACTIVATION-ID` to be replaced. */
    readonly ran: readonly string[];
    /** Not there for a call that is known to have run, or may still be sent. */
    readonly didNotRun?: string;
  };
}

/** A call for the eye: what is known of it, what may be its run, and the commands that settle it. */
export function callLines(call: ShownCall, isWhole: boolean): readonly string[] {
  const { action, url, madeAt, owner, end, endedAt, seenBy, wait, commands } = call;
  const facts = [
    `${callLabel(call)}: ${headline(call)}`,
    `  call:  ${url === "" ? "not known: its record in the journal is damaged" : `${action} at ${url}`}`,
    `  made:  ${madeAt} by process ${owner.pid} on ${owner.host}, which ${ownerText[owner.state]}`,
    `  end:   ${end === undefined ? "not recorded" : `${endText(end)}, written ${endedAt}`}`,
  ];
  if (wait !== undefined) facts.push(`  wait:  ${wait}`);
  if (!isWhole) return [...facts, `  Inspect: ${commands.look}`];
  if (url === "" && commands.didNotRun !== undefined) facts.push(`  next:  ${damagedHint(call)}`);
  const settling = [
    ...commands.ran.map((command) => `  It ran: ${command}`),
    ...(commands.didNotRun === undefined ? [] : [`  It did not run: ${commands.didNotRun}`]),
  ];
  const lines = [...facts, ...runLines(call), ...settling];
  return commands.didNotRun === undefined
    ? lines
    : [
        ...lines,
        `  If it ran, its activation would be visible by ${seenBy}; after --did-not-run ${nextStep(call)} calls again`,
      ];
}

function headline({ end, owner }: ShownCall): string {
  if (end === undefined && owner.state === "alive") return "its process is still running";
  return end === undefined ? "it is unknown whether it ran" : endText(end);
}

const ownerText = {
  alive: "is running",
  gone: "has ended",
  elsewhere: "cannot be seen from this machine",
} as const;

function runLines({ action, activations, trouble }: ShownCall): readonly string[] {
  if (trouble !== undefined) return [`  found: the activations of ${action} cannot be listed (${trouble})`];
  if (activations === undefined) return [];
  if (activations.length === 0) return [`  found: no activation of ${action} that could be its run`];
  return activations.map(
    ({ activationId, start, status, showsKey }) =>
      `  found: ${activationId}, ${start === undefined ? "its record cannot be read yet" : `started ${start}, ${status}`}, ${showsKey ? "shows the key, so it is the run" : "shows no key"}`,
  );
}
