const keyPattern =
  /^ncf:(?<project>[^/]+)\/(?<stack>[^/]+)\/(?:(?<parent>[^/$]+)\$)?(?<name>[^/$]+)\/(?<generation>[1-9]\d{0,14})$/;

/** Identity of a resource over all its generations, independent of its provider. */
export interface ResourceKey {
  readonly project: string;
  readonly stack: string;
  /** Types of its parents, as in its URN: `my:index:Site$my:index:Zone`. Absent directly under the stack. */
  readonly parent?: string;
  /** Name of the resource in the stack. */
  readonly name: string;
}

/** Identity of one generation of a resource. */
export interface GenerationName extends ResourceKey {
  /** Number of the generation, from 1. */
  readonly generation: number;
}

/**
 * Returns the key of a generation. All attempts of one generation share it; no other generation has
 * it. Printable ASCII without blanks and quotes, used in logs, in the journal, and as the parameter
 * with which an action can refuse repeats.
 * Shape: `ncf:PROJECT/STACK/NAME/GENERATION`, with a parent
 * `ncf:PROJECT/STACK/PARENT$NAME/GENERATION`; each part percent-encoded
 */
export function generationKey({ project, stack, parent, name, generation }: GenerationName): string {
  // Encoded parts contain no `$`, so a name cannot be mistaken for a parent.
  const resource = parent === undefined ? encode(name) : `${encode(parent)}$${encode(name)}`;
  return `ncf:${encode(project)}/${encode(stack)}/${resource}/${generation}`;
}

/** Parses a key of {@link generationKey}; `undefined` for any other string. */
export function parseGenerationKey(key: string): GenerationName | undefined {
  const groups = keyPattern.exec(key)?.groups;
  if (groups === undefined) return undefined;
  try {
    const part = (name: string): string => decodeURIComponent(groups[name] as string);
    return {
      project: part("project"),
      stack: part("stack"),
      ...(groups["parent"] === undefined ? {} : { parent: part("parent") }),
      name: part("name"),
      generation: Number(groups["generation"]),
    };
  } catch {
    return undefined;
  }
}

function encode(part: string): string {
  // A lone surrogate has no UTF-8 encoding and would throw.
  return encodeURIComponent(Buffer.from(part).toString()).replaceAll("'", "%27");
}

const urnPattern = /^urn:pulumi:(?<stack>[^:]+)::(?<project>[^:]+)::(?<types>.+?)::(?<name>.+)$/s;
/** Implicit parent of top-level resources; the engine leaves it out of URNs. */
const rootType = "pulumi:pulumi:Stack";

/**
 * Returns the key of the resource with a URN; `undefined` for any other string. Leaves out the type
 * of the resource itself, so that the dynamic provider and the `ncf` provider use the same key.
 * Shape: `urn:pulumi:STACK::PROJECT::PARENTTYPE$TYPE::NAME`
 */
export function resourceKeyOfUrn(urn: string): ResourceKey | undefined {
  const groups = urnPattern.exec(urn)?.groups;
  if (groups === undefined) return undefined;
  const { stack, project, types, name } = groups as Record<"stack" | "project" | "types" | "name", string>;
  const parents = types
    .split("$")
    .slice(0, -1)
    .filter((type) => type !== rootType);
  return { project, stack, ...(parents.length === 0 ? {} : { parent: parents.join("$") }), name };
}

/** Returns the type in a URN without its parent types; `undefined` for any other string. */
export function resourceTypeOfUrn(urn: string): string | undefined {
  return urnPattern.exec(urn)?.groups?.["types"]?.split("$").at(-1);
}

/** Project and stack of a call that belongs to no deployment. */
const noStack = "-";

/** Returns the identity of a call outside any deployment, by the key that the user chose. */
export function oneShotKey(name: string): ResourceKey {
  return { project: noStack, stack: noStack, name };
}

/** Returns the user's key of a call outside any deployment; `undefined` for the key of a resource. */
export function oneShotName({ project, stack, parent, name }: ResourceKey): string | undefined {
  return project === noStack && stack === noStack && parent === undefined ? name : undefined;
}

/** Returns whether two keys identify the same resource. */
export function isSameResource(one: ResourceKey, other: ResourceKey): boolean {
  return (
    one.project === other.project &&
    one.stack === other.stack &&
    one.parent === other.parent &&
    one.name === other.name
  );
}

/**
 * Returns the label of a resource for messages and commands: `migrate`, or `my:index:Site$migrate`
 * under a parent.
 */
export function resourceLabel({ parent, name }: ResourceKey): string {
  return parent === undefined ? name : `${parent}$${name}`;
}
