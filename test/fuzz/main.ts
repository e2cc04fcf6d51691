/**
 * Fuzzes one target without a test runner: `NAME COUNT SEED [FROM]`. Prints the result as JSON; while it runs, the number of the input once a
 * second. Without arguments, prints the targets.
 */
import { runTarget } from "./runTarget.ts";
import { fuzzTargets } from "./targets/index.ts";

const [name, count, seed, from] = process.argv.slice(2);
if (name === undefined) {
  process.stdout.write(JSON.stringify(fuzzTargets.map((one) => ({ name: one.name, law: one.law }))));
  process.exit();
}
const target = fuzzTargets.find((one) => one.name === name);
if (target === undefined) throw new Error(`there is no target ${name}`);
let toldAt = performance.now();
const result = await runTarget(target, {
  count: Math.ceil(Number(count) * (target.share ?? 1)),
  seed: Number(seed),
  from: Number(from ?? 0),
  onInput: (number) => {
    if (performance.now() - toldAt < 1000) return;
    toldAt = performance.now();
    process.stderr.write(`${number}\n`);
  },
});
process.stdout.write(`${JSON.stringify({ name, seed: Number(seed), ...result })}\n`);
process.exit(result.findings.length === 0 ? 0 : 1);
