import { Agent } from "undici";
import { CloudFunctions } from "../src/client/cloudFunctions.ts";
import { undiciTransport } from "../src/client/undiciTransport.ts";
import { resolveAddress } from "../src/model/address.ts";
import { Secret } from "../src/model/secret.ts";
import { nodePorts } from "../src/ports/nodePorts.ts";
import type { Row } from "./bench.ts";
import { duration, markdownTable, number, verdict } from "./markdown.ts";
import { interleave, median, medianRatio, quantile } from "./rounds.ts";
import { benchKeys, callTarget, signedCallHeaders } from "./settings.ts";

const plans = [
  { inFlight: 1, calls: 1_000 },
  { inFlight: 10, calls: 4_000 },
  { inFlight: 100, calls: 8_000 },
];
const rounds = 15;
const warmUps = 4;
const goal = 1.3;
const credentials = { ...benchKeys, secretKey: new Secret(benchKeys.secretKey), source: "bench" };
const body = Buffer.from(JSON.stringify({ version: "2026-11", dryRun: false }));

/** What one batch of calls took, milliseconds. */
interface Batch {
  /** Latency of a call. */
  readonly p50: number;
  readonly p99: number;
  /** The whole batch, for each call. */
  readonly each: number;
  /** Processor time of this process, for each call. */
  readonly processor: number;
}

/** Calls through the client, beside requests that are only signed, sent on kept connections, and parsed. */
export const callRow: Row = {
  name: "call",
  async measure({ service, report }) {
    const rows: string[][] = [];
    for (const { inFlight, calls } of plans) {
      report(`call, ${inFlight} in flight`);
      const { client, bare } = await measureCalls(service.origin, inFlight, calls);
      for (const [field, title] of fields) {
        const [ours, theirs] = [client, bare].map((all) => all.map((batch) => batch[field])) as [
          number[],
          number[],
        ];
        const ratio = medianRatio(ours, theirs);
        rows.push([
          `${number(inFlight)} in flight, ${title}`,
          duration(median(ours)),
          duration(median(theirs)),
          ratio.toFixed(2),
          `≤ ${goal.toFixed(2)}`,
          verdict(ratio <= goal),
        ]);
      }
    }
    return markdownTable(["call", "client", "bare request", "ratio", "goal", ""], rows);
  },
};

const fields = [
  ["p50", "median"],
  ["p99", "99th percentile"],
  ["processor", "processor time of each"],
] as const;

async function measureCalls(
  origin: string,
  inFlight: number,
  calls: number,
): Promise<Record<"client" | "bare", Batch[]>> {
  const { address } = resolveAddress({ endpoint: origin });
  if (address === undefined) throw new Error(`${origin} is no endpoint`);
  const functions = new CloudFunctions({
    ...nodePorts(),
    credentials,
    transport: undiciTransport(),
    // Waiting for a slot is no cost of the client.
    limits: { callsInFlight: inFlight },
  });
  const agent = new Agent({ pipelining: 1 });
  const call = { address, action: { packageName: "db", actionName: "migrate" }, body, timeoutMs: 60_000 };

  const client = async (): Promise<void> => {
    const slot = await functions.acquireSlot(address);
    const { outcome } = await functions.invoke({ ...call, slot });
    slot.release();
    if (outcome.kind !== "succeeded") throw new Error(`a call of the client ended as ${outcome.kind}`);
  };
  const bare = async (): Promise<void> => {
    const headers = { accept: "application/json", ...signedCallHeaders(`${Date.now()}`) };
    const response = await agent.request({ origin, path: callTarget, method: "POST", headers, body });
    const { content } = (await response.body.json()) as { content: { response: { success: boolean } } };
    if (!content.response.success) throw new Error("a bare call failed");
  };

  const contestants = {
    client: () => runBatch(client, inFlight, calls),
    bare: () => runBatch(bare, inFlight, calls),
  };
  await interleave(warmUps, contestants);
  const found = await interleave(rounds, contestants);
  await Promise.all([functions.close(), agent.close()]);
  return found;
}

async function runBatch(call: () => Promise<void>, inFlight: number, calls: number): Promise<Batch> {
  const latencies: number[] = [];
  let left = calls;
  const startedAt = performance.now();
  const processorBefore = process.cpuUsage();
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const calledAt = performance.now();
      await call();
      latencies.push(performance.now() - calledAt);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  const { user, system } = process.cpuUsage(processorBefore);
  return {
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    each: (performance.now() - startedAt) / calls,
    processor: (user + system) / 1000 / calls,
  };
}
