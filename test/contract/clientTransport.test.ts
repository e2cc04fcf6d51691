import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { CloudFunctions } from "../../src/client/cloudFunctions.ts";
import type { Transport, WireLimits, WireRequest } from "../../src/client/transport.ts";
import { undiciTransport } from "../../src/client/undiciTransport.ts";
import { Secret } from "../../src/model/secret.ts";
import { signature, stringToSign } from "../../src/signing/signature.ts";
import { invokeInSlot } from "../support/invokeInSlot.ts";

const limits: WireLimits = { connectMs: 5000, responseMs: 5000, bodyMs: 5000, maxBodyBytes: 1_000_000 };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function transport(): Transport {
  const made = undiciTransport();
  ends.push(() => made.close());
  return made;
}

/** A raw server that records what it receives on each connection. */
async function rawServer(onData: (socket: Socket, received: string, connection: number) => void) {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const index = received.push("") - 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      received[index] += chunk.toString("latin1");
      onData(socket, received[index] as string, index);
    });
  });
  ends.unshift(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { origin: await listen(server), received, sockets };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function post(origin: string, body = "{}"): WireRequest {
  return {
    method: "POST",
    origin,
    target: "/api/v2/packages/-/actions/hello?platform=classic&timeout=60000",
    headers: { "content-type": "application/json" },
    body: Buffer.from(body),
  };
}

const isWhole = (received: string): boolean => received.endsWith("{}");
const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

test("sends exactly the bytes that were signed", async () => {
  const { origin, received } = await rawServer((socket, text) => isWhole(text) && socket.write(ok));
  const secretKey = new Secret("S");
  const functions = new CloudFunctions({
    transport: transport(),
    credentials: { accessKey: "A", secretKey, source: "test" },
    clock: { now: () => 1_714_021_538_088, sleep: async () => {} },
    random: () => 0,
  });
  const address = { origin, prefix: "/ncf/api/v2", platform: "vpc", sendsPlatform: true } as const;
  const action = { packageName: "-", actionName: "hello" };
  await invokeInSlot(functions, { address, action, body: Buffer.from("{}"), timeoutMs: 60_000 });

  const [head, body] = (received[0] as string).split("\r\n\r\n");
  const [requestLine, ...fields] = (head as string).split("\r\n");
  const headers = Object.fromEntries(fields.map((field) => field.toLowerCase().split(": ")));
  const [, target] = (requestLine as string).split(" ");
  const signed = {
    method: "POST",
    target: target as string,
    timestampMs: 1_714_021_538_088,
    accessKey: "A",
  } as const;
  expect(requestLine).toBe("POST /ncf/api/v2/packages/-/actions/hello?platform=vpc&timeout=60000 HTTP/1.1");
  expect(fields).toContain(`x-ncp-apigw-signature-v2: ${signature(stringToSign(signed), secretKey)}`);
  expect(headers).toMatchObject({ "content-length": "2", "x-ncp-apigw-timestamp": "1714021538088" });
  expect(headers).not.toHaveProperty("accept-encoding");
  expect(body).toBe("{}");
});

test("reports that nothing was sent when the connection is refused", async () => {
  const server = createServer();
  const origin = await listen(server);
  server.close();
  await once(server, "close");
  expect(await transport().send(post(origin), limits)).toEqual({
    kind: "failure",
    delivery: "notSent",
    reason: "connection refused",
  });
});

test("reports that nothing was sent when TLS fails", async () => {
  const { origin } = await rawServer((socket) => socket.end("this is not TLS"));
  const result = await transport().send(post(origin.replace("http:", "https:")), limits);
  expect(result).toMatchObject({ kind: "failure", delivery: "notSent" });
});

test("reports that nothing was sent when the connection is not established in time", async () => {
  const { origin } = await rawServer(() => {});
  const result = await transport().send(post(origin.replace("http:", "https:")), {
    ...limits,
    connectMs: 50,
  });
  expect(result).toEqual({ kind: "failure", delivery: "notSent", reason: "no connection within 50 ms" });
});

test("reports that nothing was sent when it is interrupted before", async () => {
  const { origin, received } = await rawServer(() => {});
  const result = await transport().send(post(origin), limits, AbortSignal.abort());
  expect(result).toEqual({ kind: "failure", delivery: "notSent", reason: "interrupted" });
  expect(received).toEqual([]);
});

test("reports a complete request when the connection is reset afterwards", async () => {
  const { origin, received } = await rawServer((socket, text) => isWhole(text) && socket.resetAndDestroy());
  expect(await transport().send(post(origin), limits)).toMatchObject({ kind: "failure", delivery: "sent" });
  expect(received.length).toBe(1);
});

test("reports a partial request when the connection breaks in the middle of a large body", async () => {
  const { origin, received } = await rawServer((socket) => socket.resetAndDestroy());
  const result = await transport().send(post(origin, "x".repeat(50_000_000)), limits);
  expect(result).toMatchObject({ kind: "failure", delivery: "sentInPart" });
  expect(received.length).toBe(1);
});

test("reports a complete request when there is no response in time", async () => {
  const { origin } = await rawServer(() => {});
  const result = await transport().send(post(origin), { ...limits, responseMs: 50 });
  expect(result).toEqual({ kind: "failure", delivery: "sent", reason: "no response within 50 ms" });
});

test("waits for the response longer than for the connection", async () => {
  const { origin } = await rawServer((socket, text) => {
    if (isWhole(text)) setTimeout(() => socket.write(ok), 120);
  });
  const result = await transport().send(post(origin), { ...limits, connectMs: 60 });
  expect(result).toMatchObject({ kind: "response", status: 200 });
});

test("reports a complete request when it is interrupted while waiting", async () => {
  const stop = new AbortController();
  const { origin } = await rawServer((_socket, text) => isWhole(text) && stop.abort());
  const result = await transport().send(post(origin), limits, stop.signal);
  expect(result).toEqual({ kind: "failure", delivery: "sent", reason: "interrupted" });
});

test("reports that the response had started when its body stalls, and when it is truncated", async () => {
  const head = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{";
  const stalling = await rawServer((socket, text) => isWhole(text) && socket.write(head));
  const cutting = await rawServer((socket, text) => isWhole(text) && socket.end(head));
  const broken = { kind: "failure", delivery: "responseStarted", status: 200 };
  const stalled = await transport().send(post(stalling.origin), { ...limits, bodyMs: 50 });
  expect(stalled).toEqual({ ...broken, reason: "the response was not complete within 50 ms" });
  expect(await transport().send(post(cutting.origin), limits)).toMatchObject(broken);
});

test("stops reading a body of 50 MB at the limit", async () => {
  let written = 0;
  const server = createHttpServer((_request, response) => {
    const pour = (): void => {
      while (written < 50_000_000 && !response.destroyed) {
        written += 100_000;
        if (!response.write(Buffer.alloc(100_000, "x"))) return;
      }
      response.end();
    };
    response.on("drain", pour);
    pour();
  });
  ends.unshift(() => server.close());
  const result = await transport().send(post(await listen(server)), limits);
  expect(result).toEqual({
    kind: "failure",
    delivery: "responseStarted",
    status: 200,
    reason: "the response is larger than 1000000 bytes",
  });
  expect(written).toBeLessThan(50_000_000);
});

test("does not follow a redirect", async () => {
  const redirect = "HTTP/1.1 307 Go\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n";
  const { origin, received } = await rawServer((socket, text) => isWhole(text) && socket.write(redirect));
  expect(await transport().send(post(origin), limits)).toMatchObject({ kind: "response", status: 307 });
  expect(received.join("").match(/POST /g)?.length).toBe(1);
});

test("fails at a response that is not HTTP", async () => {
  const { origin } = await rawServer((socket, text) => isWhole(text) && socket.write("hello\r\n\r\n"));
  expect(await transport().send(post(origin), limits)).toEqual({
    kind: "failure",
    delivery: "sent",
    reason: "the response is not HTTP/1.1",
  });
});

// The pool takes a connection back one tick after its response, so that a call made at once opens a second one.
test("reuses a connection for consecutive calls", async () => {
  const { origin, received } = await rawServer((socket, text) => isWhole(text) && socket.write(ok));
  const one = transport();
  for (let count = 0; count < 9; count += 1) {
    expect(await one.send(post(origin), limits)).toMatchObject({ kind: "response", status: 200 });
  }
  expect(received.length).toBeLessThanOrEqual(2);
});

test("posts once, and never says not sent, when a kept connection breaks under the request", async () => {
  const { origin, received } = await rawServer((socket, text) => {
    if (text.match(/POST /g)?.length === 2) socket.resetAndDestroy();
    else if (isWhole(text)) socket.write(ok);
  });
  const one = transport();
  const kinds: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    const result = await one.send(post(origin), limits);
    kinds.push(result.kind === "failure" ? result.delivery : result.kind);
  }
  expect(kinds).toEqual(["response", "response", "sent"]);
  expect(received.join("").match(/POST /g)?.length).toBe(3);
});

test("opens a new connection when the server has closed the kept one before the request", async () => {
  const { origin, received, sockets } = await rawServer((socket, text) => isWhole(text) && socket.write(ok));
  const one = transport();
  await one.send(post(origin), limits);
  for (const socket of sockets) socket.destroy();
  const result = await one.send(post(origin), limits);
  const seen = {
    end: result.kind === "failure" ? result.delivery : result.kind,
    posts: received.join("").match(/POST /g)?.length,
  };
  // Either the end was seen before writing, or it was not: then the request must not be written again.
  expect([
    { end: "response", posts: 2 },
    { end: "sent", posts: 1 },
  ]).toContainEqual(seen);
});

test("a hundred parallel calls use separate connections and do not wait for each other", async () => {
  const whole: Socket[] = [];
  const { origin, received } = await rawServer((socket, text) => {
    // No response is sent before all requests have arrived.
    if (isWhole(text) && whole.push(socket) === 100) for (const one of whole) one.write(ok);
  });
  const one = transport();
  const results = await Promise.all(Array.from({ length: 100 }, () => one.send(post(origin), limits)));
  expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(["response"]));
  expect(received.length).toBe(100);
});

