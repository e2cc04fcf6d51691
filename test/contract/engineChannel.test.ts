import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { engineChannel, grpc } from "../../src/pulumi/protocol.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each(["http_proxy", "https_proxy", "grpc_proxy"])(
  "no channel to the engine goes through %s",
  async (name) => {
    const proxy = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    let tunnels = 0;
    proxy.on("connection", () => (tunnels += 1));
    await once(proxy, "listening");
    const { port: proxyPort } = proxy.address() as { readonly port: number };
    const server = new grpc.Server();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    vi.stubEnv(name, `http://127.0.0.1:${proxyPort}`);
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), engineChannel);
    try {
      await new Promise<void>((resolve, reject) => {
        client.waitForReady(Date.now() + 5000, (error) => (error === undefined ? resolve() : reject(error)));
      });
      expect(tunnels).toBe(0);
    } finally {
      client.close();
      server.forceShutdown();
      proxy.close();
    }
  },
);
