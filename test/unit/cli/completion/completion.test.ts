import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { which } from "../../../../src/engine/install/which.ts";
import { ncf } from "../captured.ts";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ncf-completion-"));
  for (const shell of ["bash", "zsh", "fish"]) {
    writeFileSync(join(folder, `script.${shell}`), (await ncf(["completion", shell])).out);
  }
  for (const name of ["dev", "prod", "$(touch broken)", "a b"]) {
    writeFileSync(join(folder, `Pulumi.${name}.yaml`), "");
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[]): string {
  const env = { PATH: process.env["PATH"], HOME: folder };
  return execFileSync(command, args, { cwd: folder, env, encoding: "utf8" });
}

/** What bash offers for the last word of a command line. */
function inBash(...words: readonly string[]): readonly string[] {
  const script = `source ./script.bash
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ncf; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run("bash", ["-c", script, "bash", ...words])
    .split("\n")
    .filter(Boolean);
}

/** Commands and options as the help has them. */
async function inHelp(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { out } = await ncf(["--help"]);
  const [, section = ""] = out.split("Commands:\n");
  const commands = [...section.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = ""]) => name);
  const helps = await Promise.all(
    commands.map(async (name) => [name, (await ncf([name, "--help"])).out] as const),
  );
  return new Map(
    helps.map(([name, help]) => {
      const options = (help.split("Options:\n")[1] ?? "").split("\n\n")[0] ?? "";
      const flags = [...options.matchAll(/^ {2}(-.*?)(?: [<[]| {2}|$)/gm)].flatMap(([, found = ""]) =>
        found.split(", "),
      );
      return [name, flags];
    }),
  );
}

describe("ncf completion bash", () => {
  test("completes ncf in a real bash, and files where nothing else fits", () => {
    expect(run("bash", ["-c", "source ./script.bash; complete -p ncf"])).toBe(
      "complete -o default -F _ncf ncf\n",
    );
    expect(inBash("ncf", "up", "")).toEqual([]);
    expect(inBash("ncf", "up", "--plan", "p")).toEqual([]);
  });

  test("offers every command and every option that the help has, and no other", async () => {
    const help = await inHelp();
    expect(inBash("ncf", "").toSorted()).toEqual([...help.keys()].toSorted());
    for (const [command, flags] of help) {
      if (command === "help") continue;
      expect({ command, flags: inBash("ncf", command, "-") }).toEqual({ command, flags });
    }
    expect(help.size).toBeGreaterThan(10);
  });

  test("offers the choices of an option, also after =, and the beginning of a word decides", () => {
    expect(inBash("ncf", "up", "stack.yaml", "--checkpoints", "")).toEqual(["auto", "each", "end"]);
    expect(inBash("ncf", "up", "stack.yaml", "--checkpoints", "=", "e")).toEqual(["each", "end"]);
    expect(inBash("ncf", "up", "stack.yaml", "--checkpoints", "=")).toEqual(["auto", "each", "end"]);
    expect(inBash("ncf", "completion", "b")).toEqual(["bash"]);
    expect(inBash("ncf", "help", "ou")).toEqual(["outputs"]);
    expect(inBash("ncf", "up", "stack.yaml", "--config", "r")).toEqual([]);
  });

  test("offers the stacks with settings here, and never executes a file name", () => {
    expect(inBash("ncf", "up", "-s", "")).toEqual(["dev", "prod"]);
    expect(readdirSync(folder)).not.toContain("broken");
  });
});

describe.each(["zsh", "fish"])("ncf completion %s", (shell) => {
  test("has every command and option with its description, and the shell reads it where there is one", async () => {
    const { out } = await ncf(["completion", shell]);
    for (const [command, flags] of await inHelp()) {
      expect(out).toMatch(
        shell === "zsh" ? new RegExp(`'${command}:\\w`) : new RegExp(`-a ${command} -d '\\w`),
      );
      for (const flag of flags) {
        const long = flag.startsWith("--") ? `-l ${flag.slice(2)} ` : `-s ${flag.slice(1)} `;
        expect(out).toContain(shell === "zsh" ? `'${flag}:` : long);
      }
    }
    expect(out).toContain(
      shell === "zsh" ? String.raw`this resource'\''s action` : String.raw`this resource\'s action`,
    );
    const program = which(shell, process.env["PATH"]);
    const said = program === undefined ? "" : run(program, ["-n", `script.${shell}`]);
    expect(said).toBe("");
  });
});

test("an unknown shell is refused with those that there are", async () => {
  const { code, err } = await ncf(["completion", "tcsh"]);
  expect(code).toBe(2);
  expect(err).toContain("bash, zsh, fish");
});
