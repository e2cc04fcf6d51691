/**
 * A process of its own that answers every request at once with the documented record of an ended activation: what is
 * measured is never the other side. It ends with its parent.
 */
import { createServer } from "node:http";

const activationId = "0123456789abcdef0123456789abcdef";
const startedAt = 1714021538088;
const record = {
  activationId,
  name: "migrate",
  namespace: "benchNs",
  subject: "benchNs",
  start: startedAt,
  end: startedAt + 1,
  duration: 1,
  response: { result: { tables: 12, version: "2026-11" }, status: "success", success: true },
};
const answer = Buffer.from(JSON.stringify({ content: record }));

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  request.resume().on("end", () => {
    response.writeHead(200, { "content-type": "application/json", "content-length": answer.byteLength });
    response.end(answer);
  });
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
// An interrupt goes to the whole group; the parent decides when this one ends.
process.on("SIGINT", () => {});
