import { hostName } from "./hostName.ts";
import type { Call } from "./readCalls.ts";

/** Why the process that made a call may still send it; `undefined` when it cannot. */
export function whyItMayBeSent({ entry, owner }: Call, now: number): string | undefined {
  const { pid } = entry.owner;
  switch (owner) {
    case "alive":
      return `process ${pid} is still at work on it`;
    case "gone":
      return undefined;
    case "elsewhere":
      if (entry.end !== undefined || now > entry.sendsUntilAt) return undefined;
      return `process ${pid} on ${hostName(entry.owner)}, which cannot be seen from here, may send it until ${new Date(entry.sendsUntilAt).toISOString()}`;
  }
}
