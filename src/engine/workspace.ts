import { spawn } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endWithParent } from "../ports/nodeEndWithParent.ts";
import type { Engine } from "./install/Engine.ts";

/** Maximum length of the stored tail of the engine's standard error, UTF-16 units. */
const longestError = 200_000;

/** Stack in a backend, and the settings for starting the engine. */
export interface StackTarget {
  readonly engine: Engine;
  /** Name of the project. */
  readonly project: string;
  /** Name of the stack, with its organization if given. */
  readonly stack: string;
  /** URL of the backend: `file:///existing/directory`, `s3://…`, or a Pulumi Cloud URL. */
  readonly backendUrl: string;
  /** Directory for Pulumi's files apart from the state: logs, plugins. */
  readonly pulumiHome: string;
  /** Directory in which the engine starts plugins. Commands run relative to it. */
  readonly programFolder: string;
  /** Settings of the stack, the text of `Pulumi.<stack>.yaml`. */
  readonly settingsText?: string | undefined;
  /** `true` to create a stack that does not exist. @default false */
  readonly canMake?: boolean;
  /** `true` when the stack is known not to exist, so that it is created immediately. @default false */
  readonly isNew?: boolean;
  /** Secrets provider of a new stack. @default the passphrase */
  readonly secretsProvider?: string | undefined;
  /** Environment variables of the engine and its plugins. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Separate project for one stack, in a private directory, in which the engine can be started. */
export interface Workspace {
  readonly target: StackTarget;
  /** Starts the engine's command line once: `workspace.start(["up", "--yes"])`. */
  readonly start: (args: readonly string[], options?: StartOptions) => EngineProcess;
}

/** Options of one start of the engine. */
export interface StartOptions {
  /** Environment variables of this start, which override those of the target. */
  readonly env?: Readonly<Record<string, string>>;
  /** Receives each line of standard output, which is then not collected. */
  readonly onLine?: (line: string) => void;
  /** Text of its standard input, which no other process can see. @default none */
  readonly input?: string;
  /**
   * `true` to kill the engine when this process dies, if the system supports it. @default false: it
   * ends by itself, because its pipe breaks
   */
  readonly endsWithParent?: boolean;
}

/** Running engine. */
export interface EngineProcess {
  readonly end: Promise<EngineEnd>;
  /**
   * Interrupts the engine as Ctrl-C does: steps in progress finish and are saved. The second
   * interrupt stops it immediately.
   */
  readonly interrupt: () => void;
}

/** Result of one run of the engine. */
export interface EngineEnd {
  /** Exit code; `null` when a signal killed it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Creates the project of a stack in an empty directory, and makes the directory private. The
 * project contains the settings file and no config from the command line.
 */
export function makeWorkspace(folder: string, target: StackTarget): Workspace {
  chmodSync(folder, 0o700);
  const { project, stack, programFolder, settingsText } = target;
  const write = (name: string, text: string): void =>
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  // JSON is valid YAML.
  write("Pulumi.yaml", JSON.stringify({ name: project, runtime: "nodejs", main: programFolder }));
  if (settingsText !== undefined) write(`Pulumi.${stackNameOf(stack)}.yaml`, settingsText);
  return {
    target,
    start: (args, options) => startEngine(folder, target, args, options),
  };
}

/** Returns the name of a stack without its organization and project. */
export function stackNameOf(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf("/") + 1);
}

/** Returns the organization in the name of a stack; `undefined` when there is none. */
export function organizationOf(fullName: string): string | undefined {
  return fullName.includes("/") ? fullName.slice(0, fullName.indexOf("/")) : undefined;
}

function startEngine(
  folder: string,
  { engine, backendUrl, pulumiHome, env }: StackTarget,
  args: readonly string[],
  { env: more = {}, onLine, input, endsWithParent = false }: StartOptions = {},
): EngineProcess {
  const [program = engine.path, ...words] = [...(endsWithParent ? endWithParent() : []), engine.path];
  const child = spawn(program, [...words, ...args, "--non-interactive", "--color", "never"], {
    cwd: folder,
    env: {
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...env,
      PULUMI_BACKEND_URL: backendUrl,
      PULUMI_HOME: pulumiHome,
      ...more,
    },
    stdio: ["pipe", "pipe", "pipe"],
    // A separate process group: Ctrl-C in a terminal then reaches only this process, which
    // interrupts the engine itself.
    detached: true,
    windowsHide: true,
  });
  // An engine that ends without reading it says why in its own words.
  child.stdin.on("error", () => {}).end(input ?? "");
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    if (onLine === undefined) return;
    const lines = stdout.split("\n");
    stdout = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-longestError);
  });
  const end = new Promise<EngineEnd>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (onLine !== undefined && stdout !== "") onLine(stdout);
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { end, interrupt: () => child.kill("SIGINT") };
}
