import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(join(repository, "README.md"), "utf8");
const [, stackFile = ""] = /## Stack files\n\n```yaml\n(.*?)```/s.exec(readme) ?? [];

/** What the README says that a command prints. */
function shownAfter(command: string): string {
  const block = readme.split("```console\n").find((one) => one.includes(`$ ${command}`)) ?? "";
  return (
    block
      .slice(block.indexOf(`$ ${command}`))
      .split("```")[0]
      ?.split("\n")
      .slice(1)
      .join("\n") ?? ""
  );
}

let place: NcfFolder;
beforeEach(async () => {
  place = await openNcfFolder(stackFile);
  for (const name of ["actions", "schemas"]) {
    cpSync(join(repository, "stacks/migrate-then-warm", name), join(place.folder, name), { recursive: true });
  }
});
afterEach(() => place.close());

it("the stack file of the first page runs, and ncf up prints what the page shows", async () => {
  // Without any plugin, as on a fresh machine.
  const PATH = [join(place.folder, "bin"), process.env["PATH"]].join(delimiter);
  const line = "ncf up stack.yaml --stack dev --config release=r42 --secret dsn --yes";
  const { code, stdout } = await place.run(line, { PATH, DSN: "canary-41" });
  const withoutTimes = (text: string): string[] =>
    text
      .split("\n")
      .filter((one) => one !== "" && !one.startsWith("engine: "))
      .map((one) => one.replace(/\d+\.\d s$/, "N s"));
  expect(withoutTimes(stdout)).toEqual(withoutTimes(shownAfter("ncf up")));
  expect(code).toBe(0);
  expect(place.emulator.ledger.posts.map(({ actionName }) => actionName)).toEqual(["migrate", "warm-cache"]);
});

it("a typo in it gives the message that the page shows", async () => {
  const typo = stackFile.replace("actionName: migrate", "actoinName: migrate");
  writeFileSync(join(place.folder, "orders.yaml"), typo);
  const { code, stdout } = await place.run("ncf validate orders.yaml");
  expect(stdout).toContain(shownAfter("ncf validate"));
  expect(code).toBe(2);
});
