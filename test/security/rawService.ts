import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A service on loopback that sends what a test wants, byte by byte. */
export interface RawService {
  readonly url: string;
  /** Bodies of the calls, in their order. */
  readonly calls: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts a service whose every call ends with this result: the text of JSON, as it is sent. */
export async function serveResult(result: string): Promise<RawService> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      if (request.method === "POST") calls.push(body);
      const id = "0".repeat(31) + calls.length;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        `{"content":{"activationId":"${id}","response":{"result":${result},"status":"success","success":true}}}`,
      );
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
