import { writeFileSync } from "node:fs";
import { withoutConfigValue } from "../../engine/readStackSettings.ts";
import type { CommandContext } from "../CommandContext.ts";
import { writeDone } from "../json/jsonEvent.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { openStack, type OpenStackOptions } from "../stacks/openStack.ts";
import { findKey } from "./configValue.ts";
import { requireKey } from "./getConfig.ts";

/** Options of `ncf config rm`. */
export interface RemoveConfigOptions extends OpenStackOptions {
  readonly file: string;
}

/** Runs `ncf config rm KEY`: removes a value from the settings file of the stack. Needs no engine. */
export async function removeConfig(
  context: CommandContext,
  key: string,
  options: RemoveConfigOptions,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async () => {
    const opened = openStack(terminal, options.file, options);
    const whole = requireKey(opened, key);
    const { settingsFile, file } = opened;
    const written = findKey(settingsFile.settings, key, file.name) ?? whole;
    writeFileSync(settingsFile.path, withoutConfigValue(settingsFile.text ?? "", written));
    if (options.json === true) writeDone(terminal.write, terminal.ports.clock.now());
    else terminal.write(`Removed ${whole} from ${settingsFile.shownPath}.\n`);
  });
}
