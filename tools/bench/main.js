/**
 * `npm run bench [-- --quick]`: what our side costs, as ratios beside what it cannot be faster than. The tables go to standard
 * output, the progress to standard error. `--quick` leaves out the 1,000 resources.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine } from "../../dist/engine/install/findEngine.js";
import { nodeEnginePorts } from "../../dist/engine/install/nodeEnginePorts.js";
import { deploymentOpeners } from "./deploymentOpeners.js";
import { machine } from "./machine.js";
import { measureDeployments } from "./measureDeployments.js";
import { measureGrowth } from "./measureGrowth.js";
import { measureInvoke } from "./measureInvoke.js";
import { callRows, deploymentRows, growthRows, sizeRows } from "./rows.js";
import { markdownTable } from "./markdownTable.js";
import { startServer } from "./startServer.js";
import { terraformAbsence } from "./terraformContestant.js";

const isQuick = process.argv.includes("--quick");
const parallel = 10;
const callPlans = [
  { inFlight: 1, calls: 1_000, rounds: 15 },
  { inFlight: 10, calls: 4_000, rounds: 15 },
  { inFlight: 100, calls: 8_000, rounds: 15 },
];
const deploymentPlans = [
  { count: 1, rounds: 3, repeats: 1 },
  { count: 100, rounds: 3, repeats: 1 },
  ...(isQuick ? [] : [{ count: 1_000, rounds: 1, repeats: 2 }]),
];
const growthPlan = { counts: isQuick ? [100, 1_000] : [100, 1_000, 10_000], rounds: 3 };

const folder = mkdtempSync(join(tmpdir(), "ncf-bench-"));
// Automation's workspaces go there too, and with it.
process.env["TMPDIR"] = folder;
process.env["NCF_JOURNAL"] = join(folder, "journal.jsonl");
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.on("SIGINT", () => process.exit(130));
process.on("SIGTERM", () => process.exit(143));

await main();

async function main() {
  const startedAt = performance.now();
  const engine = await findEngine({ ports: nodeEnginePorts() });
  const origin = await startServer();
  const absence = await terraformAbsence();
  print(`Measured on ${machine()}, engine ${engine.version}; ${parallel} resources at a time.`);

  const calls = [];
  for (const plan of callPlans) {
    say(`calls, ${plan.inFlight} in flight`);
    calls.push({ ...plan, ...(await measureInvoke(origin, plan)) });
  }
  print(markdownTable(["call", "`invoke`", "bare request", "ratio"], callRows(calls)));

  say("our own side, in this process");
  const growth = await measureGrowth(origin, growthPlan);

  const deployments = [];
  for (const { count, ...plan } of deploymentPlans) {
    const openers = deploymentOpeners({
      engine,
      origin,
      folder: join(folder, `${count}`),
      count,
      parallel,
      hasTerraform: absence === undefined,
    });
    const report = (step) => say(`${count} resource${count === 1 ? "" : "s"}, ${step}`);
    deployments.push({ count, ...(await measureDeployments(openers, plan, report)) });
  }
  const contestants = ["trivial provider", "same fields, no call", "Terraform and `curl`"];
  const head = ["step", "`ActionInvocation`", ...contestants.flatMap((name) => [name, "ratio"])];
  print(markdownTable(head, deploymentRows(deployments)));
  if (absence !== undefined) print(`Terraform was left out: ${absence}.`);
  print(markdownTable(["size", "`ActionInvocation`", ...contestants.slice(0, 2)], sizeRows(deployments)));
  print(markdownTable(["resources", "time of each"], growthRows(growth)));
  say(`done after ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

function print(text) {
  process.stdout.write(`${text}\n\n`);
}

function say(line) {
  process.stderr.write(`bench: ${line}\n`);
}
