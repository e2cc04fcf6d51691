/**
 * The service that every contestant calls: a process of its own that answers each POST at once with the documented record of an ended activation.
 * It checks no signature and runs no action, so that the other side is never what is measured. It ends with its parent.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const startedAt = 1714021538088;
const record = {
  name: "migrate",
  namespace: "benchNs",
  subject: "benchNs",
  start: startedAt,
  end: startedAt + 1,
  duration: 1,
  response: { result: { tables: 12, version: "2026-11" }, status: "success", success: true },
};
const rest = JSON.stringify(record).slice(1);
let callCount = 0;

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  request.resume().on("end", () => {
    callCount += 1;
    const activationId = callCount.toString(16).padStart(32, "0");
    const body = Buffer.from(`{"content":{"activationId":"${activationId}",${rest}}`);
    response.writeHead(200, { "content-type": "application/json", "content-length": body.byteLength });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("message", () => process.send?.(callCount));
process.on("disconnect", () => process.exit());
// An interrupt goes to the whole group; the parent decides when this process ends.
process.on("SIGINT", () => {});
