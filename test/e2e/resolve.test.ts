import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, it } from "vitest";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";

let test: NcfFolder;
afterEach(() => test.close());

const stackFile = `name: orders
resources:
  ran:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { a: 1 }, waitFor: 0, retry: { attempts: 1 } }
  lost:
    type: ncf:ActionInvocation
    properties: { actionName: hello, params: { name: you }, waitFor: 0, retry: { attempts: 1 } }
    options: { dependsOn: ["\${ran}"] }
outputs:
  ran: \${ran.activationId}
  greeting: \${lost.result.greeting}
`;

it("a call of which it is unknown whether it ran is settled by the commands that the error prints", async () => {
  test = await openNcfFolder(stackFile);
  const { emulator, folder } = test;
  // As an installed package has it, for npx.
  mkdirSync(join(folder, "node_modules", ".bin"), { recursive: true });
  symlinkSync(join(folder, "bin", "ncf"), join(folder, "node_modules", ".bin", "ncf"));
  const run = (line: string) => test.run(line, { NCF_JOURNAL: undefined, PULUMI_STACK: "dev" });
  emulator.faults.add({ on: "POST", actionName: "echo", fault: { kind: "reset", when: "afterRun" } });
  emulator.faults.add({ on: "POST", actionName: "hello", fault: { kind: "reset", when: "beforeRead" } });

  /** Runs `up`, which stops, and gives the command that it prints behind a label. */
  const printed = async (label: string): Promise<string> => {
    const up = await run("ncf up stack.yaml --yes");
    expect(up).toMatchObject({ code: 5, stderr: expect.stringContaining("NCF_OUTCOME_UNKNOWN") });
    return new RegExp(`^ *${label}: (.*)$`, "m").exec(up.stderr)?.[1] as string;
  };

  const itRan = await printed("It ran");
  const id = emulator.ledger.runs[0]?.activationId as string;
  const backend = pathToFileURL(join(folder, ".ncf", "state")).href;
  expect(itRan).toBe(`ncf resolve ran --project orders --stack dev --backend ${backend} --ran ${id}`);
  expect(await run(itRan)).toMatchObject({ code: 0, stderr: "" });

  expect(await run(await printed("Inspect"))).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("found: no activation of -/hello that could be its run"),
  });
  expect(await run(await printed("It did not run"))).toMatchObject({ code: 0, stderr: "" });
  expect(await run("ncf resolve --file stack.yaml")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("no unsettled calls"),
  });

  expect(await run("ncf up stack.yaml --yes")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`ran = ${id}\ngreeting = hello you\n`),
  });
  expect(emulator.ledger.posts.map(({ actionName }) => actionName).sort()).toEqual([
    "echo",
    "hello",
    "hello",
  ]);
  expect(emulator.ledger.runs.map(({ actionName }) => actionName)).toEqual(["echo", "hello"]);
});
