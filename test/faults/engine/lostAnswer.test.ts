import { afterEach, describe, expect, it } from "vitest";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import { echoed } from "../../support/echoed.ts";
import { openFaultStack, type Declared, type FaultStack } from "../../support/openFaultStack.ts";

let test: FaultStack;
afterEach(() => test.close());

const silent: Declared = { actionName: "echo", waitFor: 0 };
const unknown = { code: "NCF_OUTCOME_UNKNOWN", exitCode: 5 };

describe("a reset after the whole request, and the action runs anyway", () => {
  it("of a run that shows its key: adopted, 1 run", async () => {
    test = await openFaultStack();
    const { declare, up, emulator, run, stack } = test;
    declare({ one: echoed("one") });
    emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
    expect(await up()).toMatchObject({ one: { value: emulator.ledger.runs[0]?.activationId } });
    const quiet = await run((handles) => stack.up(handles));
    expect(quiet.summary.resourceChanges).toEqual({ same: 2 });
    expect(emulator.ledger.posts).toHaveLength(1);
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("of a run that shows none: unknown, 1 run however often and with whatever params it is tried", async () => {
    test = await openFaultStack();
    const { declare, up, emulator } = test;
    declare({ one: silent });
    emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
    expect(await up()).toMatchObject(unknown);
    expect(await up()).toMatchObject(unknown);
    expect(await test.brokenPromises()).toEqual([]);
    declare({ one: { ...silent, params: { a: 2 } } });
    expect(await up()).toMatchObject(unknown);
    expect(await test.resource("one")).toBeUndefined();
    expect(emulator.ledger.posts).toHaveLength(1);
    expect(await test.brokenPromises()).toEqual([]);
  });
});

describe("no byte of the request sent", () => {
  it("because the connection or TLS is refused, or the name is not known: said so, and 1 run when it can be", async () => {
    test = await openFaultStack();
    const { declare, up, emulator } = test;
    const retry = { attempts: 2, budget: "5s" };
    declare({
      refused: { ...echoed("refused"), endpoint: "http://127.0.0.1:1", retry },
      nameless: { ...echoed("nameless"), endpoint: "https://nobody.invalid", retry },
      // A port on which nobody speaks TLS.
      plain: { ...echoed("plain"), endpoint: emulator.url.replace("http:", "https:"), retry },
    });
    expect(await up()).toMatchObject({ code: "NCF_NOT_SENT", exitCode: 4 });
    expect(await test.brokenPromises()).toEqual([]);
    expect(emulator.ledger.posts).toEqual([]);
    declare({ refused: echoed("refused"), nameless: echoed("nameless"), plain: echoed("plain") });
    expect(await up()).not.toBeInstanceOf(NcfError);
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([3, 3]);
    expect(await test.brokenPromises()).toEqual([]);
  });
});
