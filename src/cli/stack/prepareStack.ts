import { dirname, relative } from "node:path";
import { stackNameOf, type Workspace } from "../../engine/workspace.ts";
import { journalLocation, type JournalLocation } from "../../journal/journalLocation.ts";
import { canonicalJson, type JsonObject } from "../../model/json.ts";
import type { CheckedStack } from "../../stack/run/checkStackFile.ts";
import { readVars } from "../calls/variables.ts";
import type { Terminal } from "../terminal.ts";
import type { StackDestinations } from "../views/destinationLines.ts";
import type { RunView } from "../views/RunView.ts";
import { findBackend, requirePassphrase } from "./backend.ts";
import { readAssignments, readSecrets, resolveConfig, type ResolvedConfig } from "./config.ts";
import { checkLoaded, loadStackFile, readTextOf, type LoadedFile } from "./loadStackFile.ts";
import { secretTexts } from "./secretTexts.ts";
import { openWorkspace } from "./openWorkspace.ts";
import { readSettingsOf } from "./settingsFile.ts";
import { refuseUnknownNames, requireStack, stackCommand, type StackCommandOptions } from "./stackOptions.ts";
import { requireBoth, requireDestinations, requirePlugins } from "./requirements.ts";

/** A stack file that has passed the checks, with the stack that it is run on. */
export interface PreparedStack {
  /** Name of the stack, without an organization. */
  readonly stackName: string;
  readonly loaded: LoadedFile;
  /** The file with its plan: what it would do on an empty state. */
  readonly checked: CheckedStack;
  readonly config: ResolvedConfig;
  /** Addresses of the calls, and the account that signs them. */
  readonly destinations: StackDestinations;
  /** Variables of the run: of the environment, of `--vars`, and the backend's. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workspace: Workspace;
  /** Adds the log of `--debug` to a view; returns it as it is without the option. */
  readonly logView: (view: RunView) => RunView;
  readonly journal: JournalLocation;
  /** Reports whether the state may name operations that have not ended. */
  readonly mayHavePending: () => boolean;
  /** The command that removes a lock on this stack. */
  readonly cancelCommand: string;
  /** Command line that destroys resources of the stack, without its targets. */
  readonly destroyCommand: string;
  /** Returns all that the plan was made from, secrets in clear, in canonical JSON. */
  readonly inputs: () => string;
}

/** Requirements of a command on the stack. */
export interface Purpose {
  /**
   * `true` when the file's program runs, so that all config values are required and the stack may
   * be created.
   */
  readonly runsProgram: boolean;
  /** `true` when the engine works on resources, so that their plugins are required. @default runsProgram */
  readonly usesPlugins?: boolean;
  /** Names of the resources that are called again on purpose. */
  readonly rerun?: readonly string[];
}

/**
 * Checks a stack file with the config of the run, and makes the workspace of its stack. Requires what the run will need: credentials, a
 * passphrase, the engine and plugins.
 * @param named - The stack file, by its path or as it was loaded.
 * @throws InvalidStackFile with the mistakes of the file; NcfError for anything else
 */
