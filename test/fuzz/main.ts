/** Fuzzes one target without a test runner: `NAME COUNT SEED [FROM]`. Prints the result as JSON; while it runs, one number a second. */
import { runTarget } from "./runTarget.ts";
import { fuzzTargets } from "./targets/index.ts";

const [name, count, seed, from] = process.argv.slice(2);
const target = fuzzTargets.find((one) => one.name === name);
if (target === undefined)
  throw new Error(`there is no target ${name}: ${fuzzTargets.map((one) => one.name).join(", ")}`);
let toldAt = performance.now();
const result = await runTarget(target, {
  count: Number(count),
  seed: Number(seed),
  from: Number(from ?? 0),
  onInput: (number) => {
    if (performance.now() - toldAt < 1000) return;
    toldAt = performance.now();
    process.stderr.write(`${number}\n`);
  },
});
process.stdout.write(`${JSON.stringify({ name, law: target.law, seed: Number(seed), ...result })}\n`);
process.exit(result.findings.length === 0 ? 0 : 1);
