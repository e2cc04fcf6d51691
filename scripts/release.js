// @ts-check
/**
 * `npm run release -- VERSION`: sets the version everywhere, gives the changelog its section, runs `.ci/run`, commits and tags. Pushing the
 * tag publishes: `.github/workflows/release.yml`.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { releaseSection } from "./changelog.js";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const [version = ""] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)) fail("usage: npm run release -- VERSION, such as 1.2.0");
if (read("git", "status", "--porcelain") !== "") fail("there are uncommitted changes");
if (read("git", "branch", "--show-current") !== "main") fail("releases are made on main");
if (read("git", "tag", "--list", `v${version}`) !== "") fail(`the tag v${version} exists`);

const { version: previous } = JSON.parse(readFileSync("package.json", "utf8"));
const previousVersion = new RegExp(`(?<![\\d.])${previous.replaceAll(".", "\\.")}(?![\\d.]*\\d)`, "g");
const today = new Date().toISOString().slice(0, 10);
edit("CHANGELOG.md", (text) => releaseSection(text, version, today));
run("npm", "version", version, "--no-git-tag-version", "--allow-same-version");
for (const path of read("git", "ls-files", "action.yml", "docs/pipelines", "docs/languages").split("\n")) {
  edit(path, (text) => text.replace(previousVersion, version));
}
run(".ci/run");
run("git", "commit", "--all", "--message", `chore: release ${version}`);
run("git", "tag", "--annotate", `v${version}`, "--message", `v${version}`);
console.error(`release: v${version} is ready; publish it with: git push --follow-tags`);

/**
 * @param {string} path
 * @param {(text: string) => string} change
 */
function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, ...args) {
  execFileSync(program, args, { stdio: "inherit" });
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function read(program, ...args) {
  return execFileSync(program, args, { encoding: "utf8" }).trim();
}

/**
 * @param {string} reason
 * @returns {never}
 */
function fail(reason) {
  console.error(`release: ${reason}`);
  process.exit(2);
}
