import { once } from "node:events";
import { rmSync } from "node:fs";
import { type IncomingMessage, request, createServer, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { S3Gateway } from "./s3Gateway.ts";

/** What the proxy does to a request. */
export type S3Fault =
  /** An error of S3, in place of the service. */
  | { readonly kind: "error"; readonly status: number; readonly code: string }
  /** The connection breaks before the service gets the request. */
  | { readonly kind: "drop" }
  /** The service gets it, and the connection breaks before its response. */
  | { readonly kind: "dropResponse" }
  /** The service gets it, and no response comes. */
  | { readonly kind: "hang" };

/** Requests that meet a fault. */
export interface S3FaultRule {
  readonly on: "PUT" | "GET" | "LIST" | "DELETE";
  /** @default every key */
  readonly key?: RegExp;
  /** @default once */
  readonly times?: number;
  readonly fault: S3Fault;
}

/** A proxy before an S3 service that breaks requests, or the service's promises. */
export interface S3Trouble {
  readonly endpoint: string;
  readonly faults: { rule: S3FaultRule; left: number }[];
  readonly add: (rule: S3FaultRule) => void;
  /** Whether the service writes over an object that a condition protects. */
  ignoresConditions: boolean;
  /** What the service does with lists of version 2. */
  listsVersion2: "yes" | "refuses" | "takes for version 1";
  /** Requests as `METHOD key`. */
  readonly requests: string[];
  readonly stop: () => Promise<void>;
}

/** Starts a proxy before a service. It passes requests on as they were signed. */
export async function startS3Trouble({ endpoint: service, directory }: S3Gateway): Promise<S3Trouble> {
  const { hostname, port } = new URL(service);
  const faults: S3Trouble["faults"] = [];
  const requests: string[] = [];
  const turns = new Map<string, Promise<unknown>>();
  const server = createServer((incoming, response) => {
    void pass(incoming, response).catch(() => response.destroy());
  });
  // Longer than a client waits between its attempts, which would meet the end of a kept connection otherwise.
  server.keepAliveTimeout = 120_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? "", "http://proxy");
    const [, , ...parts] = url.pathname.split("/");
    const key = decodeURIComponent(parts.join("/"));
    const method =
      incoming.method === "GET" && url.searchParams.has("prefix") ? "LIST" : (incoming.method ?? "");
    requests.push(`${method} ${key}${url.searchParams.has("list-type") ? " version 2" : ""}`);
    const body: Buffer[] = [];
    for await (const chunk of incoming) body.push(chunk as Buffer);
    const found = faults.find(
      ({ rule, left }) => left > 0 && rule.on === method && (rule.key?.test(key) ?? true),
    );
    if (found !== undefined) found.left -= 1;
    const fault = found?.rule.fault;
    if (fault?.kind === "drop") return void response.destroy();
    if (fault?.kind === "error") return refuse(response, fault);
    const isVersion2 = url.searchParams.has("list-type");
    if (isVersion2 && trouble.listsVersion2 === "refuses") {
      return refuse(response, { status: 501, code: "NotImplemented" });
    }
    const forwarded = await inTurn(key, () => {
      // Without the object, the service has nothing to protect.
      if (method === "PUT" && trouble.ignoresConditions) rmSync(join(directory, key), { force: true });
      return forward(incoming, Buffer.concat(body));
    });
    if (isVersion2 && trouble.listsVersion2 === "takes for version 1") {
      const text = forwarded.body.toString().replace(/<(KeyCount|NextContinuationToken)>[^<]*<\/\1>/g, "");
      forwarded.body = Buffer.from(text);
      forwarded.headers["content-length"] = String(forwarded.body.length);
    }
    if (fault?.kind === "hang") return;
    if (fault?.kind === "dropResponse") return void response.destroy();
    response.writeHead(forwarded.status, forwarded.headers).end(forwarded.body);
  }

  /** Passes requests for one key one after the other, so that no other one comes between the steps of one. */
  function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const done = (turns.get(key) ?? Promise.resolve()).then(work);
    turns.set(
      key,
      done.catch(() => undefined),
    );
    return done;
  }

  async function forward(
    incoming: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }> {
    const headers = { ...incoming.headers };
    const outgoing = request({ hostname, port, method: incoming.method, path: incoming.url, headers });
    outgoing.end(body);
    const [received] = (await once(outgoing, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of received) chunks.push(chunk as Buffer);
    return { status: received.statusCode ?? 500, headers: received.headers, body: Buffer.concat(chunks) };
  }

  const trouble: S3Trouble = {
    endpoint: `http://127.0.0.1:${address.port}`,
    faults,
    add: (rule) => faults.push({ rule, left: rule.times ?? 1 }),
    ignoresConditions: false,
    listsVersion2: "yes",
    requests,
    stop: () => stop(server),
  };
  return trouble;
}

function refuse(
  response: ServerResponse,
  { status, code }: { readonly status: number; readonly code: string },
): void {
  const xml = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>as the test wants it</Message></Error>`;
  response.writeHead(status, { "content-type": "application/xml", date: new Date().toUTCString() }).end(xml);
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}
