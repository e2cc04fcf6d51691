import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Listr, type ListrTask } from "listr2";
import { formatDiagnostic } from "../../diagnostics/diagnostic.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { startEmulator, type Emulator } from "../../emulator/index.ts";
import type { Interrupts, OperationKind } from "../../engine/operation.ts";
import { InvalidStackFile } from "../stack/loadStackFile.ts";
import { operate } from "../stack/operate.ts";
import { prepareStack, type PreparedStack } from "../stack/prepareStack.ts";
import type { Terminal } from "../terminal.ts";
import { valueLines } from "../views/text.ts";

const example = fileURLToPath(new URL("../../../stacks/migrate-then-warm", import.meta.url));
// Not secrets: the emulator on loopback accepts these, and nothing else does.
const credentials = { accessKey: "quickstartAccessKey", secretKey: "quickstartSecretKey" };

/** Shared context of the steps. */
interface Quickstart {
  readonly terminal: Terminal;
  readonly emulator: Emulator;
  readonly backend: string;
  readonly path: string;
  readonly interrupts: Interrupts;
}

/**
 * Runs the main job against the emulator and a backend in a temporary directory, checks each step, and cleans up.
 * @throws NcfError when a step did not do what this package promises
 */
export async function runQuickstart(terminal: Terminal, interrupts: Interrupts): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ncf-quickstart-"));
  let emulator: Emulator | undefined;
  try {
    mkdirSync(join(folder, "state"));
    emulator = await startEmulator({ actionsDir: join(example, "actions"), credentials });
    const env = {
      ...terminal.ports.env,
      NCLOUD_ACCESS_KEY: credentials.accessKey,
      NCLOUD_SECRET_KEY: credentials.secretKey,
      PULUMI_CONFIG_PASSPHRASE: "quickstart",
      PULUMI_HOME: join(folder, "home"),
      NCF_JOURNAL: join(folder, "journal.jsonl"),
    };
    const quickstart: Quickstart = {
      terminal: { ...terminal, ports: { ...terminal.ports, env } },
      emulator,
      backend: pathToFileURL(join(folder, "state")).href,
      path: relative(terminal.cwd, join(example, "stack.yaml")),
      interrupts,
    };
    const { engine } = (await prepare(quickstart, "7.1")).workspace.target;
    terminal.write(`engine    Pulumi ${engine.version}, ${engine.why}\n`);
    terminal.write(`file      ${quickstart.path}\n`);
    terminal.write(`emulator  ${emulator.url} on the actions beside it\n`);
    terminal.write("backend   a temporary directory\n\n");
    await new Listr(steps(quickstart), { fallbackRenderer: "simple", registerSignalListeners: false }).run();
  } finally {
    await emulator?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The steps of the quickstart. Each shows what it saw, and fails when that is not what this package promises. */
function steps(quickstart: Quickstart): ListrTask[] {
  const { posts } = quickstart.emulator.ledger;
  /** Makes a step that must lead to so many calls of actions. */
  const step = (
    title: string,
    due: number,
    work: (say: (line: string) => void) => Promise<string>,
  ): ListrTask => ({
    title,
    task: async (_context, task): Promise<void> => {
      const before = posts.length;
      const shown = await work((line) => (task.output = line));
      const calls = posts.length - before;
      expect(calls === due, `${due} calls were expected, ${calls} were made`);
      task.title = `${title} (${calls} ${calls === 1 ? "call" : "calls"})${shown === "" ? "" : indent(shown)}`;
    },
  });
  const run = async (kind: OperationKind, release: string, say: (line: string) => void): Promise<string> => {
    const prepared = await prepare(quickstart, release);
    const outputs = await operate(quickstart.terminal, prepared, {
      kind,
      interrupts: quickstart.interrupts,
      onEvent: (event) => {
        if (event.kind === "started" && event.type === "ncf:ActionInvocation" && event.step !== "same")
          say(`${event.step} ${event.name}`);
      },
    });
    return valueLines(outputs ?? {}).join("\n");
  };
  return [
    step("up: call db/migrate, then warm-cache with its result", 2, (say) => run("up", "7.1", say)),
    step("up again: nothing changed", 0, async (say) => {
      await run("up", "7.1", say);
      return "";
    }),
    step("up with the next release: db/migrate again, warm-cache not", 1, async (say) => {
      await run("up", "7.2", say);
      return "";
    }),
    step("preview with a parameter that violates its schema: refused", 0, () => refusal(quickstart)),
    step("destroy: leaves nothing", 0, async (say) => {
      await run("destroy", "7.2", say);
      expect(await isEmpty(await prepare(quickstart, "7.2")), "resources are left in the state");
      return "";
    }),
  ];
}

function prepare(
  { terminal, emulator, backend, path, interrupts }: Quickstart,
  release: string,
  ...config: readonly string[]
): Promise<PreparedStack> {
  const options = {
    stack: "dev",
    backend,
    config: [`ncf:endpoint=${emulator.url}`, `release=${release}`, ...config],
    secret: ["dsn=postgres://orders"],
    secretFile: [],
  };
  return prepareStack(terminal, path, options, { runsProgram: true }, interrupts.signal);
}

async function refusal(quickstart: Quickstart): Promise<string> {
  const error: unknown = await prepare(quickstart, "7.2", "schemaVersion=next").catch(
    (thrown: unknown) => thrown,
  );
  const found = error instanceof InvalidStackFile ? error : undefined;
  const [diagnostic] = found?.diagnostics ?? [];
  expect(diagnostic?.code === "NCF_PARAMS_INVALID", "the parameter was not refused");
  return diagnostic === undefined ? "" : formatDiagnostic(diagnostic, found?.text ?? "");
}

async function isEmpty({ workspace }: PreparedStack): Promise<boolean> {
  const { stdout } = await workspace.start(["stack", "export", "--stack", "dev"]).end;
  const { deployment } = JSON.parse(stdout) as { deployment: { resources?: readonly unknown[] } };
  return (deployment.resources ?? []).length === 0;
}

function expect(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw new NcfError("NCF_BUG", { reason: `the quickstart failed: ${otherwise}` });
}

function indent(text: string): string {
  return `\n${text.replaceAll(/^/gm, "    ")}`;
}
