import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { type Emulator, startEmulator } from "../../../dist/emulator/index.js";
import { ours } from "../../../tools/reliability/contestants/ours.js";
import { keys } from "../../../tools/reliability/keys.js";
import { schedules } from "../../../tools/reliability/schedules.js";

const actionsDir = fileURLToPath(new URL("../../../tools/reliability/actions", import.meta.url));

test.each([1, 2, 3])(
  "a port that opens before attempt %i + 1 is called in the same start, and once",
  async (opensAfter) => {
    const reserved = createServer().listen(0, "127.0.0.1");
    await once(reserved, "listening");
    const { port } = reserved.address() as AddressInfo;
    reserved.close();
    await once(reserved, "close");
    const folder = mkdtempSync(join(tmpdir(), "ncf-retried-"));
    let emulator: Emulator | undefined;
    onTestFinished(async () => {
      await emulator?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    let sleeps = 0;
    const clock = {
      now: Date.now,
      sleep: async () => {
        sleeps += 1;
        if (sleeps === opensAfter) emulator = await startEmulator({ actionsDir, credentials: keys, port });
      },
    };
    const start = ours({ name: "ours" }).open({ schedule: schedules[0]!, scale: 1, clock, folder });
    const ended = await start(`http://127.0.0.1:${port}`, new AbortController().signal);
    expect(ended).toEqual({ report: "succeeded" });
    expect([sleeps, emulator?.ledger.runs.length]).toEqual([opensAfter, 1]);
  },
);