describe("a body that is too long for one write", () => {
  const large = `{"text":"${"x".repeat(1_000_000)}"}`;
  const isLargeWhole = (text: string): boolean => text.endsWith('x"}');

  test("arrives whole, with its length, on a new connection and on a kept one", async () => {
    const { origin, received } = await rawServer((socket, text) => isLargeWhole(text) && socket.write(ok));
    const one = transport();
    for (let count = 0; count < 3; count += 1) {
      expect(await one.send(post(origin, large), limits)).toMatchObject({ kind: "response", status: 200 });
    }
    const requests = received.join("").split("POST ").slice(1);
    expect(requests.map((text) => text.slice(text.indexOf("\r\n\r\n") + 4) === large)).toEqual([
      true,
      true,
      true,
    ]);
    for (const text of requests) expect(text).toContain(`\r\ncontent-length: ${large.length}\r\n`);
    expect(requests.join("")).not.toContain("transfer-encoding");
  });

  test("is never reported as not sent when a kept connection breaks under it", async () => {
    const { origin, received } = await rawServer((socket, text) => {
      if (text.match(/POST /g)?.length === 2) socket.resetAndDestroy();
      else if (isWhole(text)) socket.write(ok);
    });
    const one = transport();
    await one.send(post(origin), limits);
    // The pool takes a connection back one tick after its response.
    await new Promise(setImmediate);
    const result = await one.send(post(origin, large), limits);
    expect(result.kind === "failure" ? result.delivery : result.kind).toMatch(/^sent/);
    expect(received.length).toBe(1);
    expect(received[0]?.match(/POST /g)?.length).toBe(2);
  });

  test("is refused by a response that arrives before it is written", async () => {
    const refusal = "HTTP/1.1 413 Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    const { origin, received } = await rawServer((socket) => {
      socket.pause();
      socket.write(refusal);
    });
    const result = await transport().send(post(origin, "x".repeat(50_000_000)), limits);
    expect(result).toMatchObject({ kind: "response", status: 413 });
    expect(received.length).toBe(1);
  });

  test("was sent in part when it is interrupted under way", async () => {
    const stop = new AbortController();
    const { origin } = await rawServer((socket) => {
      socket.pause();
      stop.abort();
    });
    const result = await transport().send(post(origin, "x".repeat(50_000_000)), limits, stop.signal);
    expect(result).toEqual({ kind: "failure", delivery: "sentInPart", reason: "interrupted" });
  });
});

