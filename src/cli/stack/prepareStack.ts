import { dirname, join, relative, resolve } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { type JsonObject, canonicalJson } from "../../model/json.ts";
import { findEngine } from "../../engine/install/findEngine.ts";
import { readStackSettings } from "../../engine/readStackSettings.ts";
import type { StackFile } from "../../stack/parse/parseStackFile.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import type { Terminal } from "../terminal.ts";
import { cancelCommand } from "./cancelCommand.ts";
import { checkLoaded } from "./checkLoaded.ts";
import { findBackend } from "./findBackend.ts";
import { resolveConfig } from "./resolveConfig.ts";
import { loadStackFile, type LoadedFile } from "./loadStackFile.ts";
import { MistakesFound } from "./MistakesFound.ts";
import { ownJournalPath } from "./ownJournalPath.ts";
import { readAssignments } from "./readAssignments.ts";
import { readTextOf } from "./readTextOf.ts";
import { readVariables } from "./readVariables.ts";
import { refuseUnknownNames } from "./refuseUnknownNames.ts";
import { requirePassphrase } from "./requirePassphrase.ts";
import { stackNameOf } from "./stackNameOf.ts";
import type { StackCommandOptions } from "./stackOptions.ts";

/** A stack file that has passed the checks, and its stack on the engine. */
export interface StackRun {
  readonly stack: Stack;
  /** Name of the stack, without an organization. */
  readonly stackName: string;
  readonly loaded: LoadedFile;
  readonly file: StackFile;
  /** What the file would do on an empty state. */
  readonly plan: StackPlan;
  /** All that the plan was made from, secrets in clear, in canonical JSON. */
  readonly inputs: string;
  /** The command that removes a lock on this stack. */
  readonly cancelCommand: string;
  /** The variables of the run. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a command does with the stack that it opens. */
export interface OpenFor {
  /** Whether the file's program will run, so that all config values are needed and the stack may be made. */
  readonly runsProgram: boolean;
  /** Names of the resources that are called again on purpose. */
  readonly rerun?: readonly string[];
}

/**
 * Checks a stack file with the config of the run, and opens its stack.
 * @throws MistakesFound with the mistakes of the file; NcfError for anything else
 */
export async function prepareStack(
  terminal: Terminal,
  named: string,
  options: StackCommandOptions,
  { runsProgram, rerun = [] }: OpenFor,
  signal: AbortSignal,
): Promise<StackRun> {
  const { env, fileEnv } = readVariables(options.envFile, terminal);
  const stackFullName = options.stack ?? env["PULUMI_STACK"];
  if (stackFullName === undefined || stackFullName === "") {
    throw new NcfError("NCF_USAGE", {
      reason: "no stack is named",
      hint: "add --stack dev, or set PULUMI_STACK",
    });
  }
  const stackName = stackNameOf(stackFullName);
  const loaded = loadStackFile(named, terminal);
  const { file } = loaded;
  // Without it, neither the name nor the config of the file can be relied on.
  if (file.diagnostics.length > 0) {
    throw new MistakesFound(checkLoaded(loaded, terminal, {}).diagnostics, loaded.text);
  }

  const settings = readSettingsOf(options.configFile, loaded, stackName, terminal);
  const config = resolveConfig(
    file,
    settings,
    readAssignments("--config", options.config),
    readAssignments("--secret", options.secret),
  );
  const read = new Map<string, string | undefined>();
  const { checked, diagnostics } = checkLoaded(loaded, terminal, {
    config: config.known,
    secretNames: config.secretNames,
    settings: config.settings,
    stack: stackName,
    readText: (path) => {
      const text = terminal.ports.readText(path);
      read.set(relative(dirname(loaded.path), path), text);
      return text;
    },
    // The program itself sees the values that only the engine can read.
    needsConfig: runsProgram && !config.hasEncrypted,
  });
  if (checked === undefined) throw new MistakesFound(diagnostics, loaded.text);
  const { plan } = checked;
  refuseUnknownNames("--rerun", rerun, plan);

  const backend = findBackend(options.backend, env, loaded.path);
  requirePassphrase(backend.url, settings, env);
  if (backend.isOwn) terminal.writeError(`backend: ${backend.url} (none was named: see --backend)\n`);
  // Loaded only here: the SDK takes most of a second, and a mistake is told without it.
  const [{ openStack }, { stackProgram }] = await Promise.all([
    import("../../engine/openStack.ts"),
    import("../../pulumi/stackProgram.ts"),
  ]);
  const stack = await openStack({
    engine: await findEngine({ ports: { ...terminal.ports, env }, signal }),
    project: file.name,
    stack: stackFullName,
    backendUrl: backend.url,
    workDir: terminal.temporaryFolder(),
    pulumiHome: env["PULUMI_HOME"] ?? join(terminal.ports.homeDir, ".pulumi"),
    program: stackProgram({
      text: loaded.text,
      path: loaded.path,
      readText: terminal.ports.readText,
      cwd: terminal.cwd,
    }),
    env: {
      ...(backend.isOwn && env["NCF_JOURNAL"] === undefined
        ? { NCF_JOURNAL: ownJournalPath(loaded.path, file.name, stackName) }
        : {}),
      // Plugins of commands are Pulumi's to fetch.
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION:
        env["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] ?? "false",
      ...(Object.fromEntries(
        Object.entries(fileEnv).filter(([name]) => env[name] === fileEnv[name]),
      ) as Record<string, string>),
    },
    settings,
    config: rerun.length === 0 ? config.given : { ...config.given, "ncf:rerun": rerunValue(rerun, terminal) },
    canMake: runsProgram,
  });
  const inputs = canonicalJson({
    text: loaded.text,
    config: config.known,
    settings: (settings.config ?? {}) as JsonObject,
    given: Object.fromEntries(Object.entries(config.given).map(([key, { value }]) => [key, value])),
    files: [...read].map(([path, text]) => [path, text ?? null]),
  });
  return {
    stack,
    stackName,
    loaded,
    file,
    plan,
    inputs,
    cancelCommand: cancelCommand(named, stackFullName, options),
    env,
  };
}

/** The settings file that is named, else the one beside the stack file. */
function readSettingsOf(
  named: string | undefined,
  { path }: LoadedFile,
  stackName: string,
  terminal: Terminal,
): ReturnType<typeof readStackSettings> {
  if (named !== undefined) return readStackSettings(readTextOf("--config-file", named, terminal), named);
  const beside = resolve(dirname(path), `Pulumi.${stackName}.yaml`);
  const text = terminal.ports.readText(beside);
  return text === undefined ? {} : readStackSettings(text, beside);
}

/** One new token for each resource: what the provider has not seen yet makes a new generation. */
function rerunValue(names: readonly string[], { ports }: Terminal): { readonly value: string } {
  const token = new Date(ports.clock.now()).toISOString();
  return { value: JSON.stringify(Object.fromEntries(names.map((name) => [name, token]))) };
}
