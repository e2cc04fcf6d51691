import { actionLabel } from "../../model/action.ts";
import { keysIn, sentTime, searchWindow } from "../../invocation/findRun.ts";
import { parseGenerationKey } from "../../model/resourceKey.ts";
import type { Activation } from "../../model/activation.ts";
import type { Journal } from "../../journal/journal.ts";
import { callLabel, damagedHint, placeOf, type Call, resolveRefusal } from "./calls.ts";
import type { LookParts } from "./lookAtCall.ts";

/** Dependencies of {@link readRun}. */
export interface ReadRunParts extends Pick<LookParts, "reader" | "now"> {
  readonly journal: Pick<Journal, "entries">;
}

/**
 * Reads the activation that is said to be the run of a call, and sees to it that it can be.
 * @throws NcfError NCF_RESOLVE_REFUSED when it cannot, or cannot be read now; the errors of credentials
 */
export async function readRun(
  call: Call,
  activationId: string,
  { reader, journal, now }: ReadRunParts,
  signal?: AbortSignal,
): Promise<Activation> {
  const { entry } = call;
  const refuse = (why: string, hint?: string): Error => resolveRefusal(call, why, hint);
  const place = placeOf(call);
  if (place === undefined) {
    throw refuse("its record in the journal is damaged and does not name the action", damagedHint(call));
  }
  const label = actionLabel(place.action);

  const other = (await journal.entries()).find(
    ({ end, claim }) => end?.activationId === activationId && claim !== entry.claim,
  );
  if (other !== undefined) {
    const name = parseGenerationKey(other.key);
    const whose = name === undefined ? other.key : `${callLabel(name)}, of ${name.project}/${name.stack}`;
    throw refuse(`activation ${activationId} is the run of ${whose}`);
  }

  const answer = await (await reader()).activation({ ...place, activationId }, signal);
  signal?.throwIfAborted();
  switch (answer.kind) {
    case "found":
      break;
    case "notYet":
      throw refuse(
        `activation ${activationId} of ${label} has no record`,
        "check the id; a record appears up to a minute after the end of the run and is kept for one month; try again if the run may still be going on",
      );
    case "refused":
      throw refuse(
        `the API does not show activation ${activationId} of ${label}: ${answer.error.message}`,
        "use credentials that may read the action's activations",
      );
    case "unreadable":
      throw refuse(`activation ${activationId} of ${label} cannot be read: ${answer.reason}`, "try again");
  }

  const { activation, clockOffMs = 0 } = answer;
  const { name = place.action.actionName } = activation;
  if (name !== place.action.actionName) {
    throw refuse(`activation ${activationId} is a run of ${name}, but the call was of ${label}`);
  }
  // By this machine's clock, as the journal has it.
  const start = activation.start === undefined ? undefined : activation.start - clockOffMs;
  const { startAt, endAt } = searchWindow(sentTime(call.entry, now));
  if (start !== undefined && (start < startAt || start > endAt)) {
    const [began, from, until] = [start, startAt, endAt].map((at) => new Date(at).toISOString());
    throw refuse(
      `activation ${activationId} started at ${began}; a run of the call would have started between ${from} and ${until}`,
    );
  }
  const [key] = keysIn(activation);
  if (key !== undefined && !keysIn(activation).includes(entry.key)) {
    throw refuse(`activation ${activationId} shows the key of another call: ${key}`);
  }
  return activation;
}
