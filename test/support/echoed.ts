import type { Declared } from "./openFaultStack.ts";

/** A resource whose action shows the key of its call. */
export function echoed(name: string, generation = 1): Declared {
  return {
    actionName: "echo",
    params: { key: `ncf:e2e/test/${name}/${generation}` },
    waitFor: "20s",
  };
}
