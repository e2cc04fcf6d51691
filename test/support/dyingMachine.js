/**
 * A machine that makes one call, `node dyingMachine.js ENDPOINT LOCATION POINT`, and is killed at a point of it. The journal's location is JSON, and
 * the machine is one that others cannot see.
 */
import { CloudFunctions } from "../../dist/client/cloudFunctions.js";
import { undiciTransport } from "../../dist/client/undiciTransport.js";
import { callOnce } from "../../dist/invocation/callOnce.js";
import { readInputs } from "../../dist/invocation/readInputs.js";
import { hashParams } from "../../dist/journal/hashParams.js";
import { openJournalAt } from "../../dist/journal/openJournalAt.js";
import { Secret } from "../../dist/model/secret.js";
import { nodeJournalFiles } from "../../dist/ports/nodeJournalFiles.js";
import { nodePorts } from "../../dist/ports/nodePorts.js";
import { nodeSharedFiles } from "../../dist/ports/nodeSharedFiles.js";

const [endpoint, location, point] = process.argv.slice(2);
const { ACCESS_KEY, SECRET_KEY, INPUTS } = process.env;
const ports = nodePorts();
const self = { host: "machine-1 boot", pid: process.pid, startedAt: "boot 1" };
const { invocation } = readInputs(JSON.parse(INPUTS), { endpoint });
const { params, triggers } = invocation;
const secretKey = new Secret(SECRET_KEY);

const meet = (name) => {
  if (name === point) process.kill(process.pid, "SIGKILL");
};
const journal = await openJournalAt(JSON.parse(location), {
  ...ports,
  files: nodeJournalFiles,
  sharedFiles: nodeSharedFiles,
  self,
});
await callOnce(
  invocation,
  { key: { project: "orders", stack: "dev", name: "one" }, firstGeneration: 1 },
  {
    functions: new CloudFunctions({
      ...ports,
      credentials: { accessKey: ACCESS_KEY, secretKey, source: "test" },
      transport: undiciTransport(),
    }),
    clock: ports.clock,
    processes: { self, stateOf: () => "alive" },
    paramsHash: hashParams({ params, triggers }, secretKey),
    emit: () => {},
    journal: {
      find: (key) => journal.find(key),
      generations: (key) => journal.generations(key),
      entries: () => journal.entries(),
      knowsStack: (stack) => journal.knowsStack(stack),
      claimOf: (id) => journal.claimOf(id),
      close: () => journal.close(),
      intend: async (intent) => {
        meet("before the intent");
        const intended = await journal.intend(intent);
        meet("after the intent");
        return intended;
      },
      end: async (claim, end) => {
        meet("after the response");
        await journal.end(claim, end);
        meet("after the end");
      },
    },
  },
);
throw new Error(`the machine was to be killed ${point}`);
