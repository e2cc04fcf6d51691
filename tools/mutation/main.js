/**
 * `npm run mutation [-- --folder journal --folder invocation …]`: mutation testing of the folders that make a call, with the simulator as the test. Writes each
 * folder's row into docs/reliability.md, and its survivors into build/mutation/.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { withRow } from "../reliability/recordTable.js";
import { replaceBetween } from "../reliability/replaceBetween.js";
import { mutationRow, mutationHead } from "./record.js";

const page = new URL("../../docs/reliability.md", import.meta.url);
const { values } = parseArgs({
  options: {
    folder: { type: "string", multiple: true, default: ["journal", "invocation", "resource", "client"] },
    file: { type: "string", multiple: true },
    concurrency: { type: "string", default: "2" },
  },
});
mkdirSync("build/mutation", { recursive: true });

for (const folder of values.folder) {
  const stryker = new Stryker({
    mutate: values.file ?? [`src/${folder}/**/*.ts`],
    testRunner: "simulator",
    plugins: [new URL("./simulatorRunner.js", import.meta.url).pathname],
    coverageAnalysis: "perTest",
    concurrency: Number(values.concurrency),
    // Texts of messages are the business of the unit tests; a kind that is misspelled does not compile.
    mutator: { excludedMutations: ["StringLiteral"] },
    ignorePatterns: ["**", "!src/**", "!test/**", "!tools/**", "!package.json", "!tsconfig.json"],
    tempDirName: ".proof/stryker",
    reporters: ["progress-append-only"],
    disableTypeChecks: false,
    timeoutMS: 60_000,
    dryRunTimeoutMinutes: 30,
    allowConsoleColors: false,
    checkers: [],
  });
  const mutants = await stryker.runMutationTest();
  const survivors = mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  writeFileSync(`build/mutation/${folder}.md`, `${survivors.map(describe).join("\n")}\n`);
  const text = readFileSync(page, "utf8");
  const table = withRow(text, "mutated", mutationHead, mutationRow(`src/${folder}`, mutants, new Date()));
  writeFileSync(page, replaceBetween(text, "mutated", table));
}

/** @param {{ readonly fileName: string, readonly location: { readonly start: { readonly line: number, readonly column: number } }, readonly mutatorName: string, readonly replacement?: string, readonly status: string }} mutant */
function describe({ fileName, location: { start }, mutatorName, replacement = "", status }) {
  const place = `${fileName.replace(/^.*\/src\//, "src/")}:${start.line}:${start.column}`;
  return `- ${place} ${mutatorName} (${status}): \`${replacement.replaceAll(/\s+/g, " ").slice(0, 120)}\``;
}
