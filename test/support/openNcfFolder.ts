import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmulator, type Emulator } from "../../src/emulator/index.ts";
import { commandPluginPath } from "./commandPluginPath.ts";
import { runCommand, runInTerminal, type CommandEnd, type RunningCommand } from "./runCommand.ts";
import { readEvents } from "./readEvents.ts";
import { dummyKeys } from "./signedFetch.ts";

/** A folder with a stack file, an emulator of its own, and the built `ncf` on PATH. */
export interface NcfFolder {
  readonly folder: string;
  readonly emulator: Emulator;
  /** Starts a command line, such as `ncf up stack.yaml`. */
  readonly start: (line: string, env?: Readonly<Record<string, string | undefined>>) => RunningCommand;
  /** Starts it on a pseudo-terminal, by {@link runInTerminal}. */
  readonly startInTerminal: NcfFolder["start"];
  /** Runs it to its end. */
  readonly run: (line: string, env?: Readonly<Record<string, string | undefined>>) => Promise<CommandEnd>;
  readonly close: () => Promise<void>;
}

const actionsDir = fileURLToPath(new URL("actions", import.meta.url));
const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** What a test wants to be otherwise. */
export interface NcfFolderOptions {
  /** An emulator to share, instead of one of its own. */
  readonly emulator?: Emulator;
  /** Actions of the emulator; those of `test/support/actions` by default. */
  readonly actionsDir?: string;
  /** What its actions may write. */
  readonly allowWrite?: readonly string[];
}

/** Makes such a folder; close it at the end of the test. */
export async function openNcfFolder(stackFile: string, options: NcfFolderOptions = {}): Promise<NcfFolder> {
  const folder = mkdtempSync(join(tmpdir(), "ncf-cli-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "ncf"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
  chmodSync(join(bin, "ncf"), 0o755);
  cpSync(options.actionsDir ?? actionsDir, join(folder, "actions"), { recursive: true });
  writeFileSync(join(folder, "stack.yaml"), stackFile);
  const emulator =
    options.emulator ??
    (await startEmulator({
      actionsDir: join(folder, "actions"),
      allowWrite: options.allowWrite ?? [],
      credentials: dummyKeys,
    }));
  writeFileSync(join(folder, "Pulumi.dev.yaml"), `config:\n  ncf:endpoint: ${emulator.url}\n`);
  const env = {
    ...process.env,
    PATH: [bin, commandPluginPath().folder, process.env["PATH"]].join(delimiter),
    NCLOUD_ACCESS_KEY: dummyKeys.accessKey,
    NCLOUD_SECRET_KEY: dummyKeys.secretKey,
    PULUMI_HOME: join(folder, "home"),
    NCF_JOURNAL: join(folder, "journal.jsonl"),
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_BACKEND_URL: undefined,
    PULUMI_STACK: undefined,
    // The tests may run in a step of GitHub Actions, which is not the step of the command.
    GITHUB_ACTIONS: undefined,
  };
  const start = (line: string, more: Readonly<Record<string, string | undefined>> = {}): RunningCommand =>
    runCommand(line, { cwd: folder, env: { ...env, ...more } });
  return {
    folder,
    emulator,
    start,
    startInTerminal: (line, more = {}) =>
      runInTerminal(line, { cwd: folder, env: { ...env, CI: undefined, ...more } }),
    run: async (line, more) => {
      const end = await start(line, more).end;
      // Every event of every run in the tests.
      if (/^ncf (?:preview|up|refresh|destroy) .*--json\b/.test(line)) readEvents(end.stdout);
      return end;
    },
    close: async () => {
      if (options.emulator === undefined) await emulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
