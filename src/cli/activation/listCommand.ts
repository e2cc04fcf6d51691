import { NcfError } from "../../diagnostics/ncfError.ts";
import type { ListedActivation } from "../../client/responses.ts";
import { actionLabel } from "../../model/action.ts";
import { findCredentials } from "../../signing/credentials.ts";
import type { CommandContext } from "../CommandContext.ts";
import { readActionName, readCallContext, readCountOption, readTimeOption } from "../calls/callOptions.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { countText, secondsText } from "../views/text.ts";
import type { ListOptions } from "./activationCommand.ts";
import { locate } from "./findActivation.ts";

/** Runs `ncf activation list`: the runs of an action that have ended, newest first, as far as the API keeps them. */
export async function listCommand(
  context: CommandContext,
  name: string,
  options: ListOptions,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async ({ signal }) => {
    const call = readCallContext(terminal, options);
    const location = locate(readActionName(name), call);
    const now = call.ports.clock.now();
    const startAt = readTimeOption("--since", options.since, now);
    const endAt = options.until === undefined ? now : readTimeOption("--until", options.until, now);
    const limit = readCountOption("--limit", options.limit);
    if (startAt > endAt) {
      throw new NcfError("NCF_USAGE", {
        reason: "--since is later than --until",
        hint: "swap the two, or omit --until",
      });
    }
    const functions = await terminal.activationReader(findCredentials(call.credentials), call.ports.env);
    try {
      const isWanted = (one: ListedActivation): boolean =>
        options.status === undefined || (one.status === "success") === (options.status === "succeeded");
      const listed = await functions.activations(
        { ...location, startAt, endAt, isEnough: (found) => found.filter(isWanted).length > limit },
        signal,
      );
      if (listed.kind !== "listed") {
        throw new NcfError("NCF_ACTIVATION_UNREADABLE", {
          reason: `cannot list the activations of ${actionLabel(location.action)}: ${listed.kind === "refused" ? listed.error.message : listed.reason}`,
          hint: "check the action, the address and the credentials; a shorter period lists fewer",
        });
      }
      const wanted = listed.activations.filter(isWanted);
      const shown = wanted.slice(0, limit);
      if (options.json === true) {
        terminal.write(`${JSON.stringify({ activations: shown, hasMore: wanted.length > limit })}\n`);
        return;
      }
      for (const { activationId, status = "status unknown", duration } of shown) {
        const time = duration === undefined ? "" : `  ${secondsText(duration)}`;
        terminal.write(`${activationId}  ${status}${time}\n`);
      }
      if (shown.length === 0) terminal.writeError("no activation that ended in this period\n");
      if (wanted.length > limit) {
        terminal.writeError(
          `there are more than ${countText(limit, "activation")}; pass --limit, or another period\n`,
        );
      }
    } finally {
      await functions.close();
    }
  });
}
