import { randomBytes } from "node:crypto";
import type { Answer } from "./Answer.ts";

/** A refusal in the shape of Apache OpenWhisk, `{ error: "text", code: "transaction id" }`, which can leak through. [ow] */
export function refuseAsUpstream(status: number, error: string): Answer {
  const code = randomBytes(16).toString("hex");
  return { status, body: JSON.stringify({ error, code }), origin: "ENDPOINT" };
}
