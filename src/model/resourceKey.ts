const keyPattern = /^ncf:(?<project>[^/]+)\/(?<stack>[^/]+)\/(?<name>[^/]+)\/(?<generation>[1-9]\d{0,14})$/;

/** Which resource is meant. */
export interface ResourceKey {
  readonly project: string;
  readonly stack: string;
  /** The resource's name in the stack. */
  readonly name: string;
}

/** Which generation of which resource is meant. */
export interface GenerationName extends ResourceKey {
  /** From 1. */
  readonly generation: number;
}

/**
 * The key of a generation: the same however often a call of it is tried, and no other generation's. Printable ASCII without
 * blanks and quotes, for logs, for the journal, and as a parameter by which an action can refuse repeats.
 * Shape: `ncf:PROJECT/STACK/NAME/GENERATION`, each part percent-encoded
 */
export function generationKey({ project, stack, name, generation }: GenerationName): string {
  return `ncf:${[project, stack, name, String(generation)].map(encode).join("/")}`;
}

/** The way back from {@link generationKey}; `undefined` for any other text. */
export function parseGenerationKey(key: string): GenerationName | undefined {
  const groups = keyPattern.exec(key)?.groups;
  if (groups === undefined) return undefined;
  try {
    const [project, stack, name] = ["project", "stack", "name"].map((part) =>
      decodeURIComponent(groups[part] as string),
    ) as [string, string, string];
    return { project, stack, name, generation: Number(groups["generation"]) };
  } catch {
    return undefined;
  }
}

function encode(part: string): string {
  // Half a surrogate pair has no UTF-8, and would throw.
  return encodeURIComponent(Buffer.from(part).toString()).replaceAll("'", "%27");
}

/** Whether both are the same resource, whichever generations of it are meant. */
export function isSameResource(one: ResourceKey | undefined, other: ResourceKey): boolean {
  return one?.project === other.project && one.stack === other.stack && one.name === other.name;
}
