import type { Transport, TransportResult, WireLimits } from "../../client/transport.ts";
import { hostAndPort } from "../../model/address.ts";
import type { Clock } from "../../ports/ports.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

const limits: WireLimits = {
  connectMs: 10_000,
  responseMs: 10_000,
  bodyMs: 10_000,
  maxBodyBytes: 1024 * 1024,
};
/** The gateway refuses a signature that is older or newer than this. */
const refusedMs = 300_000;
/** The `Date` of a response has whole seconds, and was on its way. */
const toleratedMs = 60_000;

/** Checks that the API can be reached, and compares its clock. Sends no credentials. */
export async function checkNetwork(
  origin: string,
  transport: Transport,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const place = hostAndPort(origin);
  const result = await request(origin, transport, signal);
  if (result.kind === "failure") {
    return [problem("network", "NCF_NOT_SENT", `${place} cannot be reached: ${result.reason}`)];
  }
  const reached = ok("network", `${place} responds (HTTP ${result.status})`);
  const date = Date.parse(result.headers["date"] ?? "");
  return Number.isNaN(date) ? [reached] : [reached, checkClock(clock.now() - date)];
}

/** Returns why an origin cannot be reached; `undefined` where it can. Sends no credentials. */
export async function obstacleTo(
  origin: string,
  transport: Transport,
  signal: AbortSignal,
): Promise<string | undefined> {
  const result = await request(origin, transport, signal);
  return result.kind === "failure" && result.status === undefined ? result.reason : undefined;
}

/** Requests the root of an origin, without credentials. */
function request(origin: string, transport: Transport, signal: AbortSignal): Promise<TransportResult> {
  return transport.send({ method: "GET", origin, target: "/", headers: {} }, limits, signal);
}

/** Judges how far this machine's clock is ahead, milliseconds. */
export function checkClock(aheadMs: number): Finding {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const direction = aheadMs > 0 ? "ahead of" : "behind";
  const text = `this machine's clock is ${seconds} s ${direction} the API's`;
  if (Math.abs(aheadMs) >= refusedMs) return problem("clock", "NCF_CLOCK_OFF", text);
  if (Math.abs(aheadMs) >= toleratedMs) {
    return warning("clock", text, "synchronize this machine's clock: 5 minutes off are refused");
  }
  return ok("clock", "agrees with the API's within a minute");
}
