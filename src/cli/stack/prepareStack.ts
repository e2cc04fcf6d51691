import { dirname, join, relative, resolve } from "node:path";
import { isOwnResourceType } from "../../model/resources.ts";
import { readSettings } from "../../resource/settings.ts";
import { findCredentials } from "../../signing/credentials.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { findEngine } from "../../engine/install/findEngine.ts";
import { readStackSettings, type StackSettings, withSalt } from "../../engine/readStackSettings.ts";
import { makeWorkspace, stackNameOf, type Workspace } from "../../engine/workspace.ts";
import { journalLocation, type JournalLocation } from "../../journal/journalLocation.ts";
import { canonicalJson, type JsonObject } from "../../model/json.ts";
import type { CheckedStack } from "../../stack/run/checkStackFile.ts";
import { readVars } from "../calls/variables.ts";
import type { Terminal } from "../terminal.ts";
import type { Account, StackDestinations } from "../views/destinationLines.ts";
import { findBackend, requirePassphrase } from "./backend.ts";
import { readAssignments, readSecrets, resolveConfig, type ResolvedConfig } from "./config.ts";
import { accountOf, stackDestinations } from "./destinations.ts";
import { checkLoaded, loadStackFile, readTextOf, type LoadedFile } from "./loadStackFile.ts";
import { OperationFailed } from "./operate.ts";
import { refuseUnknownNames, stackCommand, type StackCommandOptions } from "./stackOptions.ts";

/** A stack file that has passed the checks, with the stack that it is run on. */
export interface PreparedStack {
  /** Name of the stack, without an organization. */
  readonly stackName: string;
  readonly loaded: LoadedFile;
  /** The file with its plan: what it would do on an empty state. */
  readonly checked: CheckedStack;
  readonly config: ResolvedConfig;
  /** Where calls go, and the account that signs them. */
  readonly destinations: StackDestinations;
  /** Variables of the run: of the environment, of `--vars`, and the backend's. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workspace: Workspace;
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

/** What a command does with the stack. */
export interface Purpose {
  /** Whether the file's program runs, so that all config values are required and the stack may be made. */
  readonly runsProgram: boolean;
  /** Whether the engine works on resources, so that their plugins are required. @default runsProgram */
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
  const stack = options.stack ?? env["PULUMI_STACK"] ?? "";
  if (stack === "") {
    throw new NcfError("NCF_USAGE", {
      reason: "no stack is selected",
      hint: "add --stack dev, or set PULUMI_STACK",
    });
  }
  const stackName = stackNameOf(stack);
  const { file, named: asNamed } = loaded;
  // Config is checked against the declarations, which must be readable.
  if (file.diagnostics.length > 0) checkLoaded(loaded, terminal, {});

