import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startEmulator } from "../../src/emulator/index.ts";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import { openTestStack } from "../support/openTestStack.ts";
import { dummyKeys, signedFetch } from "../support/signedFetch.ts";

const actionsDir = fileURLToPath(new URL("../../stacks/charge-once/actions", import.meta.url));

let table: string;
beforeEach(() => void (table = mkdtempSync(join(tmpdir(), "ncf-rows-"))));
afterEach(() => rmSync(table, { recursive: true }));

describe("an action that gets the key of its call", () => {
  test("is known by it when the answer is lost, without an entry in params, and generation by generation", async () => {
    const wanted = { amount: 12_000 };
    const opened = await openTestStack({
      emulator: { actionsDir, allowWrite: [table] },
      program: async () => {
        const params = { table, order: "A-17", amount: wanted.amount };
        const inputs = { actionName: "charge", params, idempotencyParam: "key", waitFor: 0 };
        return { result: new ActionInvocation("charge", inputs).result };
      },
    });
    const { stack, emulator, run } = opened;
    try {
      for (const [generation, amount] of [12_000, 9000].entries()) {
        wanted.amount = amount;
        emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
        const { outputs } = await run((handles) => stack.up(handles));
        const key = `ncf:e2e/test/charge/${generation + 1}`;
        expect(outputs["result"]?.value).toEqual({ key, receipt: `A-17 paid ${amount}` });
      }
      expect(emulator.ledger.posts).toHaveLength(2);
    } finally {
      await opened.close();
    }
  });

  test("can refuse a repeat of anybody's, as the example does", async () => {
    const emulator = await startEmulator({ actionsDir, allowWrite: [table], credentials: dummyKeys });
    try {
      const body = JSON.stringify({ table, order: "A-17", amount: 12_000, key: "ncf:shop/prod/charge/1" });
      const target = "/api/v2/packages/-/actions/charge?platform=classic&timeout=60000";
      const answers = [];
      for (let post = 1; post <= 3; post += 1) {
        const answer = await signedFetch(emulator.url, target, { body });
        const { content } = (await answer.json()) as { content: { response: { result: unknown } } };
        answers.push(content.response.result);
      }
      expect(emulator.ledger.runs).toHaveLength(3);
      expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
      expect(readdirSync(table)).toHaveLength(1);
    } finally {
      await emulator.close();
    }
  });
});
