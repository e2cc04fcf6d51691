import type { TransportResult, Transport, WireLimits, WireRequest } from "../../../src/client/transport.ts";
import type { Answer } from "../../../src/emulator/gateway/Answer.ts";
import { refuse } from "../../../src/emulator/gateway/refuse.ts";
import type { CloudModel } from "./CloudModel.ts";
import { wireFaultName } from "./faultPoints.ts";
import type { Course, GetFault, PostFault } from "./Schedule.ts";
import type { SimProcess } from "./SimProcess.ts";
import type { World } from "./World.ts";

const html = "<html><body>Bad gateway</body></html>";

/** What a transport stands on. */
export interface SimTransportParts {
  readonly world: World;
  readonly cloud: CloudModel;
  readonly process: SimProcess;
  readonly course: Pick<Course, "posts" | "gets">;
  /** Hears of every POST; what it returns hears of the run that it begins. */
  readonly onPost: (request: WireRequest) => (activationId: string) => void;
}

/** The way of one process to the cloud, with all that goes wrong on it. */
export function simTransport({ world, cloud, process, course, onPost }: SimTransportParts): Transport {
  let posts = 0;
  let gets = 0;
  return {
    send: (request, limits) =>
      process.pass(stepOf(request), async () => {
        const isPost = request.method === "POST";
        const fault = (isPost ? course.posts[posts++] : course.gets[gets++]) ?? { kind: "none" };
        const hit = wireFaultName(stepOf(request), fault);
        if (hit !== undefined) world.hits.add(hit);
        const onRun = isPost ? onPost(request) : () => {};
        const exchange = await exchangeOf(request, limits, fault, onRun);
        if (isPost)
          world.note(`POST of pid ${process.owner.pid} met ${JSON.stringify(fault)}, ${told(exchange)}`);
        return exchange;
      }),
    close: async () => {},
  };

  async function exchangeOf(
    request: WireRequest,
    limits: WireLimits,
    fault: PostFault | GetFault,
    onRun: (activationId: string) => void,
  ): Promise<TransportResult> {
    await world.sleep(1 + world.random() * 300);
    if (limits.maySend?.() === false) {
      return { kind: "failure", delivery: "notSent", reason: "its time is over" };
    }
    const arrive = (): Promise<Answer> => cloud.answer(request, onRun);
    /** The request arrives, and its answer does not. */
    const arriveLate = async (lateMs: number): Promise<void> => {
      await world.sleep(lateMs);
      await arrive();
    };
    switch (fault.kind) {
      case "none":
        return withDeadline(arrive(), limits);
      case "notSent":
        return { kind: "failure", delivery: "notSent", reason: "connection refused" };
      case "broken":
        if ("runs" in fault && fault.runs) void arriveLate(fault.lateMs);
        return { kind: "failure", delivery: fault.delivery, reason: "connection reset" };
      case "stalled":
        if (fault.runs) void arriveLate(fault.lateMs);
        return withDeadline(new Promise(() => {}), limits);
      case "cut": {
        const exchange = await withDeadline(arrive(), limits);
        return exchange.kind === "failure"
          ? exchange
          : { ...exchange, body: exchange.body.subarray(0, fault.bytes) };
      }
      case "throttled": {
        const headers = "retryAfter" in fault ? { "retry-after": fault.retryAfter } : {};
        return answered({ ...refuse("throttled"), headers });
      }
      case "refused":
        return answered({ status: fault.status, origin: "APIGW", body: "" });
      case "answered":
        if ("runs" in fault && fault.runs) void arriveLate(1);
        return answered(
          !("isHtml" in fault) || fault.isHtml
            ? { status: fault.status, origin: "APIGW", body: html, headers: { "content-type": "text/html" } }
            : { ...refuse("endpointFailed"), status: fault.status },
        );
    }
  }

  async function withDeadline(
    answer: Promise<Answer>,
    { responseMs, totalMs = Infinity }: WireLimits,
  ): Promise<TransportResult> {
    const longestMs = Math.max(0, Math.min(responseMs, totalMs));
    const found = await Promise.race([answer, world.sleep(longestMs)]);
    if (found !== undefined) return answered(found);
    return { kind: "failure", delivery: "sent", reason: `no answer within ${longestMs} ms` };
  }

  function answered({ status, headers, body }: Answer): TransportResult {
    const date = cloud.service.omitDate ? {} : { date: new Date(cloud.now()).toUTCString() };
    return {
      kind: "response",
      status,
      headers: { "content-type": "application/json", ...date, ...headers },
      body: Buffer.from(body),
    };
  }
}

function told(exchange: TransportResult): string {
  return exchange.kind === "failure" ? `broken: ${exchange.delivery}` : `answered ${exchange.status}`;
}

/** The name of a request among the fault points. */
function stepOf({ method, target }: WireRequest): string {
  if (method === "POST") return "POST";
  return target.includes("/activations?") ? "GET of a list" : "GET of a record";
}
