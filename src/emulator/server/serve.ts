import type { IncomingMessage, ServerResponse } from "node:http";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { Fault } from "../faults/Fault.ts";
import type { Answer } from "../gateway/Answer.ts";
import { parseRoute, type Route } from "../gateway/parseRoute.ts";
import { refuse } from "../gateway/refuse.ts";
import type { PostEntry } from "../ledger/Ledger.ts";
import { sizeLimitBytes } from "../sizeLimitBytes.ts";
import { answerRequest } from "./answerRequest.ts";
import type { EmulatorState } from "./EmulatorState.ts";
import { readBody } from "./readBody.ts";
import { sendAnswer } from "./sendAnswer.ts";

/** Serves one request from its first byte to its last: writes the ledger, lets its fault happen, answers. Never rejects. */
export async function serve(
  state: EmulatorState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "", url: target = "", headers } = request;
  const route = parseRoute(method, target, state.rules);
  const fault = state.faults.take(method, route === undefined ? undefined : actionNameOf(route));
  const note = openEntry(state, method, target, route, fault);
  let hasRun = false;
  let refusal: Pick<PostEntry, "status" | "errorCode"> = {};
  const noteRun = (changes: Partial<PostEntry>): void => {
    hasRun ||= changes.verdict === "ran";
    note(changes);
  };
  try {
    if (isReset(fault, "beforeRead")) return void request.socket.resetAndDestroy();
    const body = await readBody(request, sizeLimitBytes);
    await pause(state, fault, "beforeRun");
    const read = { method, target, headers, route, body, fault, note: noteRun };
    const answer = await answerRequest(state, read).catch(answerTrouble);
    await pause(state, fault, "afterRun");
    if (isReset(fault, "afterRun")) return void request.socket.resetAndDestroy();
    const { status, errorCode } = answer;
    refusal = { status, ...(errorCode === undefined ? {} : { errorCode }) };
    note(refusal);
    await sendAnswer(state, response, answer, fault);
  } catch {
    // The caller has gone, or the emulator is closing: a response has no reader.
    response.destroy();
  } finally {
    if (method === "POST" && !hasRun) {
      note({ verdict: "refused" });
      if (!state.closing.aborted) state.onCall({ kind: "refused", target, ...refusal });
    }
  }
}

function openEntry(
  state: EmulatorState,
  method: string,
  target: string,
  route: Route | undefined,
  fault: Fault | undefined,
): (changes: Partial<PostEntry>) => void {
  const entry = {
    receivedAt: state.now(),
    target,
    ...(fault === undefined ? {} : { fault: fault.kind }),
  };
  if (method !== "POST") {
    return state.ledger.readEntries.add(entry);
  }
  const { operation, query } = route ?? {};
  return state.ledger.postEntries.add({
    ...entry,
    ...(operation?.kind === "invoke"
      ? { packageName: operation.packageName, actionName: operation.actionName }
      : {}),
    ...(query?.has("platform") === true ? { platform: query.get("platform") as string } : {}),
    ...(query?.has("timeout") === true ? { timeout: query.get("timeout") as string } : {}),
    verdict: "open",
  });
}

function actionNameOf({ operation }: Route): string | undefined {
  return "actionName" in operation ? operation.actionName : undefined;
}

function isReset(fault: Fault | undefined, when: "beforeRead" | "afterRun"): boolean {
  return fault?.kind === "reset" && fault.when === when;
}

async function pause(
  state: EmulatorState,
  fault: Fault | undefined,
  when: "beforeRun" | "afterRun",
): Promise<void> {
  if (fault?.kind === "delay" && fault.when === when) await state.clock.sleep(fault.delayMs, state.closing);
  if (fault?.kind === "hold" && fault.when === when) await fault.until;
}

function answerTrouble(error: unknown): Answer {
  return refuse("unexpected", NcfError.is(error) ? error.reason : String(error));
}
