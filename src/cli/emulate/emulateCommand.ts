import { resolve } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { shellWord } from "../../diagnostics/safeText.ts";
import { type CloudName, startEmulator } from "../../emulator/index.ts";
import type { CommandContext } from "../CommandContext.ts";
import { callLines } from "./callLines.ts";
import { readSwitches } from "./readSwitches.ts";

/** Options of `ncf emulate`. */
export interface EmulateOptions {
  readonly port: string;
  readonly cloud: CloudName;
  readonly namespace?: string;
  readonly accessKey?: string;
  readonly secretKey?: string;
  readonly allowNetwork?: true;
  readonly allowRead: readonly string[];
  readonly allowWrite: readonly string[];
  readonly switch: readonly string[];
  readonly quiet?: true;
}

/**
 * Runs `ncf emulate DIR`: starts an emulator, prints the variables that lead to it and a line for each call, and stops at an interrupt.
 * @throws NcfError NCF_EMULATOR_INVALID for arguments that cannot be used
 */
export async function emulateCommand(
  { terminal }: CommandContext,
  actionsDir: string,
  options: EmulateOptions,
): Promise<void> {
  const { cloud, namespace, accessKey, secretKey, allowNetwork = false, quiet = false } = options;
  // Listened to from the start: a program that reads the address may end the emulator at once.
  const interrupted = new Promise<void>((done) => {
    const stop = terminal.onInterrupt(() => {
      stop();
      done();
    });
  });
  const emulator = await startEmulator({
    actionsDir: resolve(terminal.cwd, actionsDir),
    port: readPort(options.port),
    cloud,
    allowNetwork,
    allowRead: options.allowRead.map((path) => resolve(terminal.cwd, path)),
    allowWrite: options.allowWrite.map((path) => resolve(terminal.cwd, path)),
    switches: readSwitches(options.switch),
    credentials: {
      ...(accessKey === undefined ? {} : { accessKey }),
      ...(secretKey === undefined ? {} : { secretKey }),
    },
    ...(namespace === undefined ? {} : { namespace }),
    onCall: (call) => {
      if (!quiet) terminal.write(`${callLines(call).join("\n")}\n`);
    },
  });
  terminal.write(
    `# Cloud Functions (${cloud}) is emulated at ${emulator.url} with the actions of ${actionsDir}\n`,
  );
  for (const [name, value] of Object.entries(emulator.variables)) {
    // A key that was given is known to the caller, and may be a real one by mistake.
    if (name === "NCLOUD_SECRET_KEY" && secretKey !== undefined) continue;
    terminal.write(`export ${name}=${shellWord(value)}\n`);
  }
  if (secretKey !== undefined) terminal.write("# NCLOUD_SECRET_KEY is the key given with --secret-key\n");
  await interrupted;
  await emulator.close();
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new NcfError("NCF_EMULATOR_INVALID", {
    reason: `--port ${text} is not 0 to 65535`,
    hint: "leave --port out for a free one",
  });
}
