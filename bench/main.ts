/**
 * `npm run bench [-- ROW…] [-- --write]`: what this package costs, as ratios to what it cannot be faster than. Tables go to standard output,
 * progress to standard error; `--write` puts each measured table into `docs/performance.md` too.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findEngine } from "../src/engine/install/findEngine.ts";
import { nodeEnginePorts } from "../src/engine/install/nodeEnginePorts.ts";
import type { Bench, Row } from "./bench.ts";
import { killCommands } from "./command.ts";
import { machine } from "./machine.ts";
import { replaceSection } from "./markdown.ts";
import { rows } from "./rows.ts";
import { startService } from "./startService.ts";
import { terraformAbsence } from "./terraformContestant.ts";

const page = fileURLToPath(new URL("../../docs/performance.md", import.meta.url));

const { values, positionals } = parseArgs({
  options: { write: { type: "boolean", default: false } },
  allowPositionals: true,
});
const selected = selectRows(positionals);
const folder = mkdtempSync(join(tmpdir(), "ncf-bench-"));
process.on("exit", () => {
  killCommands();
  // A killed engine may still be writing.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});
process.on("SIGINT", () => process.exit(130));
process.on("SIGTERM", () => process.exit(143));

try {
  await main();
} catch (error) {
  report(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  const engine = await findEngine({ ports: nodeEnginePorts() });
  const measuredOn = `Measured on ${machine()}, engine ${engine.version}, ${new Date().toISOString().slice(0, 10)}.`;
  const bench = await openBench(engine.path);
  for (const { name, measure } of selected) {
    const section = `${await measure(bench)}\n\n${measuredOn}`;
    process.stdout.write(`## ${name}\n\n${section}\n\n`);
    if (values.write) writeFileSync(page, replaceSection(readFileSync(page, "utf8"), name, section));
  }
  report(`done after ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

async function openBench(pulumi: string): Promise<Bench> {
  let folderCount = 0;
  return {
    service: await startService(),
    pulumi,
    terraformAbsence: await terraformAbsence(),
    newFolder: () => join(folder, `${(folderCount += 1)}`),
    report,
  };
}

/** Returns the rows of the given names; all of them where none is given. */
function selectRows(names: readonly string[]): readonly Row[] {
  if (names.length === 0) return rows;
  return names.map((name) => {
    const row = rows.find((one) => one.name === name);
    if (row !== undefined) return row;
    const known = rows.map((one) => one.name).join(", ");
    process.stderr.write(`bench: row ${name} is not defined; the rows are ${known}\n`);
    return process.exit(2);
  });
}

function report(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}
