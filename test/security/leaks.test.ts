import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findEngine } from "../../src/engine/install/findEngine.ts";
import { nodeEnginePorts } from "../../src/engine/install/nodeEnginePorts.ts";
import { ownSecrets, runOurs } from "../../tools/leaks/contestants/ours.js";
import { encodings } from "../../tools/leaks/encodings.js";
import { findLeaks, groups, type Sink } from "../../tools/leaks/findLeaks.js";
import { secrets, witness } from "../../tools/leaks/secrets.js";
import { startService } from "../../tools/leaks/service.js";
import { commandPluginPath } from "../support/commandPluginPath.ts";
import { type S3Gateway, startS3Gateway } from "../support/s3Gateway.ts";

describe("secrets of every kind, which come back in every form on every way", () => {
  let folder: string;
  let gateway: S3Gateway;
  let sinks: readonly Sink[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ncf-leaks-"));
    gateway = await startS3Gateway();
    const service = await startService();
    const { endpoint, bucket, env, directory } = gateway;
    const url = `s3://${bucket}/journals?endpoint=${encodeURIComponent(endpoint)}&s3ForcePathStyle=true`;
    try {
      sinks = await runOurs({
        folder,
        service,
        enginePath: (await findEngine({ ports: nodeEnginePorts() })).path,
        pluginFolder: commandPluginPath().folder,
        bucket: { url, env, directory },
      });
    } finally {
      await service.close();
    }
  }, 240_000);
  afterAll(async () => {
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("are in no output, report, plan, state, history, journal, command line, environment or other file", () => {
    expect(findLeaks(sinks, ownSecrets)).toEqual([]);
  });

  test.each(groups)("are searched for where text of the deployment is: %s", (group) => {
    const texts = sinks.filter((one) => one.group === group && one.text.trim() !== "");
    expect(texts.length).toBeGreaterThan(0);
  });

  test.each(["output", "report", "state"])(
    "hold a text that is no secret, so that they are the ones: %s",
    (group) => {
      const texts = sinks.flatMap((one) => (one.group === group ? [one.text] : []));
      expect(texts.join("\n")).toContain(witness);
    },
  );

  test("came back on every way, masked", () => {
    const output = sinks.flatMap((one) => (one.group === "output" ? [one.text] : [])).join("\n");
    for (const { kind } of secrets) {
      expect(output).toMatch(new RegExp(`error-${kind}-0: NCF_ACTION_FAILED: .*\\[secret\\]`));
    }
    for (const shown of [
      /refusal-all: NCF_REJECTED: .*\[secret\]/,
      /pending-all: NCF_PENDING: .*\[secret\]/,
      /gateway-all: NCF_OUTCOME_UNKNOWN: .*\[secret\]/,
      /garbage-all: NCF_OUTCOME_UNKNOWN/,
      /redirect-all: NCF_REJECTED/,
      /schema-all: NCF_RESULT_INVALID/,
      /check-all: NCF_CHECK_UNHEALTHY: [^]*?\[secret\]/,
      /\| .*\[secret\]/,
      /command: NCF_ENGINE_FAILED: [^]*?\[secret\]/,
      /result-all: NCF_ACTION_FAILED: -\/error-pem-0 .*\[secret\]/,
      /NCF_ENGINE_FAILED: the engine ended with exit code 2/,
    ])
      expect(output).toMatch(shown);
  });
});

describe("the search for leaks", () => {
  const planted = secrets.flatMap((secret) =>
    Object.entries(encodings).flatMap(([encoding, write]) =>
      secret.texts.flatMap(write).map((form) => ({ kind: secret.kind, encoding, form })),
    ),
  );

  test.each(groups)("finds a secret in each of its forms in the group %s", (group) => {
    for (const { kind, encoding, form } of planted) {
      const sink = { group, name: "planted", text: `before ${form} after` };
      expect(findLeaks([sink], secrets)).toContainEqual({ kind, encoding, group, name: "planted" });
    }
  });

  test("finds nothing in a text without secrets", () => {
    expect(findLeaks([{ group: "output", name: "one", text: `${witness} [secret] …` }], secrets)).toEqual([]);
  });
});
