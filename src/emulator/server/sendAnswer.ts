import { randomBytes, randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Fault } from "../faults/Fault.ts";
import type { Answer } from "../gateway/Answer.ts";
import type { EmulatorState } from "./EmulatorState.ts";

/** Writes an answer with the gateway's headers [field], in the way its fault has it. */
export async function sendAnswer(
  state: EmulatorState,
  response: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
): Promise<void> {
  const whole = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body;
  const body = fault?.kind === "cut" ? whole.subarray(0, fault.bytes) : whole;
  writeHead(state, response, answer, body.length);
  if (fault?.kind === "reset" && fault.when === "afterHead") return breakOff(response, body);
  if (fault?.kind === "drip") await drip(state, response, body, fault);
  else response.end(body);
}

function writeHead(state: EmulatorState, response: ServerResponse, answer: Answer, length: number): void {
  response.sendDate = false;
  if (!state.switches.omitDate) response.setHeader("date", new Date(state.now()).toUTCString());
  response.writeHead(answer.status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": String(length),
    "x-ncp-trace-id": randomBytes(16).toString("hex"),
    "x-ncp-apigw-request-id": randomUUID(),
    "x-ncp-apigw-response-origin": answer.origin,
    ...answer.headers,
  });
}

// A half-sent body and then an end, not a reset: a reset could overtake the head on its way to the caller.
function breakOff(response: ServerResponse, body: Uint8Array): void {
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

async function drip(
  state: EmulatorState,
  response: ServerResponse,
  body: Uint8Array,
  { chunkBytes, everyMs }: Extract<Fault, { kind: "drip" }>,
): Promise<void> {
  for (let from = 0; from < body.length && !response.destroyed; from += chunkBytes) {
    response.write(body.subarray(from, from + chunkBytes));
    await state.clock.sleep(everyMs, state.closing);
  }
  response.end();
}
