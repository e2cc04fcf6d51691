import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const decisions = "docs/decisions";
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "SECURITY.md",
  ...["docs", "stacks"].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".md"))
      .map((path) => join(folder, path)),
  ),
];
const read = (page: string): string => readFileSync(join(repository, page), "utf8");

/** The text without its blocks of code. */
function prose(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, "");
}

/** The fragment by which GitHub links to a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

function anchorsIn(text: string): readonly string[] {
  return [...prose(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

function brokenLinks(page: string, text: string): readonly string[] {
  const links = [...prose(text).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : relative(repository, resolve(repository, dirname(page), path));
    if (!existsSync(join(repository, target))) return true;
    return anchor !== undefined && !anchorsIn(read(target)).includes(anchor);
  });
}

/** Paths of this repository that are named in code spans: `test/e2e/readme.test.ts`, `src/runtime.ts`, `scripts/`. */
function missingPaths(text: string): readonly string[] {
  const spans = [...prose(text).matchAll(/`((?:src|test|tools|scripts|bench|docs|stacks)\/[\w./-]*)`/g)];
  return spans.map(([, path = ""]) => path).filter((path) => !existsSync(join(repository, path)));
}

test.each(pages)("the links of %s lead somewhere", (page) => {
  expect(brokenLinks(page, read(page))).toEqual([]);
});

// The changelog names what there was; a stack file is of a user.
test.each(pages.filter((page) => page !== "CHANGELOG.md"))("the files that %s names exist", (page) => {
  expect(missingPaths(read(page)).filter((path) => !path.startsWith("stacks/"))).toEqual([]);
});

test("a link or a path that leads nowhere is noticed", () => {
  expect(brokenLinks("docs/cli.md", "[a](nothing.md) [b](#nowhere) [c](../README.md#inputs)")).toEqual([
    "nothing.md",
    "#nowhere",
  ]);
  expect(missingPaths("`test/e2e/nothing.test.ts` and `src/runtime.ts`")).toEqual([
    "test/e2e/nothing.test.ts",
  ]);
});

const records = readdirSync(join(repository, decisions)).filter((name) =>
  statSync(join(repository, decisions, name)).isFile(),
);

test("docs/architecture.md lists every decision by its title", () => {
  const listed = [...read("docs/architecture.md").matchAll(/^- \[(.*)\]\(decisions\/(.*)\)$/gm)].map(
    ([, title, name]) => ({ title, name }),
  );
  const titles = records.map((name) => {
    const [, title] = /^# \d+\.? (.*)$/m.exec(read(join(decisions, name))) ?? [];
    return { title: `${Number(name.slice(0, 4))}. ${title}`, name };
  });
  expect(listed).toEqual(titles);
});

test.each(records)("%s has the form of a decision", (name) => {
  const number = Number(name.slice(0, 4));
  const [title, status, ...sections] =
    read(join(decisions, name)).match(/^(?:#{1,2} .*|[A-Z][a-z]+ \d{4}-\d{2}-\d{2}\.)/gm) ?? [];
  expect(title).toMatch(new RegExp(`^# ${number}\\. [A-Z\`]`));
  expect(status).toMatch(/^(?:Accepted|Superseded) /);
  expect(sections).toEqual(["## Context", "## Decision", "## Consequences"]);
});
