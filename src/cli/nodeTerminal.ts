import { fstatSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import picocolors from "picocolors";
import { printable } from "../diagnostics/safeText.ts";
import { nodeJournalFiles } from "../ports/nodeJournalFiles.ts";
import { nodeSharedFiles } from "../ports/nodeSharedFiles.ts";
import { nodeProjectFiles } from "../ports/nodeProjectFiles.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { nodeProcessTable, nodeProcesses } from "../ports/nodeProcesses.ts";
import { nodeEnginePorts } from "../engine/install/nodeEnginePorts.ts";
import { readScreen } from "./screen.ts";
import type { Terminal } from "./terminal.ts";

const interrupts = ["SIGINT", "SIGTERM"] as const;
// A pipe whose reader is gone, and a terminal that was closed.
const nobodyListens: ReadonlySet<unknown> = new Set(["EPIPE", "EIO"]);

/** The terminal of this process. Colour follows NO_COLOR, FORCE_COLOR and whether standard output is a terminal. */
export function nodeTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) {
    // The run goes on without them: what it calls is to be saved.
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!nobodyListens.has(error.code)) throw error;
    });
  }
  const ports = { ...nodePorts(), ...nodeEnginePorts() };
  return {
    args: process.argv.slice(2),
    cwd: process.cwd(),
    ports,
    projectFiles: nodeProjectFiles,
    processTable: nodeProcessTable(),
    journalFiles: nodeJournalFiles,
    sharedFiles: nodeSharedFiles,
    processes: nodeProcesses,
    activationReader: async (credentials, env) => {
      // Loaded only here: few commands ask the API themselves.
      const [{ CloudFunctions }, { proxySettings }, { undiciTransport }] = await Promise.all([
        import("../client/cloudFunctions.ts"),
        import("../client/proxySettings.ts"),
        import("../client/undiciTransport.ts"),
      ]);
      return new CloudFunctions({ ...ports, credentials, transport: undiciTransport(proxySettings(env)) });
    },
    write: (text) => stdout.write(printable(text)),
    writeError: (text) => stderr.write(printable(text)),
    writeRaw: (text) => stdout.write(text),
    writeErrorRaw: (text) => stderr.write(text),
    isInputTerminal: stdin.isTTY,
    readInput: async (longest) => {
      let text = "";
      for await (const part of stdin.setEncoding("utf8")) {
        text += String(part);
        if (text.length > longest) break;
      }
      return text;
    },
    ...readScreen(
      { isInputTerminal: stdin.isTTY, isOutputTerminal: stdout.isTTY },
      process.argv.slice(2),
      process.env,
    ),
    isErrorFile: isFile(stderr.fd),
    hasColor: picocolors.isColorSupported && (stdout.isTTY || process.env["FORCE_COLOR"] !== undefined),
    // A terminal that does not know its size says 0.
    rows: stdout.rows > 0 ? stdout.rows : 24,
    columns: stdout.columns > 0 ? stdout.columns : 80,
    prompt: async (question, signal) => (await ask(question, signal, { output: stderr }))?.trim(),
    promptSecret: async (question, signal) => {
      stderr.write(printable(question));
      // An output that shows nothing: what is typed is echoed there.
      const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
      const answer = await ask("", signal, { output: hidden, terminal: true });
      stderr.write("\n");
      return answer;
    },
    temporaryFolder: () => {
      const folder = mkdtempSync(join(tmpdir(), "ncf-"));
      process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
      return folder;
    },
    onInterrupt: (listener) => {
      for (const name of interrupts) process.on(name, listener);
      return () => {
        for (const name of interrupts) process.off(name, listener);
      };
    },
  };
}

/** Reads a line of standard input, which is echoed to an output; `undefined` where the input ends. */
async function ask(
  question: string,
  signal: AbortSignal,
  echo: { readonly output: Writable; readonly terminal?: true },
): Promise<string | undefined> {
  const asker = createInterface({ input: process.stdin, ...echo });
  // While it reads, the terminal sends no signals.
  asker.on("SIGINT", () => {
    process.stderr.write("\n");
    process.kill(process.pid, "SIGINT");
  });
  try {
    return await asker.question(question, { signal });
  } catch (error) {
    if (signal.aborted || (error as Error).name !== "AbortError") throw error;
    return undefined;
  } finally {
    asker.close();
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    // It was closed.
    return false;
  }
}
