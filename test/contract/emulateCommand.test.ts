import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { runNcf } from "../../src/cli/runNcf.ts";
import { defaultSwitches } from "../../src/emulator/Switches.ts";
import { dummyKeys, signedFetch } from "../support/signedFetch.ts";
import { captured, ncf } from "../unit/cli/captured.ts";

let actionsDir: string;
beforeAll(() => {
  actionsDir = mkdtempSync(join(tmpdir(), "emulate-"));
  const text = `exports.main = ({ fails, says = [] }) => {
    for (const line of says) console.log(line);
    console.error("beside it");
    return fails === undefined ? { ran: true } : { error: fails };
  };`;
  writeFileSync(join(actionsDir, "work.cjs"), text);
  writeFileSync(
    join(actionsDir, "denied.cjs"),
    'exports.main = () => require("node:fs").readFileSync("/etc/passwd");',
  );
});
afterAll(() => rmSync(actionsDir, { recursive: true }));

const keys = ["--access-key", dummyKeys.accessKey, "--secret-key", dummyKeys.secretKey];

/** Starts `ncf emulate` in memory. */
async function emulate(...options: readonly string[]): Promise<{
  readonly url: string;
  readonly out: () => string;
  readonly call: (params: object, name?: string) => Promise<number>;
  readonly stop: () => Promise<number>;
}> {
  const { terminal, out, interrupt } = captured({ words: ["emulate", actionsDir, ...options] });
  const end = runNcf(terminal);
  const stop = (): Promise<number> => {
    interrupt();
    return end;
  };
  onTestFinished(() => void stop());
  const url = await vi.waitFor(() => {
    const found = /NCF_ENDPOINT=(\S+)/.exec(out())?.[1];
    expect(found).toBeDefined();
    return found as string;
  });
  return {
    url,
    out,
    call: async (params, name = "work") => {
      const target = `/api/v2/packages/-/actions/${name}`;
      return (await signedFetch(url, target, { body: JSON.stringify(params) })).status;
    },
    stop,
  };
}

describe("ncf emulate", () => {
  test("prints lines that set the variables when a shell reads them", async () => {
    const { out, url, stop } = await emulate("--cloud", "SGN");
    expect(await stop()).toBe(0);
    const script = `${out()}\nprintf '%s\\n' "$NCF_ENDPOINT" "$NCF_REGION" "$NCLOUD_ACCESS_KEY" "$NCLOUD_SECRET_KEY"`;
    const [endpoint, region, accessKey, secretKey] = execFileSync("sh", ["-euc", script], {
      encoding: "utf8",
      env: {},
    }).split("\n");
    expect([endpoint, region]).toEqual([url, "SGN"]);
    expect(accessKey).toMatch(/^ncp_iam_EMULATOR\w{16}$/);
    expect(secretKey).toMatch(/^ncp_iam_EMULATOR\w{40}$/);
  });

  test("accepts the given keys and does not repeat the secret one", async () => {
    const { out, call, stop } = await emulate(...keys, "--namespace", "mine");
    expect(await call({})).toBe(200);
    await stop();
    expect(out()).toContain(`export NCLOUD_ACCESS_KEY=${dummyKeys.accessKey}\n`);
    expect(out()).not.toContain(dummyKeys.secretKey);
    expect(out()).not.toContain("export NCLOUD_SECRET_KEY");
  });

  test("prints a line for each call, with what its action wrote", async () => {
    const { out, call, stop } = await emulate(...keys);
    const before = out();
    await call({ says: ["first", "second"] });
    await call({ fails: { message: "no such tenant", code: 7 } });
    expect(await call({}, "missing")).toBe(404);
    await stop();
    const lines = out()
      .slice(before.length)
      .replaceAll(/\d+ ms, activation [0-9a-f]{32}/g, "N ms, activation ID");
    expect(lines).toBe(`-/work: success in N ms, activation ID
  stdout: first
  stdout: second
  stderr: beside it
-/work: application error in N ms, activation ID
  stderr: beside it
  error: no such tenant
POST /api/v2/packages/-/actions/missing: refused with 404 (code 80301)
`);
  });

  test("names the options when an action was denied something", async () => {
    const { out, call, stop } = await emulate(...keys);
    await call({}, "denied");
    await stop();
    expect(out()).toMatch(
      /-\/denied: action developer error [^]*hint: .*--allow-read, --allow-write or --allow-network\n$/,
    );
  });

  test("prints what an action writes as text, whatever is in it", async () => {
    const { out, call, stop } = await emulate(...keys);
    await call({
      says: ["\u001b[31mred\u001b]0;title\u0007", "::add-mask::x", "one\rtwo"],
      fails: "a\n::error::b",
    });
    await stop();
    // oxlint-disable-next-line no-control-regex -- those are looked for
    expect(out()).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
    expect(out()).not.toMatch(/^\s*::/m);
    expect(out()).toContain("stdout: red");
  });

  test("prints no calls with --quiet", async () => {
    const { out, call, stop } = await emulate(...keys, "--quiet");
    const before = out();
    await call({ says: ["first"] });
    await stop();
    expect(out()).toBe(before);
  });

  test("changes the behaviors that --switch names", async () => {
    const switches = ["--switch", "failedStatus=502", "--switch", "activationNotFoundStatus=410"];
    const { url, call, stop } = await emulate(...keys, ...switches);
    expect(await call({ fails: "no" })).toBe(502);
    const missing = await signedFetch(url, "/api/v2/packages/-/actions/work/activations/none");
    expect(missing.status).toBe(410);
    await stop();
  });

  test("tells of switches, permissions and faults in its help", async () => {
    const { out } = await ncf(["emulate", "--help"]);
    for (const name of Object.keys(defaultSwitches)) expect(out).toContain(`\n  ${name} `);
    for (const word of ["--allow-network", "no sandbox", "faults.add(", "docs/emulator.md"])
      expect(out).toContain(word);
  });

  test.each([
    [["--port", "x"], "--port x is not 0 to 65535"],
    [["--cloud", "US"], "KR, SGN, JPN, gov, fin"],
    [["--switch", "speed=1"], "speed is not a switch"],
    [["--switch", "failedStatus=500"], "the value is not one of 200, 502"],
    [["--switch", "visibilityLagMs=soon"], "the value is not a number"],
    [["--what"], "unknown option '--what'"],
  ])("refuses %j", async (options, reason) => {
    const { code, err } = await ncf(["emulate", actionsDir, ...options]);
    expect(code).toBe(2);
    expect(err).toContain(reason);
  });
});
