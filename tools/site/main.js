// @ts-check
/**
 * `npm run site [-- --preview]`: builds the documentation as a site into `build/site`, and fails on a dead link. The source is the Markdown
 * of the repository; the generator reads a copy of it, with links that fit a site.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isShown, pagePath, sitePage } from "./sitePage.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const repository = join(here, "../..");
const pages = join(here, "pages");
const vitepress = join(here, "node_modules/vitepress/bin/vitepress.js");

if (!existsSync(vitepress)) run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
writePages();
run(process.execPath, vitepress, "build");
if (process.argv.includes("--preview")) run(process.execPath, vitepress, "preview");

function writePages() {
  const tracked = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: repository,
    encoding: "utf8",
  });
  const files = new Set(tracked.trim().split("\n"));
  rmSync(pages, { recursive: true, force: true });
  for (const path of files) {
    const isPage = path.endsWith(".md");
    if (!isShown(path) || !(isPage || /\.(?:png|svg|webp)$/.test(path))) continue;
    const target = join(pages, pagePath(path));
    mkdirSync(dirname(target), { recursive: true });
    if (isPage) writeFileSync(target, sitePage(path, readFileSync(join(repository, path), "utf8"), files));
    else cpSync(join(repository, path), target);
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function run(program, ...args) {
  execFileSync(program, args, { cwd: here, stdio: "inherit" });
}
