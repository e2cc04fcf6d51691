import { createMask, type Mask } from "../../diagnostics/redact.ts";

/** Secrets of a run, which are removed from what the engine says of it. */
export interface RunSecrets {
  readonly add: (secrets: readonly string[]) => void;
  /** Returns a text without those that are known so far. */
  readonly clean: Mask;
}

/** Collects the secrets of a run. They are prepared when there is a text to remove them from. */
export function createRunSecrets(): RunSecrets {
  const known = new Set<string>();
  let made: { readonly count: number; readonly mask: Mask } | undefined;
  return {
    add: (secrets) => {
      for (const one of secrets) known.add(one);
    },
    clean: (text) => {
      if (made?.count !== known.size) made = { count: known.size, mask: createMask(known) };
      return made.mask(text);
    },
  };
}
