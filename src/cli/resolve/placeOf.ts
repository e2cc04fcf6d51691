import { parseActionUrl, type ActionLocation } from "../../model/action.ts";
import type { Call } from "./readCalls.ts";
import { resolveRefusal } from "./resolveRefusal.ts";

/** Where the action of a call stands. @throws NcfError NCF_RESOLVE_REFUSED when this version cannot read it */
export function placeOf(call: Call): ActionLocation {
  const place = parseActionUrl(call.entry.action);
  if (place !== undefined) return place;
  throw resolveRefusal(
    call,
    `the journal has it at ${call.entry.action}, which this version cannot read`,
    "use the version of this package that made the call",
  );
}
