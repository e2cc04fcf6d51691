import { randomBytes, randomUUID } from "node:crypto";
import { STATUS_CODES, type ServerResponse } from "node:http";
import type { Writable } from "node:stream";
import type { Fault } from "../faults/Fault.ts";
import type { Answer } from "../gateway/Answer.ts";
import type { EmulatorState } from "./EmulatorState.ts";

type Drip = Extract<Fault, { kind: "drip" }>;

/** Writes an answer with the gateway's headers [field], in the way its fault has it. */
export async function sendAnswer(
  state: EmulatorState,
  response: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
): Promise<void> {
  const whole = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body;
  const body = fault?.kind === "cut" ? whole.subarray(0, fault.bytes) : whole;
  const headers = headersOf(state, answer, body.length);
  if (fault?.kind === "drip" && fault.part === "head") {
    return dripAll(state, response, answer.status, headers, body, fault);
  }
  if (fault?.kind === "length") {
    headers["content-length"] = String(body.length + fault.offByBytes);
    headers["connection"] = "close";
  }
  response.sendDate = false;
  response.writeHead(answer.status, headers);
  if (fault?.kind === "reset" && fault.when === "afterHead") return breakOff(response, body);
  if (fault?.kind === "drip") {
    await drip(state, response, body, fault);
    response.end();
  } else response.end(body);
}

function headersOf(state: EmulatorState, answer: Answer, length: number): Record<string, string> {
  return {
    ...(state.switches.omitDate ? {} : { date: new Date(state.now()).toUTCString() }),
    "content-type": "application/json; charset=utf-8",
    "content-length": String(length),
    "x-ncp-trace-id": randomBytes(16).toString("hex"),
    "x-ncp-apigw-request-id": randomUUID(),
    "x-ncp-apigw-response-origin": answer.origin,
    ...answer.headers,
  };
}

// A half-sent body and then an end, not a reset: a reset could overtake the head on its way to the caller.
function breakOff(response: ServerResponse, body: Uint8Array): void {
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

// Node writes a head at once, so that one that drips is written past it, and the connection is of no more use.
async function dripAll(
  state: EmulatorState,
  { socket }: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  fault: Drip,
): Promise<void> {
  if (socket === null) return;
  const lines = Object.entries({ ...headers, connection: "close" }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`, ...lines, "", ""].join("\r\n");
  await drip(state, socket, Buffer.concat([Buffer.from(head), body]), fault);
  socket.end();
}

async function drip(
  state: EmulatorState,
  stream: Writable,
  bytes: Uint8Array,
  { chunkBytes, everyMs }: Drip,
): Promise<void> {
  for (let from = 0; from < bytes.length && !stream.destroyed; from += chunkBytes) {
    stream.write(bytes.subarray(from, from + chunkBytes));
    await state.clock.sleep(everyMs, state.closing);
  }
}
