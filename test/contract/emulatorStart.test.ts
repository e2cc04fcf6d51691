import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { emulate } from "../../src/emulator/emulate.ts";
import { startEmulator } from "../../src/emulator/index.ts";
import { dummyKeys, signedFetch } from "../support/signedFetch.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "emulator-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe("an emulator", () => {
  test("does not start without its folder", async () => {
    const start = startEmulator({ actionsDir: join(dir, "none"), credentials: dummyKeys });
    await expect(start).rejects.toThrow(/^NCF_EMULATOR_INVALID: .*none is not a folder/);
  });

  test("does not start on a port that is taken", async () => {
    const first = await startEmulator({ actionsDir: dir, credentials: dummyKeys });
    try {
      const port = Number(new URL(first.url).port);
      const second = startEmulator({ actionsDir: dir, credentials: dummyKeys, port });
      await expect(second).rejects.toThrow(/^NCF_EMULATOR_INVALID: cannot listen on 127\.0\.0\.1:/);
    } finally {
      await first.close();
    }
  });

  test("does not start with settings that cannot be used", async () => {
    writeFileSync(join(dir, "a.js"), "");
    writeFileSync(join(dir, "a.json"), '{"limits":{"timeout":0}}');
    const start = startEmulator({ actionsDir: dir, credentials: dummyKeys });
    await expect(start).rejects.toThrow(/a\.json: limits\.timeout is not a whole number/);
  });
});

describe("the emulator's command line", () => {
  test("starts one with the given keys and does not repeat the secret one", async () => {
    const lines: string[] = [];
    const { accessKey, secretKey } = dummyKeys;
    const args = [actionsDir, "--access-key", accessKey, "--secret-key", secretKey, "--namespace", "mine"];
    const emulator = await emulate(args, (line) => lines.push(line));
    try {
      const answer = await signedFetch(emulator.url, "/api/v2/packages/-/actions/echo", { body: "{}" });
      expect(await answer.json()).toMatchObject({ content: { namespace: "mine" } });
      expect(lines).toContain(`export NCLOUD_ACCESS_KEY=${accessKey}`);
      expect(lines).toContain(`pulumi config set ncf:endpoint ${emulator.url}`);
      expect(lines.join("\n")).not.toContain(secretKey);
    } finally {
      await emulator.close();
    }
  });

  test("makes up keys and prints them", async () => {
    const lines: string[] = [];
    const emulator = await emulate([actionsDir], (line) => lines.push(line));
    await emulator.close();
    expect(lines).toContainEqual(expect.stringMatching(/^export NCLOUD_SECRET_KEY=ncp_iam_EMULATOR\w{40}$/));
  });

  test.each([
    [[], "one folder of actions is needed"],
    [["a", "b"], "one folder of actions is needed"],
    [["a", "--port", "x"], "--port x is not 0 to 65535"],
    [["a", "--cloud", "US"], "--cloud US is not one of KR, SGN, JPN, gov, fin"],
    [["a", "--what"], "Unknown option '--what'"],
  ])("refuses %j", async (args, reason) => {
    await expect(emulate(args, () => {})).rejects.toThrow(reason);
  });
});
