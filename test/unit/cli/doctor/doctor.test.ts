import { describe, expect, test } from "vitest";
import { doctorCommand, type DoctorOptions } from "../../../../src/cli/doctor/doctorCommand.ts";
import { checkNode } from "../../../../src/cli/doctor/machineChecks.ts";
import { checkClock } from "../../../../src/cli/doctor/networkChecks.ts";
import type { Transport, TransportResult } from "../../../../src/client/transport.ts";
import { captured, type CapturedOptions } from "../captured.ts";

const secret = "canary-secret-key";
const env = { NCLOUD_ACCESS_KEY: "AKIDcanary", NCLOUD_SECRET_KEY: secret, NCF_JOURNAL: "off" };
const now = Date.parse("2026-11-25T10:00:00Z");
const responds: TransportResult = {
  kind: "response",
  status: 404,
  headers: { date: "Wed, 25 Nov 2026 10:00:02 GMT" },
  body: new Uint8Array(),
};
const refused = {
  status: 401,
  origin: "gateway",
  errorCode: "200",
  message: "Authentication Failed",
} as const;

async function doctor(
  options: CapturedOptions & { readonly result?: TransportResult; readonly isRefused?: boolean } = {},
): Promise<{
  readonly code: number;
  readonly checks: Readonly<Record<string, string>>;
  readonly text: string;
}> {
  const { result = responds, isRefused = false, ...rest } = options;
  const { terminal, out } = captured({
    env,
    now,
    activationReader: {
      activation: () => Promise.reject(new Error("not asked")),
      activations: async () =>
        isRefused ? { kind: "refused", error: refused } : { kind: "listed", activations: [] },
    },
    ...rest,
  });
  const ports = {
    ...terminal.ports,
    probe: async () => undefined,
    run: async () => ({ code: 0, stdout: "v3.259.0\n", stderr: "" }),
  };
  let code = 0;
  const transport: Transport = {
    send: async ({ origin }) => (origin === "https://get.pulumi.com" ? responds : result),
    close: async () => {},
  };
  const command: DoctorOptions = { json: true };
  await doctorCommand(
    { terminal: { ...terminal, ports }, end: (end) => (code = end) },
    "stack.yaml",
    command,
    {
      nodeVersion: "22.4.0",
      openTransport: async () => transport,
    },
  );
  const { checks } = JSON.parse(out()) as {
    checks: readonly { check: string; status: string; text: string; code?: string }[];
  };
  const short = checks.map((one) => [one.check, one.code ?? one.status] as const);
  return { code, checks: Object.fromEntries(short), text: out() };
}

describe("ncf doctor", () => {
  test("finds nothing to do on a machine where all is well, and prints no secret", async () => {
    const { code, checks, text } = await doctor();
    expect(code).toBe(0);
    expect(checks).toMatchObject({
      node: "ok",
      project: "ok",
      credentials: "ok",
      address: "ok",
      proxy: "ok",
      network: "ok",
      clock: "ok",
      signature: "ok",
      journal: "warning",
    });
    expect(text).toContain("access key AKID…");
    expect(text).not.toMatch(/canary/);
  });

  test("ends with the exit code of the first problem", async () => {
    const result: TransportResult = { kind: "failure", delivery: "notSent", reason: "host name not found" };
    const { code, checks, text } = await doctor({ result, env: { ...env, NCLOUD_SECRET_KEY: "" } });
    expect(code).toBe(2);
    expect(checks).toMatchObject({ credentials: "NCF_CREDENTIALS_INVALID", network: "NCF_NOT_SENT" });
    expect(text).toContain("cloudfunctions.apigw.ntruss.com:443 cannot be reached: host name not found");
  });

  test("tells that the API refuses the credentials", async () => {
    const { code, checks } = await doctor({ isRefused: true });
    expect({ code, signature: checks["signature"] }).toEqual({ code: 3, signature: "NCF_REJECTED" });
  });

  test("names a proxy without the password in it", async () => {
    const { text } = await doctor({ env: { ...env, HTTPS_PROXY: "http://user:canary-pw@proxy:3128" } });
    expect(text).toContain("proxy:3128, except for localhost");
    expect(text).not.toContain("canary");
  });

  test("uses the settings of the stack that is selected", async () => {
    const files = {
      "stack.yaml":
        "name: orders\nresources:\n  wait: { type: 'command:local:Command', properties: { create: ls } }\n",
      "Pulumi.dev.yaml": "config:\n  ncf:region: SGN\n  ncf:secretKey: { secure: v1:x }\n",
    };
    const { checks, text } = await doctor({ files, env: { ...env, PULUMI_STACK: "dev" } });
    expect(text).toContain("https://sg-cloudfunctions.apigw.ntruss.com/api/v2, platform vpc");
    expect(checks).toMatchObject({
      credentials: "ok",
      passphrase: "NCF_PASSPHRASE_MISSING",
      plugins: "warning",
    });
    expect(checks).not.toHaveProperty("signature");
  });
});

test.each([
  ["20.18.3", "problem"],
  ["18.20.0", "problem"],
  ["20.19.0", "ok"],
  ["24.0.0", "ok"],
])("Node %s: %s", (version, status) => {
  expect(checkNode(version).status).toBe(status);
});

test.each([
  [2_000, "ok", "agrees"],
  [-90_000, "warning", "90 s behind the API's"],
  [412_000, "problem", "412 s ahead of the API's"],
])("a clock that is %d ms ahead: %s", (aheadMs, status, text) => {
  expect(checkClock(aheadMs)).toMatchObject({ status, text: expect.stringContaining(text) });
});
