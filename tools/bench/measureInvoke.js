import { Agent } from "undici";
import { CloudFunctions } from "../../dist/client/cloudFunctions.js";
import { undiciTransport } from "../../dist/client/undiciTransport.js";
import { Secret } from "../../dist/model/secret.js";
import { resolveAddress } from "../../dist/model/address.js";
import { nodePorts } from "../../dist/ports/nodePorts.js";
import { signedHeaders } from "../../dist/signing/signature.js";
import { benchKeys } from "./benchKeys.js";
import { interleave } from "./interleave.js";
import { quantile } from "./quantile.js";

const credentials = { ...benchKeys, secretKey: new Secret(benchKeys.secretKey), source: "bench" };
const action = { packageName: "db", actionName: "migrate" };
const body = Buffer.from(JSON.stringify({ version: "2026-11", dryRun: false }));
const timeoutMs = 60_000;

/**
 * `CloudFunctions.invoke` beside a request that is only signed, sent on a kept connection, and parsed.
 * @param {string} origin
 * @param {{ inFlight: number, calls: number, rounds: number }} options `calls` in each round
 * @returns {Promise<{ invoke: Latency, bare: Latency }>} medians over the rounds
 * @typedef {{ p50: number, p99: number, wall: number }} Latency milliseconds; `wall` of a whole round
 */
export async function measureInvoke(origin, { inFlight, calls, rounds }) {
  const { address } = resolveAddress({ endpoint: origin });
  const functions = new CloudFunctions({
    ...nodePorts(),
    credentials,
    transport: undiciTransport(),
    // Waiting for a slot is not the client's own time.
    limits: { callsInFlight: inFlight },
  });
  const agent = new Agent({ pipelining: 1 });

  const invoke = async () => {
    const slot = await functions.acquireSlot(address);
    const { outcome } = await functions.invoke({ address, action, body, timeoutMs, slot });
    slot.release();
    if (outcome.kind !== "succeeded") throw new Error(`a call ended as ${outcome.kind}`);
  };
  const target = `${address.prefix}/packages/db/actions/migrate?platform=${address.platform}&timeout=${timeoutMs}`;
  const bare = async () => {
    const signed = signedHeaders({ method: "POST", target, timestampMs: Date.now(), credentials });
    const headers = { accept: "application/json", "content-type": "application/json", ...signed };
    const answer = await agent.request({ origin, path: target, method: "POST", headers, body });
    const { content } = await answer.body.json();
    if (!content.response.success) throw new Error("a bare call failed");
  };

  const contestants = {
    invoke: () => runBatch(invoke, inFlight, calls),
    bare: () => runBatch(bare, inFlight, calls),
  };
  await interleave(4, contestants);
  const found = await interleave(rounds, contestants);
  await Promise.all([functions.close(), agent.close()]);
  return { invoke: medians(found.invoke), bare: medians(found.bare) };
}

/** Makes calls with so many in flight; answers the latency of each, and how long all took. */
async function runBatch(call, inFlight, calls) {
  const latencies = [];
  let left = calls;
  const startedAt = performance.now();
  const work = async () => {
    while (left > 0) {
      left -= 1;
      const calledAt = performance.now();
      await call();
      latencies.push(performance.now() - calledAt);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  return {
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    wall: performance.now() - startedAt,
  };
}

function medians(batches) {
  const median = (field) =>
    quantile(
      batches.map((batch) => batch[field]),
      0.5,
    );
  return { p50: median("p50"), p99: median("p99"), wall: median("wall") };
}
