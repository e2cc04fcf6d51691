import { NcfError } from "../../diagnostics/ncfError.ts";
import { type JournalEntry, newestGeneration } from "../../journal/journal.ts";
import {
  actionLabel,
  type ActionLocation,
  type ActionReference,
  parseActionUrl,
} from "../../model/action.ts";
import { isActivationId } from "../../model/activation.ts";
import { resolveAddress } from "../../model/address.ts";
import type { Issue } from "../../model/issue.ts";
import { oneShotKey } from "../../model/resourceKey.ts";
import { issuesError } from "../calls/issuesError.ts";
import { type CallContext, type CallOptions, readActionName, requireCallKey } from "../calls/callOptions.ts";
import { findJournal } from "../resolve/findJournal.ts";
import { withJournal } from "../openTerminalJournal.ts";
import type { Terminal } from "../terminal.ts";

/** Arguments that name an activation. */
export interface NamedActivation {
  readonly action: string | undefined;
  readonly id: string | undefined;
}

/** Activation that is read, and where its action is. */
export interface LocatedActivation extends ActionLocation {
  readonly activationId: string;
}

/**
 * Finds the activation that is meant: by action and id, or as the run of the newest call of a key.
 * @throws NcfError NCF_USAGE, NCF_NAME_INVALID, NCF_ADDRESS_INVALID; NCF_ACTIVATION_UNREADABLE where a key has none
 */
export async function findActivation(
  terminal: Terminal,
  { action, id }: NamedActivation,
  options: CallOptions,
  context: CallContext,
): Promise<LocatedActivation> {
  if (options.key !== undefined) {
    if (action === undefined) return activationOfKey(terminal, requireCallKey(options.key), options, context);
    throw usage("an action and --key exclude each other", "pass --key alone: the journal has the action");
  }
  if (action === undefined || id === undefined) {
    throw usage(
      `the ${action === undefined ? "action" : "activation ID"} is required`,
      "write PACKAGE/ACTION ACTIVATION-ID, or --key KEY; ncf activation list shows the IDs of an action",
    );
  }
  const reference = readActionName(action);
  if (!isActivationId(id)) {
    throw usage("the second argument is not an activation ID", "write 1 to 64 of letters, digits, _ and -");
  }
  return { ...locate(reference, context), activationId: id };
}

/** Returns where an action is, by the options and variables. @throws NcfError NCF_ADDRESS_INVALID */
export function locate(action: ActionReference, { settings }: CallContext): ActionLocation {
  const { address, issues } = resolveAddress(settings.address);
  if (address === undefined) throw issuesError(issues as readonly [Issue, ...Issue[]]);
  return { address, action };
}

async function activationOfKey(
  terminal: Terminal,
  name: string,
  options: CallOptions,
  { ports }: CallContext,
): Promise<LocatedActivation> {
  const { journal: place, backend } = options;
  const choice = {
    key: name,
    ...(place === undefined ? {} : { journal: place }),
    ...(backend === undefined ? {} : { backend }),
  };
  const { location } = await findJournal(terminal, choice, ports.env);
  const newest = await withJournal(location, terminal, ports.env, (journal) =>
    newestGeneration(journal, oneShotKey(name)),
  );
  const entry = newest?.entry;
  const called = entry === undefined ? undefined : parseActionUrl(entry.action);
  const activationId = entry?.end?.activationId;
  if (called !== undefined && activationId !== undefined) return { ...called, activationId };
  const why =
    entry === undefined
      ? "the journal has no call of it"
      : `its call of ${called === undefined ? entry.action : actionLabel(called.action)} has no activation ID: ${whyNone(entry)}`;
  throw new NcfError("NCF_ACTIVATION_UNREADABLE", {
    reason: `key ${name}: ${why}`,
    hint:
      entry === undefined
        ? "compare the key, and --journal or --backend, with those of ncf invoke"
        : "run ncf invoke with this key again: it waits for the call, or searches for its run",
  });
}

function whyNone({ end }: JournalEntry): string {
  switch (end?.kind) {
    case undefined:
      return "it is under way, or its process ended before its response";
    case "unknown":
      return "it is unknown whether it ran";
    default:
      return "it did not run";
  }
}

function usage(reason: string, hint: string): NcfError {
  return new NcfError("NCF_USAGE", { reason, hint });
}
