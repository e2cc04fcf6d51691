import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { ncf } from "../unit/cli/captured.ts";

const page = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");
/** Of every command; the page names them once. */
const everywhere: ReadonlySet<string> = new Set(["-h", "--help", "--version"]);

/** What `--help` or the page has of the command line: `up`, `up --plan`, `up --checkpoints end`. */
type Entries = readonly string[];

let inHelp: Entries;
beforeAll(async () => {
  const { out } = await ncf(["--help"]);
  const entries = await Promise.all(
    commandsIn(out).map(async (command) => [command, ...(await optionsBelow([command]))]),
  );
  inHelp = entries.flat();
});

/** Options of a command and of the commands below it: `activation get --key`. */
async function optionsBelow(command: readonly string[]): Promise<Entries> {
  const { out } = await ncf([...command, "--help"]);
  const below = await Promise.all(commandsIn(out).map((name) => optionsBelow([...command, name])));
  return [...optionsIn(command.join(" "), out), ...below.flat()];
}

/** Lines of one section of a help text; a line that goes on in the next one is joined. */
function sectionOf(help: string, title: string): readonly string[] {
  const [, section = ""] = help.split(`${title}:\n`);
  const [lines = ""] = section.split("\n\n");
  return lines.replaceAll(/\n {4,}/g, " ").split("\n");
}

function commandsIn(help: string): readonly string[] {
  return sectionOf(help, "Commands")
    .map((line) => /^ {2}([a-z]+)/.exec(line)?.[1] ?? "")
    .filter((name) => name !== "help" && name !== "");
}

function optionsIn(command: string, help: string): Entries {
  return sectionOf(help, "Options").flatMap((line) => {
    const flags = flagsIn(line.split(/ {2,}/)[1] ?? "");
    const [, choices = ""] = /\(choices: ([^)]*?)(?:, default: [^)]*)?\)/.exec(line) ?? [];
    const values = [...choices.matchAll(/"(\w+)"/g)].map(([, value]) => `${flags.at(-1)} ${value}`);
    return [...flags, ...values].map((option) => `${command} ${option}`);
  });
}

function flagsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w-])--?[a-z][a-z-]*/g)]
    .map(([flag]) => flag)
    .filter((flag) => !everywhere.has(flag));
}

function codeIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

interface Table {
  /** The line before the table. */
  readonly lead: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function tablesIn(text: string): readonly Table[] {
  const parts = text.split("\n\n");
  return parts.flatMap((part, at) => {
    if (!part.startsWith("|")) return [];
    const [head = [], , ...rows] = part
      .trim()
      .split("\n")
      .map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    return [{ lead: parts[at - 1] ?? "", head, rows }];
  });
}

/** The commands in the table of commands, and the options in each table of options: of the commands in its row, or in the line before it. */
function entriesIn(text: string): Entries {
  return tablesIn(text).flatMap(({ lead, head, rows }) => {
    const optionAt = head.indexOf("option");
    const commandAt = head.indexOf("command");
    if (optionAt === -1) {
      return commandAt === -1 ? [] : rows.map((row) => /`ncf (\w+)/.exec(row[commandAt] ?? "")?.[1] ?? "");
    }
    return rows.flatMap((row) => {
      const flags = codeIn(row[optionAt] ?? "").flatMap(flagsIn);
      const choices = codeIn(row.at(head.indexOf("meaning")) ?? "").filter((code) =>
        inHelp.some((entry) => entry.endsWith(` ${flags.at(-1)} ${code}`)),
      );
      const options = [...flags, ...choices.map((choice) => `${flags.at(-1)} ${choice}`)];
      return codeIn(commandAt === -1 ? lead : (row[commandAt] ?? "")).flatMap((command) =>
        options.map((option) => `${command} ${option}`),
      );
    });
  });
}

test("docs/cli.md has every command, option and choice that --help has, and no other", () => {
  expect(entriesIn(page).toSorted()).toEqual(inHelp.toSorted());
});

test("the help is read in full", () => {
  expect(inHelp).toEqual(
    expect.arrayContaining([
      "activation logs --follow",
      "up",
      "up -c",
      "up --config",
      "up --checkpoints end",
      "resolve --did-not-run",
    ]),
  );
});

test("an option that is missing on the page, or no longer exists, is noticed", () => {
  const without = page.replace(/\n.*--rerun NAME.*/, "");
  expect(inHelp.filter((entry) => !entriesIn(without).includes(entry))).toEqual(["up --rerun"]);
  const renamed = page.replace("`--rerun NAME`", "`--fast`");
  expect(entriesIn(renamed).filter((entry) => !inHelp.includes(entry))).toEqual(["up --fast"]);
});
