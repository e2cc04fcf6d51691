import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { proxySettings } from "../../src/client/proxySettings.ts";
import { undiciTransport } from "../../src/client/undiciTransport.ts";
import type { TransportResult } from "../../src/client/transport.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Sends a call through a proxy that treats every `CONNECT` as told. */
async function sendThrough(onConnect: (socket: Socket) => unknown) {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const proxy = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", (chunk) => {
      received.push(chunk.toString("latin1"));
      onConnect(socket);
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  const transport = undiciTransport(proxySettings({ HTTPS_PROXY: `http://user:canary@127.0.0.1:${port}` }));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const result: TransportResult = await transport.send(
    { method: "POST", origin: "https://api.example", target: "/", headers: {}, body: Buffer.from("{}") },
    { connectMs: 300, responseMs: 5000, bodyMs: 5000, maxBodyBytes: 1000 },
  );
  return { result, received };
}

test.each([
  ["refuses the tunnel", (socket: Socket) => socket.end("HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n")],
  ["closes the connection", (socket: Socket) => socket.destroy()],
  ["never answers", () => {}],
])(
  "says that nothing was sent, without the proxy's password, when the proxy %s",
  async (_what, onConnect) => {
    const { result, received } = await sendThrough(onConnect);
    expect(result).toMatchObject({ kind: "failure", delivery: "notSent" });
    expect(JSON.stringify(result)).not.toContain("canary");
    expect(received).toEqual([expect.stringContaining("CONNECT api.example:443 HTTP/1.1")]);
  },
);