describe("a call whose deadline passes before its connection is established", () => {
  const late = { ...limits, maySend: () => false };
  const notSent = {
    kind: "failure",
    delivery: "notSent",
    reason: "the deadline for sending it had passed",
  };

  test("is not sent, on a new connection or a kept one, which serves others", async () => {
    const { origin, received } = await rawServer((socket, text) => isWhole(text) && socket.write(ok));
    const one = transport();
    expect(await one.send(post(origin), late)).toEqual(notSent);
    expect(received.join("")).toBe("");
    await one.send(post(origin), limits);
    expect(await one.send(post(origin), late)).toEqual(notSent);
    expect(await one.send(post(origin), limits)).toMatchObject({ kind: "response" });
    expect(received.join("").match(/POST /g)?.length).toBe(2);
  });

  test("is not sent with a long body either", async () => {
    const { origin, received } = await rawServer(() => {});
    expect(await transport().send(post(origin, "x".repeat(1_000_000)), late)).toEqual(notSent);
    expect(received.join("")).toBe("");
  });
});

describe("a deadline for the whole exchange", () => {
  const reason = "no complete response before the deadline";
  const bounded = { ...limits, totalMs: 50 };

  test("ends a response that does not start, and one that does not end", async () => {
    const head = "HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n";
    const silent = await rawServer(() => {});
    const dripping = await rawServer((socket) => {
      socket.write(head);
      const drip = setInterval(() => socket.write("{"), 5);
      socket.on("close", () => clearInterval(drip));
    });
    expect(await transport().send(post(silent.origin), bounded)).toMatchObject({ delivery: "sent", reason });
    expect(await transport().send(post(dripping.origin), bounded)).toMatchObject({
      delivery: "responseStarted",
      reason,
    });
  });

  test("sends nothing when it has passed already", async () => {
    const { origin, received } = await rawServer(() => {});
    const result = await transport().send(post(origin), { ...limits, totalMs: 0 });
    expect(result).toEqual({ kind: "failure", delivery: "notSent", reason });
    expect(received).toEqual([]);
  });
});
