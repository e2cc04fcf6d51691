import { expect, test } from "vitest";
import { withoutCheckpoints } from "../../../src/engine/withoutCheckpoints.ts";

const own = { PULUMI_BACKEND_URL: "file:///state" };

test.each([
  ["succeeds", () => Promise.resolve("done")],
  ["fails", () => Promise.reject(new Error("no"))],
])(
  "the engine skips checkpoints for the one operation, which %s, and for none after it",
  async (how, end) => {
    const workspace: { envVars: Record<string, string> } = { envVars: own };
    let seen: object = {};
    const done = withoutCheckpoints({ workspace }, () => {
      seen = { ...workspace.envVars };
      return end();
    });
    expect(await done.catch(() => "failed")).toBe(how === "fails" ? "failed" : "done");
    expect(seen).toEqual({ ...own, PULUMI_SKIP_CHECKPOINTS: "true" });
    expect(workspace.envVars).toEqual(own);
  },
);
