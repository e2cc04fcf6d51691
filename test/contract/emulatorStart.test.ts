import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startEmulator } from "../../src/emulator/index.ts";
import { dummyKeys } from "../support/signedFetch.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "emulator-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe("an emulator", () => {
  test("does not start without its folder", async () => {
    const start = startEmulator({ actionsDir: join(dir, "none") });
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

  test("does not start with a path to read that does not exist", async () => {
    const start = startEmulator({ actionsDir: dir, allowRead: [join(dir, "none")] });
    await expect(start).rejects.toThrow(/^NCF_EMULATOR_INVALID: .*none cannot be allowed/);
  });

  test("does not start with settings that cannot be used", async () => {
    writeFileSync(join(dir, "a.js"), "");
    writeFileSync(join(dir, "a.json"), '{"limits":{"timeout":0}}');
    const start = startEmulator({ actionsDir: dir, credentials: dummyKeys });
    await expect(start).rejects.toThrow(/a\.json: limits\.timeout is not a whole number/);
  });

  test("hands out keys, variables and config that lead to it", async () => {
    const emulator = await startEmulator({ actionsDir: dir, cloud: "gov" });
    try {
      expect(emulator.variables).toEqual({
        NCF_ENDPOINT: emulator.url,
        NCF_SITE: "gov",
        NCLOUD_ACCESS_KEY: expect.stringMatching(/^ncp_iam_EMULATOR\w{16}$/),
        NCLOUD_SECRET_KEY: expect.stringMatching(/^ncp_iam_EMULATOR\w{40}$/),
      });
      expect(emulator.config).toEqual({ "ncf:endpoint": emulator.url, "ncf:site": "gov" });
    } finally {
      await emulator.close();
    }
  });

  test("hands out a journal, a backend and a passphrase of its own, and removes them when it closes", async () => {
    const [first, second] = await Promise.all([
      startEmulator({ actionsDir: dir, credentials: dummyKeys }),
      startEmulator({ actionsDir: dir, credentials: dummyKeys }),
    ]);
    const { NCF_JOURNAL = "", PULUMI_BACKEND_URL = "", ...others } = first.env;
    expect(others).toEqual({ ...first.variables, PULUMI_CONFIG_PASSPHRASE: expect.any(String) });
    expect(first.env).toEqual({ ...others, NCF_JOURNAL, PULUMI_BACKEND_URL });
    expect(statSync(new URL(PULUMI_BACKEND_URL)).isDirectory()).toBe(true);
    expect([NCF_JOURNAL, PULUMI_BACKEND_URL]).not.toContain(second.env["NCF_JOURNAL"]);
    expect(PULUMI_BACKEND_URL).not.toBe(second.env["PULUMI_BACKEND_URL"]);
    writeFileSync(NCF_JOURNAL, "");
    await Promise.all([first.close(), second.close()]);
    expect([dirname(NCF_JOURNAL), new URL(PULUMI_BACKEND_URL)].filter((path) => existsSync(path))).toEqual(
      [],
    );
  });
});
