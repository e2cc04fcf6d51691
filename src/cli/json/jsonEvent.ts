import type { eventDefinitions } from "./eventDefinitions.ts";
import type { ObjectOf } from "./field.ts";

type Definitions = typeof eventDefinitions;

/** Event that `ncf --json` writes as one line. */
export type JsonEvent = {
  readonly [Kind in keyof Definitions]: { readonly kind: Kind } & ObjectOf<Definitions[Kind]["fields"]>;
}[keyof Definitions];

/** Writes an event as one line of JSON. */
export function writeEvent(write: (text: string) => void, event: JsonEvent): void {
  write(`${JSON.stringify(event)}\n`);
}

/** Writes that a command which shows no resources is done. */
export function writeDone(write: (text: string) => void, at: number): void {
  writeEvent(write, { kind: "summary", at, result: "succeeded" });
}