  const { settings, text: settingsText } = readSettingsOf(options.configFile, loaded, stackName, terminal);
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
    () => requirePassphrase(backend.url, settings.secretsProvider, ports),
    () => destinationsOf(checked, config, { ports, runsProgram }),
  );
  if (backend.isOwn)
    terminal.writeError(`backend: ${backend.url} (default; use --backend to choose another)\n`);
  const { encryptionSalt, secretsProvider } = settings;
  const salt =
    encryptionSalt === undefined && secretsProvider === undefined
      ? backend.saltOf(file.name, stackName)
      : undefined;
  const workspace = makeWorkspace(terminal.temporaryFolder(), {
    engine: await findEngine({ ports: { ...terminal.ports, env }, signal }),
    project: file.name,
    stack,
    backendUrl: backend.url,
    pulumiHome: env["PULUMI_HOME"] ?? join(terminal.ports.homeDir, ".pulumi"),
    programFolder: dirname(loaded.path),
    settingsText: salt === undefined ? settingsText : withSalt(settingsText, salt),
    secretsProvider,
    canMake: runsProgram,
    isNew: backend.isNew(file.name, stackName),
    env,
  });
  if (usesPlugins) await requirePlugins(checked, workspace, { terminal, signal });
  const runEnv = { ...env, PULUMI_BACKEND_URL: backend.url };
  return {
    stackName,
    loaded,
    checked,
    config: rerun.length === 0 ? config : withRerun(config, rerun, terminal),
    destinations,
    env: runEnv,
    workspace,
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
}

/**
 * Returns where the calls of a stack go.
 * @throws NcfError NCF_CREDENTIALS_MISSING, NCF_CREDENTIALS_INVALID where the run calls
 */
function destinationsOf(
  { plan }: CheckedStack,
  { settings, encryptedSettings }: ResolvedConfig,
  { ports, runsProgram }: { readonly ports: Terminal["ports"]; readonly runsProgram: boolean },
): StackDestinations {
  if (!plan.steps.some(({ type }) => isOwnResourceType(type))) return { places: [] };
  const { address, stackConfig, profile } = readSettings((key) => settings[key], ports.env);
  const places = stackDestinations(plan, address, encryptedSettings);
  const hidden = ["accessKey", "secretKey", "profile"].filter((name) => encryptedSettings.includes(name));
  const account = (): Account =>
    hidden.length > 0
      ? { accessKey: "(encrypted)", source: "stack config" }
      : accountOf(findCredentials({ ...ports, stackConfig, profile }));
  if (runsProgram) return { places, account: account() };
  try {
    return { places, account: account() };
  } catch {
    // What needs no call needs no account.
    return { places };
  }
}

/** Returns what two requirements give. @throws OperationFailed with both errors, where neither is met */
function requireBoth<A, B>(first: () => A, second: () => B): readonly [A, B] {
  const [one, other] = [attempt(first), attempt(second)];
  if (one.error !== undefined && other.error !== undefined) {
    throw new OperationFailed([{ error: one.error }, { error: other.error }], {
      ran: [],
      destroyCommand: "",
      isShown: false,
    });
  }
  if (one.error !== undefined) throw one.error;
  if (other.error !== undefined) throw other.error;
  return [one.value, other.value];
}

type Attempt<T> =
  | { readonly value: T; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: NcfError };

function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { value: run() };
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return { error };
  }
}

/** Requires the plugins of the resources of a stack. @throws NcfError NCF_PLUGIN_MISSING */
async function requirePlugins(
  { plan }: CheckedStack,
  workspace: Workspace,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<void> {
  if (plan.steps.every(({ type }) => isOwnResourceType(type))) return;
  const [{ requirePlugin }, { commandVersion }] = await Promise.all([
    import("../../engine/plugins.ts"),
    import("../../pulumi/stack/resourceRequest.ts"),
  ]);
  const version = commandVersion();
  await requirePlugin(
    workspace,
    { name: "command", version },
    {
      signal,
      onInstall: () =>
        terminal.writeError(`installing the plugin command ${version}
`),
    },
  );
}

/** Reads the settings file that is named, else the one beside the stack file. */
function readSettingsOf(
  named: string | undefined,
  { path }: LoadedFile,
  stackName: string,
  terminal: Terminal,
): { readonly settings: StackSettings; readonly text: string | undefined } {
  const beside = resolve(dirname(path), `Pulumi.${stackName}.yaml`);
  const text =
    named === undefined ? terminal.ports.readText(beside) : readTextOf("--config-file", named, terminal);
  return {
    settings: text === undefined ? { config: {} } : readStackSettings(text, named ?? beside),
    text,
  };
}

/** Adds one new token for each resource to re-run: a token that the state does not have makes a new generation. */
function withRerun(config: ResolvedConfig, names: readonly string[], { ports }: Terminal): ResolvedConfig {
  const token = new Date(ports.clock.now()).toISOString();
  const value = JSON.stringify(Object.fromEntries(names.map((name) => [name, token])));
  return { ...config, given: new Map([...config.given, ["ncf:rerun", { value, isSecret: false }]]) };
}
