import type { Answer } from "./Answer.ts";

/** The service's answer with a JSON body; success bodies are `{ content: … }`. [doc] */
export function jsonAnswer(status: number, body: object): Answer {
  return { status, body: JSON.stringify(body), origin: "ENDPOINT" };
}
