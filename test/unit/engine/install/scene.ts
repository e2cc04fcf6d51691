import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { EnginePorts, RunEnd } from "../../../../src/engine/install/enginePorts.ts";
import { cachedPath, toolFolder } from "../../../../src/engine/install/toolFolder.ts";
import { engineTool, type ToolDefinition } from "../../../../src/engine/install/tools.ts";

/** A machine in a temporary folder, where nothing is installed, nothing can be reached and time stands. */
export interface Scene {
  readonly ports: EnginePorts;
  /** The folder of the cached engine. */
  readonly target: string;
  /** What was shown. */
  readonly lines: string[];
  /** The commands that ran, by the name of their program. */
  readonly ran: string[];
  /** Puts a program on PATH; `answer` is what running it gives. */
  readonly installProgram: (name: string, answer: Answer) => string;
  /** Puts an engine of this version into the cache. */
  readonly cacheEngine: (version: string) => string;
  /** Puts a tool into the cache. */
  readonly cacheTool: (tool: ToolDefinition) => string;
  /** What running an executable gives, for one that a test makes on the way. */
  readonly answers: Map<string, Answer>;
}

export type Answer = (words: readonly string[]) => Partial<RunEnd> | Promise<Partial<RunEnd>>;

export function scene(change: Partial<EnginePorts> = {}): Scene {
  const root = mkdtempSync(join(tmpdir(), "ncf-engine-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const place = { env: { PATH: join(root, "path") }, homeDir: join(root, "home") };
  const target = join(toolFolder(engineTool, place), "v3.259.0");
  const answers = new Map<string, Answer>();
  const lines: string[] = [];
  const ran: string[] = [];
  const goModule = join(root, "module");
  writeExecutable(join(goModule, "go.mod"));
  const put = (path: string, answer: Answer): string => {
    writeExecutable(path);
    answers.set(path, answer);
    return path;
  };
  const ports: EnginePorts = {
    ...place,
    clock: { now: () => Date.now(), sleep: (_ms, signal) => waitOneTurn(signal) },
    goModule,
    run: async (command, words, { signal }) => {
      signal?.throwIfAborted();
      ran.push([command.split("/").at(-1), words[0]].join(" "));
      const end = await (answers.get(command) ?? versionAnswer("v3.259.0"))(words);
      signal?.throwIfAborted();
      return { code: 0, stdout: "", stderr: "", ...end };
    },
    isAlive: () => true,
    operatingSystem: "linux",
    architecture: "x64",
    download: async () => {
      throw new Error("no such host");
    },
    report: (line) => lines.push(line),
    watch: (title, work) => {
      lines.push(title);
      return work;
    },
    ...change,
  };
  return {
    ports,
    target,
    lines,
    ran,
    answers,
    installProgram: (name, answer) => put(join(root, "path", name), answer),
    cacheTool: (tool) => put(cachedPath(tool, ports), () => ({})),
    cacheEngine: (version) => put(join(target, "bin", "pulumi"), versionAnswer(version)),
  };
}

/** A program that says this version. */
export function versionAnswer(version: string): Answer {
  return () => ({ stdout: `${version}\n` });
}

/** A Go that builds; the built file is written where `-o` says. */
export function goAnswer(build: () => Partial<RunEnd> = () => ({})): Answer {
  return (words) => {
    if (words[0] === "env") return { stdout: "go1.26.0\n" };
    writeExecutable(words[words.indexOf("-o") + 1] ?? "");
    return build();
  };
}

export function writeExecutable(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "");
  chmodSync(path, 0o755);
}

/** What lies in the cache of a tool. */
export function cacheNames({ ports }: Scene, tool: ToolDefinition = engineTool): readonly string[] {
  const folder = toolFolder(tool, ports);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function waitOneTurn(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setImmediate(resolve);
    signal?.addEventListener("abort", () => {
      clearImmediate(timer);
      reject(signal.reason as Error);
    });
    if (signal?.aborted === true) reject(signal.reason as Error);
  });
}
