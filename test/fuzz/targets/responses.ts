import { CloudFunctions } from "../../../src/client/cloudFunctions.ts";
import {
  classifyResponse,
  readActivationResponse,
  readActivationsResponse,
} from "../../../src/client/responses.ts";
import type { HttpResponse, TransportResult } from "../../../src/client/transport.ts";
import { isActivationId } from "../../../src/model/activation.ts";
import { type Address, resolveAddress } from "../../../src/model/address.ts";
import { isJsonObject, type Json } from "../../../src/model/json.ts";
import { Secret } from "../../../src/model/secret.ts";
import type { FuzzTarget, Problem } from "../FuzzTarget.ts";
import { shown } from "../FuzzTarget.ts";
import { mutateBytes, mutateText } from "../mutate.ts";
import type { Random } from "../Random.ts";

const id = "0123456789abcdef0123456789abcdef";
const record = (success: boolean, result: Json = { ok: true }): Json => ({
  activationId: id,
  name: "hello",
  namespace: "n",
  subject: "s",
  start: 1_700_000_000_000,
  end: 1_700_000_000_033,
  duration: "33",
  logs: ["2026-01-15T00:00:00Z stdout: called"],
  response: { result, status: success ? "success" : "application error", success },
});
const bodies: readonly string[] = [
  { content: record(true) },
  { content: record(false, { error: "no" }) },
  record(true, [1, 2, { a: null }]),
  { content: { activationId: id } },
  {
    content: {
      totalCount: 2,
      activations: [record(true), { activationId: "a", duration: 3, status: "success" }],
    },
  },
  { content: { totalCount: "0", activations: [] } },
  { error: { errorCode: "200", message: "Authentication Failed", details: "Invalid signature" } },
  { error: { errorCode: 80322, message: "ACTIVATION_NOT_FOUND", details: "" } },
  { error: { errorCode: "80031", message: "Too many requests" } },
  { error: "The requested resource does not exist.", code: "abc" },
  { content: record(true, { id: 2 ** 60, deep: [[[[[[{}]]]]]], __proto__: { a: 1 } }) },
].map((one) => JSON.stringify(one));
const texts = [...bodies, "<html><body>502 Bad Gateway</body></html>", "", "null", "[]"];
const words = [
  '"success":true',
  '"success":false',
  '"success":"true"',
  '"response":',
  '"content":{',
  '"activationId":',
  `"${id}"`,
  '"activationId":""',
  '"../x"',
  '"error":',
  '"result":null',
  "{",
  "}",
  "[",
  "]",
  '"',
  "\\",
  "\\u0000",
  "\\ud800",
  ",",
  ":",
  "null",
  "true",
  "1e999",
  "-0",
  "12345678901234567890",
  "[[[[",
  '{"a":',
  '"__proto__":{}',
  '"toString":1',
  "\u001b[31m",
  "\r\n::add-mask::x\r\n",
  "<b>",
  "\u202e",
];
const statuses = [
  200, 200, 200, 202, 204, 302, 400, 401, 403, 404, 408, 410, 413, 429, 500, 502, 503, 504, 199, 600, 0,
];
const headerValues = [
  "application/json",
  "text/html; charset=utf-8",
  "1",
  "30",
  "Wed, 15 Jan 2026 00:00:00 GMT",
  "-1",
  "1e9",
  "999999999999",
  "x".repeat(300),
  "",
  "\u001b",
];
const now = Date.UTC(2026, 0, 15);
const address = resolveAddress({}).address as Address;

/** Responses of the API, whole and damaged. */
export const responses: FuzzTarget = {
  name: "API responses",
  law: "success only for a whole record that says so; refused only for a 3xx or 4xx; no POST is repeated after a response that is not a refusal; nothing unprintable in a message",
  open: async () => ({
    run: async (random) => {
      const response = makeResponse(random);
      return wrongWith(response) ?? (await wrongWithCalls(response, random));
    },
  }),
};

