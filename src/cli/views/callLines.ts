import { callLabel } from "../resolve/callLabel.ts";
import { endText } from "../resolve/endText.ts";
import type { ShownCall } from "../resolve/ShownCall.ts";

/** A call for the eye: what is known of it, what may be its run, and the commands that settle it. */
export function callLines(call: ShownCall, isWhole: boolean): readonly string[] {
  const { action, url, madeAt, owner, end, endedAt, seenBy, wait, commands } = call;
  const facts = [
    `${callLabel(call)}: ${headline(call)}`,
    `  call:  ${action} at ${url}`,
    `  made:  ${madeAt} by process ${owner.pid} on ${owner.host}, which ${ownerText[owner.state]}`,
    `  end:   ${end === undefined ? "none was written" : `${endText(end)}, written ${endedAt}`}`,
  ];
  if (wait !== undefined) facts.push(`  Wait: ${wait}`);
  if (!isWhole) return [...facts, `  Look: ${commands.look}`];
  const settling = [
    ...commands.ran.map((command) => `  It ran: ${command}`),
    ...(commands.didNotRun === undefined ? [] : [`  It did not run: ${commands.didNotRun}`]),
  ];
  const lines = [...facts, ...runLines(call), ...settling];
  return commands.didNotRun === undefined
    ? lines
    : [
        ...lines,
        `  A run of it would have ended and be seen by ${seenBy}; after --did-not-run the next up calls again`,
      ];
}

function headline({ end, owner }: ShownCall): string {
  if (end === undefined && owner.state === "alive") return "its process is at work on it";
  return end === undefined ? "nobody knows whether it ran" : endText(end);
}

const ownerText = {
  alive: "is at work",
  gone: "is gone",
  elsewhere: "cannot be seen from here",
} as const;

function runLines({ action, activations, trouble }: ShownCall): readonly string[] {
  if (trouble !== undefined) return [`  found: the activations of ${action} cannot be listed (${trouble})`];
  if (activations === undefined) return [];
  if (activations.length === 0) return [`  found: no activation of ${action} that may be it`];
  return activations.map(
    ({ activationId, start, status, showsKey }) =>
      `  found: ${activationId}, ${start === undefined ? "its record cannot be read yet" : `began ${start}, ${status}`}, ${showsKey ? "shows the key: it is surely it" : "shows no key"}`,
  );
}
