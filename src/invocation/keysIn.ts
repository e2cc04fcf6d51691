import type { Activation } from "../model/activation.ts";

/** Keys as `generationKey` makes them. */
const keyPattern = /ncf:(?:[\w.!~*()%-]+\/){3}\d+/g;

/** Every generation's key that the action put into its result or its logs. */
export function keysIn({ response, logs = [] }: Activation): readonly string[] {
  return [JSON.stringify(response.result), ...logs].flatMap((text) => text.match(keyPattern) ?? []);
}