function makeResponse(random: Random): HttpResponse {
  const text = mutateText(random.pick(texts), random, words, random.pick(texts));
  const whole = Buffer.from(random.oneIn(8) ? random.pick(texts) : text);
  const headers: Record<string, string> = {};
  for (const name of ["content-type", "date", "retry-after"])
    if (!random.oneIn(3)) headers[name] = random.pick(headerValues);
  return {
    kind: "response",
    status: random.pick(statuses),
    headers,
    body: random.oneIn(3) ? mutateBytes(whole, random) : whole,
  };
}

function wrongWith(response: HttpResponse): Problem {
  const wrong = (what: string): string =>
    `${what}: HTTP ${response.status} ${shown(response.headers)} ${shown(Buffer.from(response.body).toString("latin1"))}`;
  const outcome = classifyResponse(response, now);
  const { status } = response;
  switch (outcome.kind) {
    case "succeeded":
    case "failed":
      if (!saysSuccess(response.body, outcome.kind === "succeeded"))
        return wrong(`${outcome.kind} without a record that says so`);
      break;
    case "pending":
      if (!isActivationId(outcome.activationId)) return wrong("pending without an id");
      break;
    case "rejected":
      if (status < 300 || status >= 500 || status === 408) return wrong("refused");
      if (outcome.retryAfterMs !== undefined && !(outcome.retryAfterMs >= 0))
        return wrong(`Retry-After ${outcome.retryAfterMs}`);
      if (Number.isNaN(outcome.clockOffMs ?? 0)) return wrong("the clock is NaN off");
      break;
    case "notSent":
      return wrong("not sent");
    case "unknown":
  }
  const one = readActivationResponse(response, now);
  const list = readActivationsResponse(response, now);
  if (one.kind === "found" && !isActivationId(one.activation.activationId))
    return wrong("found without an id");
  if (list.kind === "page" && !list.activations.every(({ activationId }) => isActivationId(activationId)))
    return wrong("lists no id");
  for (const told of [outcome, one, list]) {
    const reason =
      "reason" in told
        ? told.reason
        : "error" in told
          ? `${told.error.message}${told.error.details ?? ""}`
          : "";
    // eslint-disable-next-line no-control-regex
    if (/[\0-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(reason))
      return wrong(`says ${shown(reason)}`);
  }
  return undefined;
}

/** Reads a record without the code under test. */
function saysSuccess(bytes: Uint8Array, success: boolean): boolean {
  const body = JSON.parse(Buffer.from(bytes).toString()) as Json;
  if (!isJsonObject(body)) return false;
  const content = isJsonObject(body["content"]) ? body["content"] : body;
  const { response } = content;
  return (
    isJsonObject(response) &&
    response["success"] === success &&
    /^[\w-]{1,64}$/.test(String(content["activationId"]))
  );
}

/** Gives the response to a client, and counts its POSTs. */
async function wrongWithCalls(response: HttpResponse, random: Random): Promise<Problem> {
  let at = now;
  const sent: TransportResult[] = [];
  const clock = { now: () => at, sleep: async (ms: number) => void (at += ms) };
  const functions = new CloudFunctions({
    clock,
    random: random.fraction,
    credentials: { accessKey: "a", secretKey: new Secret("s"), source: "test" },
    transport: {
      send: async () => {
        const next: TransportResult =
          sent.length === 0
            ? response
            : random.oneIn(2)
              ? response
              : { kind: "failure", delivery: "notSent", reason: "refused" };
        sent.push(next);
        return next;
      },
      close: async () => {},
    },
  });
  const slot = await functions.acquireSlot(address);
  const action = { packageName: "-", actionName: "hello" };
  await functions.invoke({ address, action, body: Buffer.from("{}"), timeoutMs: 0, slot });
  slot.release();
  const repeated = sent
    .slice(0, -1)
    .find((one) => one.kind === "response" && (one.status < 300 || one.status >= 500 || one.status === 408));
  return repeated === undefined
    ? undefined
    : `a POST is repeated after HTTP ${response.status} ${shown(Buffer.from(response.body).toString("latin1"))}`;
}
