import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { CloudFunctions } from "../../src/client/cloudFunctions.ts";
import { undiciTransport } from "../../src/client/undiciTransport.ts";
import { type CloudName, type Emulator, startEmulator } from "../../src/emulator/index.ts";
import { type AddressChoice, resolveAddress, type ResolvedAddress } from "../../src/model/address.ts";
import { Secret } from "../../src/model/secret.ts";
import { nodePorts } from "../../src/ports/nodePorts.ts";
import { signature, stringToSign } from "../../src/signing/signature.ts";
import { dummyKeys, signedFetch } from "../support/signedFetch.ts";
import { vectors } from "./signingVectors.ts";
import { invokeInSlot } from "../support/invokeInSlot.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
const action = { packageName: "-", actionName: "echo" };
const hourMs = 3_600_000;
const credentials = {
  accessKey: dummyKeys.accessKey,
  secretKey: new Secret(dummyKeys.secretKey),
  source: "test",
};
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function client(now?: number): CloudFunctions {
  const ports = nodePorts();
  const clock = now === undefined ? ports.clock : { ...ports.clock, now: () => now };
  const functions = new CloudFunctions({ ...ports, clock, credentials, transport: undiciTransport() });
  ends.unshift(() => functions.close());
  return functions;
}

function addressAt(endpoint: string, choice: AddressChoice) {
  return (resolveAddress({ ...choice, endpoint }) as Extract<ResolvedAddress, { address: object }>).address;
}

async function emulator(cloud: CloudName): Promise<Emulator> {
  const started = await startEmulator({ actionsDir, credentials: dummyKeys, cloud });
  ends.push(() => started.close());
  return started;
}

test.each<[CloudName, AddressChoice]>([
  ["KR", { apiVersion: "v2.0" }],
  ["KR", { apiVersion: "v2.1" }],
  ["SGN", { region: "SGN", apiVersion: "v2.0" }],
  ["SGN", { region: "SGN", apiVersion: "v2.1" }],
  ["JPN", { region: "JPN", apiVersion: "v2.0" }],
  ["gov", { site: "gov" }],
  ["fin", { site: "fin" }],
])("finds the runs of now, and none of other hours or actions: %s %j", async (cloud, choice) => {
  const { url, ledger } = await emulator(cloud);
  const functions = client();
  const address = addressAt(url, choice);
  const call = { address, body: Buffer.from("{}"), timeoutMs: 60_000 };
  const startAt = Date.now();
  for (const actionName of ["echo", "echo", "hello"]) {
    await invokeInSlot(functions, { ...call, action: { packageName: "-", actionName } });
  }
  const endAt = Date.now();
  const ids = ledger.runs.filter((run) => run.actionName === "echo").map((run) => run.activationId);
  const question = { address, action, startAt, endAt };
  expect(await functions.activations(question)).toEqual({
    kind: "listed",
    activations: ids.toReversed().map((activationId) => ({
      activationId,
      duration: expect.any(Number),
      status: "success",
    })),
  });
  for (const shiftMs of [-2 * hourMs, 2 * hourMs]) {
    const other = { ...question, startAt: startAt + shiftMs, endAt: endAt + shiftMs };
    expect(await functions.activations(other)).toEqual({ kind: "listed", activations: [] });
  }
});

test("reads all pages of a long list", async () => {
  const { url, ledger } = await emulator("KR");
  const startAt = Date.now();
  const posts = Array.from({ length: 41 }, () =>
    signedFetch(url, "/api/v2/packages/-/actions/echo", { body: "{}" }),
  );
  await Promise.all(posts);
  const address = addressAt(url, {});
  const found = await client().activations({ address, action, startAt, endAt: Date.now() });
  const ids = ledger.runs.map((run) => run.activationId);
  expect(found).toMatchObject({ kind: "listed" });
  expect(found.kind === "listed" && found.activations.map((one) => one.activationId).sort()).toEqual(
    ids.sort(),
  );
});

test("reports that an action does not exist", async () => {
  const { url } = await emulator("KR");
  const question = { address: addressAt(url, {}), action: { packageName: "-", actionName: "none" } };
  expect(await client().activations({ ...question, startAt: 0, endAt: 1 })).toMatchObject({
    kind: "refused",
    error: { errorCode: "80301" },
  });
});

test("sends a time with exactly the bytes that were signed", async () => {
  const targets: [string | undefined, unknown, unknown][] = [];
  const server = createServer((request, response) => {
    const { headers } = request;
    targets.push([request.url, headers["x-ncp-apigw-signature-v2"], headers["x-ncp-apigw-timestamp"]]);
    response.end('{"content":{"totalCount":0,"activations":[]}}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const now = 1_714_021_538_088;
  // The host of the user's own may follow the clock of Singapore: the start is then an hour earlier.
  const startAt = Date.parse("2024-04-25T06:00:00Z");
  await client(now).activations({
    address: addressAt(origin, { platform: "vpc" }),
    action: { packageName: "-", actionName: "hello" },
    startAt,
    endAt: startAt,
  });
  const [target, sent, timestamp] = targets[0] as [string, string, string];
  const vector = vectors.find(({ target: signed }) => signed.includes("%3A"));
  expect(target).toBe(`${vector?.target}&end=2024-04-25T15%3A00%3A00`);
  const text = stringToSign({
    method: "GET",
    target,
    timestampMs: Number(timestamp),
    accessKey: dummyKeys.accessKey,
  });
  expect(sent).toBe(signature(text, credentials.secretKey));
});
