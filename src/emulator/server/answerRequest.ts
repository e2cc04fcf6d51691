import { nameIssue } from "../../model/action.ts";
import type { Fault } from "../faults/Fault.ts";
import type { Answer } from "../gateway/Answer.ts";
import { authenticate, type SignedRequest } from "../gateway/authenticate.ts";
import { checkHost } from "../gateway/checkHost.ts";
import type { Operation, Route } from "../gateway/parseRoute.ts";
import { readPlatform } from "../gateway/readPlatform.ts";
import { readTimeout } from "../gateway/readTimeout.ts";
import { refuse } from "../gateway/refuse.ts";
import { refuseAsUpstream } from "../gateway/refuseAsUpstream.ts";
import type { PostEntry } from "../ledger/Ledger.ts";
import { sizeLimitBytes } from "../sizeLimitBytes.ts";
import { answerRead } from "./answerRead.ts";
import type { EmulatorState } from "./EmulatorState.ts";
import { invokeAction } from "./invokeAction.ts";
import type { readBody } from "./readBody.ts";
import { readParams } from "./readParams.ts";

/** A request whose body has been read. */
export interface ReadRequest extends SignedRequest {
  /** `undefined` where the gateway knows no such path. */
  readonly route: Route | undefined;
  readonly body: Awaited<ReturnType<typeof readBody>>;
  readonly fault: Fault | undefined;
  /** Completes the ledger's entry of a POST. */
  readonly note: (changes: Partial<PostEntry>) => void;
}

/** Answers a request as the gateway and then the service do: path, caller, names, platform, and only then the operation. */
export async function answerRequest(state: EmulatorState, request: ReadRequest): Promise<Answer> {
  const { route, fault } = request;
  const otherHost = checkHost(request.headers["host"]);
  if (otherHost !== undefined) return otherHost;
  if (route === undefined) return refuse("pathNotFound", "URL not found.");
  const refusal = authenticate(request, state.credentials, state.now());
  if (refusal !== undefined) return refusal;
  if (fault?.kind === "respond" && fault.when === "insteadOfRun") return answerOf(fault);
  if (route.operation.kind === "invoke" && !isInRate(state)) return refuseRate(state);
  const answer = await answerRoute(state, route, request);
  return fault?.kind === "respond" ? answerOf(fault) : answer;
}

async function answerRoute(state: EmulatorState, route: Route, request: ReadRequest): Promise<Answer> {
  const { operation } = route;
  if (!hasGoodNames(operation)) return refuse("wrongParameter", "A name breaks the rule for names.");
  const platform = readPlatform(route.query, route.apiVersion, state.rules);
  if (platform === undefined) return refuse("wrongParameter", "There is no such platform here.");
  if (operation.kind !== "invoke") return answerRead(state, route, operation);

  const timeoutMs = readTimeout(route.query);
  if (timeoutMs === undefined) return refuse("wrongParameter", "timeout is not 0 to 60000.");
  if ("tooManyBytes" in request.body) return refuseSize(state, request.body.tooManyBytes);
  const read = readParams(request.body.bytes);
  if ("refusal" in read) return read.refusal;
  const { params } = read;
  request.note({ params });
  return invokeAction(state, { reference: operation, platform, timeoutMs, params }, (activationId) =>
    request.note({ verdict: "ran", activationId }),
  );
}

function hasGoodNames(operation: Operation): boolean {
  const names = { packageName: undefined, actionName: undefined, ...operation };
  return (["packageName", "actionName"] as const).every(
    (field) => names[field] === undefined || nameIssue(field, names[field]) === undefined,
  );
}

function isInRate({ clock, rate, switches }: EmulatorState): boolean {
  return rate.takes(clock.now(), switches.callsPerSecond);
}

function refuseRate({ switches }: EmulatorState): Answer {
  const answer = refuse("rateLimited");
  return switches.retryAfter === undefined
    ? answer
    : { ...answer, headers: { "retry-after": switches.retryAfter } };
}

function refuseSize({ switches }: EmulatorState, bytes: number): Answer {
  if (switches.tooLargeShape === "gateway") return refuse("bodyTooLarge");
  return refuseAsUpstream(413, `Request larger than allowed: ${bytes} > ${sizeLimitBytes} bytes.`);
}

function answerOf({ status, headers, body }: Extract<Fault, { kind: "respond" }>): Answer {
  return { status, headers: headers ?? {}, body: body ?? "", origin: "APIGW" };
}
