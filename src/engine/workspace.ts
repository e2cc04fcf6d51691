import { spawn } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endWithParent } from "../ports/nodeEndWithParent.ts";
import type { Engine } from "./install/Engine.ts";

/** Longest tail of the engine's standard error that is kept, UTF-16 units. */
const longestError = 200_000;

/** A stack in a backend, and what the engine is started with for it. */
export interface StackTarget {
  readonly engine: Engine;
  /** Name of the project. */
  readonly project: string;
  /** Name of the stack, with its organization where one was given. */
  readonly stack: string;
  /** Where state is kept: `file:///existing/directory`, `s3://…`, or a Pulumi Cloud URL. */
  readonly backendUrl: string;
  /** Directory of what Pulumi keeps beside the state: logs, plugins. */
  readonly pulumiHome: string;
  /** Directory that the engine starts plugins in; a command runs relative to it. */
  readonly programFolder: string;
  /** The stack's settings, the text of `Pulumi.<stack>.yaml`. */
  readonly settingsText?: string | undefined;
  /** Whether a stack that does not exist is made. @default false */
  readonly canMake?: boolean;
  /** Whether it is known that the stack does not exist, so that it is made at once. @default false */
  readonly isNew?: boolean;
  /** Secrets provider of a new stack, when it is not the passphrase. */
  readonly secretsProvider?: string | undefined;
  /** Variables of the engine and its plugins. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A project of its own for one stack, in a private directory, in which the engine can be started. */
export interface Workspace {
  readonly target: StackTarget;
  /** Starts the engine's command line once: `workspace.start(["up", "--yes"])`. */
  readonly start: (args: readonly string[], options?: StartOptions) => EngineProcess;
}

/** Options of one start of the engine. */
export interface StartOptions {
  /** Variables of this start, over the target's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Receives each line of standard output, which then is not collected. */
  readonly onLine?: (line: string) => void;
  /** Text of its standard input: what no other process may see in its arguments. @default none */
  readonly input?: string;
  /** Whether it is to be killed when this process dies, where the system can do that. @default false: it ends by itself, since its pipe breaks */
  readonly endsWithParent?: boolean;
}

/** The engine, running. */
export interface EngineProcess {
  readonly end: Promise<EngineEnd>;
  /** Interrupts it, as Ctrl-C does: steps under way end and are saved. Twice: it stops now. */
  readonly interrupt: () => void;
}

/** How one run of the engine ended. */
export interface EngineEnd {
  /** Exit code; `null` when a signal killed it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Makes the project of a stack in an empty directory, which becomes readable by this user alone. It holds what the settings file holds and no config
 * of the command line.
 */
export function makeWorkspace(folder: string, target: StackTarget): Workspace {
  chmodSync(folder, 0o700);
  const { project, stack, programFolder, settingsText } = target;
  const write = (name: string, text: string): void =>
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  // JSON is YAML.
  write("Pulumi.yaml", JSON.stringify({ name: project, runtime: "nodejs", main: programFolder }));
  if (settingsText !== undefined) write(`Pulumi.${stackNameOf(stack)}.yaml`, settingsText);
  return {
    target,
    start: (args, options) => startEngine(folder, target, args, options),
  };
}

/** Name of a stack, without the organization and project that may stand before it. */
export function stackNameOf(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf("/") + 1);
}

/** Returns the organization in the name of a stack; `undefined` where it names none. */
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
    // A group of its own: a terminal's Ctrl-C reaches this process alone, which interrupts the engine as often as is meant.
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