export async function prepareStack(
  terminal: Terminal,
  named: string | LoadedFile,
  options: StackCommandOptions,
  { runsProgram, usesPlugins = runsProgram, rerun = [] }: Purpose,
  signal: AbortSignal,
): Promise<PreparedStack> {
  const loaded = typeof named === "string" ? loadStackFile(named, terminal, options.allowRead) : named;
  const env = readVars(options.vars, terminal);
  const stack = requireStack(options.stack, env);
  const stackName = stackNameOf(stack);
  const { file, named: asNamed } = loaded;
  // Config is checked against the declarations, which must be readable.
  if (file.diagnostics.length > 0) checkLoaded(loaded, terminal, {});

  const settingsFile = readSettingsOf(options.configFile, dirname(loaded.path), stackName, terminal);
  const { settings, text: settingsText } = settingsFile;
  const config = resolveConfig(
    file,
    settings,
    readAssignments("--config", options.config),
    readSecrets(options, { env, readFile: (option, path) => readTextOf(option, path, terminal) }),
  );
  const read = new Map<string, string | undefined>();
  const checked = checkLoaded(loaded, terminal, {
    config: config.known,
    secretNames: config.secretNames,
    settings: config.settings,
    env,
    stack: stackName,
    readText: (path) => {
      const text = loaded.readText(path);
      read.set(relative(dirname(loaded.path), path), text);
      return text;
    },
    // Values that only the engine can read are checked when the program runs.
    needsConfig: runsProgram && !config.hasEncrypted,
  });
  refuseUnknownNames("--rerun", rerun, checked.plan);

  const backend = findBackend(options.backend, env, loaded.path);
  const ports = { ...terminal.ports, env };
  const [, destinations] = requireBoth(
    () => requirePassphrase(backend.url, settings.secretsProvider, env, ports.readText),
    () => requireDestinations(checked, config, { ports, runsProgram }),
  );
  if (backend.isOwn && options.quiet !== true)
    terminal.writeError(`backend: ${backend.url} (default; use --backend to choose another)\n`);
  const opened = await openWorkspace(terminal, {
    backend,
    project: file.name,
    stack,
    programFolder: dirname(loaded.path),
    settings,
    settingsText,
    canMake: runsProgram,
    env,
    signal,
  });
  if (usesPlugins) await requirePlugins(checked, opened, { terminal, signal });
  const runEnv = { ...env, PULUMI_BACKEND_URL: backend.url };
  // Loaded only when requested.
  const log = options.debug === true ? await openLog(config, runEnv, terminal) : undefined;
  const workspace = log?.workspace(opened) ?? opened;
  const prepared: PreparedStack = {
    stackName,
    loaded,
    checked,
    config: rerun.length === 0 ? config : withRerun(config, rerun, terminal),
    destinations,
    env: runEnv,
    workspace,
    logView: log?.view ?? ((view) => view),
    journal: journalLocation(
      { project: file.name, stack: stackName },
      { ...terminal.ports, env: runEnv, cwd: terminal.cwd },
    ),
    mayHavePending: () => backend.mayHavePending(file.name, stackName),
    cancelCommand: stackCommand("cancel", asNamed, stack, options),
    destroyCommand: stackCommand("destroy", asNamed, stack, options),
    inputs: () =>
      canonicalJson({
        text: file.text,
        config: config.known,
        settings: settings.config as JsonObject,
        given: Object.fromEntries([...config.given].map(([key, { value }]) => [key, value])),
        files: [...read].map(([path, text]) => [path, text ?? null]),
      }),
  };
  if (options.verbose === true || options.debug === true) {
    const { verboseLines } = await import("../log/verboseLines.ts");
    for (const line of verboseLines(prepared, settingsFile)) terminal.writeError(line);
  }
  return prepared;
}

/** Opens the log of `--debug`. */
async function openLog(
  config: ResolvedConfig,
  env: PreparedStack["env"],
  { ports, writeError }: Terminal,
): Promise<{
  readonly workspace: (workspace: Workspace) => Workspace;
  readonly view: (view: RunView) => RunView;
}> {
  const { createDebugLog, loggedView, loggedWorkspace } = await import("../log/debugLog.ts");
  const log = createDebugLog(writeError, ports.clock, secretTexts(config, env));
  return {
    workspace: (workspace) => loggedWorkspace(workspace, log),
    view: (view) => loggedView(view, log),
  };
}

/** Adds one new token for each resource to re-run: a token that the state does not have makes a new generation. */
function withRerun(config: ResolvedConfig, names: readonly string[], { ports }: Terminal): ResolvedConfig {
  const token = new Date(ports.clock.now()).toISOString();
  const value = JSON.stringify(Object.fromEntries(names.map((name) => [name, token])));
  return { ...config, given: new Map([...config.given, ["ncf:rerun", { value, isSecret: false }]]) };
}
