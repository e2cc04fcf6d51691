import { afterEach, describe, expect, it } from "vitest";
import { throttle } from "../../../src/emulator/index.ts";
import { openFaultStack, type FaultStack } from "../../support/openFaultStack.ts";

let test: FaultStack;
afterEach(() => test.close());

const hour = 3_600_000;

describe("a response with only the id", () => {
  it("then the record missing, polls that meet 429, 5xx, a reset and half an answer, then the record: the same up resumes", async () => {
    test = await openFaultStack({ emulator: { switches: { visibilityLagMs: hour } } });
    const { emulator, declare, up } = test;
    const troubles = [
      throttle("410"),
      throttle("420", "1"),
      { kind: "respond", when: "insteadOfRun", status: 503 },
      { kind: "respond", when: "afterRun", status: 502, body: "<html>Bad Gateway</html>" },
      { kind: "reset", when: "afterRun" },
    ] as const;
    for (const fault of troubles) emulator.faults.add({ on: "GET", fault });
    declare({ one: { actionName: "echo", timeout: 0, waitFor: "10m" } });
    const end = up();
    await emulator.ledger.whenRead(({ errorCode }) => errorCode === "80322");
    emulator.faults.add({ on: "GET", fault: { kind: "cut", bytes: 40 } });
    emulator.set({ visibilityLagMs: 0 });
    expect(await end).toMatchObject({ one: { value: emulator.ledger.runs[0]?.activationId } });
    expect(emulator.faults.pendingCount).toBe(0);
    expect(emulator.ledger.posts).toHaveLength(1);
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("and the record expired: it stays pending with its id, every further up only polls, and resumes when the record is there", async () => {
    test = await openFaultStack({ emulator: { switches: { activationsExpired: true } } });
    const { emulator, declare, up } = test;
    declare({ one: { actionName: "echo", timeout: 0, waitFor: 0 } });
    for (let times = 1; times <= 2; times += 1) {
      expect(await up()).toMatchObject({ code: "NCF_PENDING" });
      const { id, outputs } = (await test.resource("one")) ?? {};
      expect([id, outputs?.["outcome"]]).toEqual([emulator.ledger.runs[0]?.activationId, "pending"]);
      expect(await test.brokenPromises()).toEqual([]);
    }
    emulator.set({ activationsExpired: false });
    expect(await up()).toMatchObject({ one: { value: emulator.ledger.runs[0]?.activationId } });
    expect(emulator.ledger.posts).toHaveLength(1);
    expect(await test.brokenPromises()).toEqual([]);
  });
});
