/**
 * Prints `N passed, N failed` over the JSON results of all test runs in a folder. A test file that could not be run
 * counts as one failed; fewer than two results, or a result without tests, is a failure.
 *
 * `node .ci/sum.js <folder>`
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const expectedRuns = 2;
const folder = process.argv[2];
const runs = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));

let passed = 0;
let failed = 0;
for (const run of runs) {
  const brokenFiles = run.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  passed += run.numPassedTests;
  failed += run.numFailedTests + brokenFiles.length;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
const isComplete = runs.length === expectedRuns && runs.every((run) => run.numTotalTests > 0 && run.success);
process.exitCode = isComplete && failed === 0 ? 0 : 1;
