import type { Value, ValueObject } from "../../model/value.ts";
import type { ResourceDeclaration } from "../language/declaration.ts";
import type { PulumiName } from "../language/names.ts";

/** Host of a running stack file: the engine behind an interface. */
export interface ProgramHost {
  /** Whether this is a preview, in which outputs that the engine does not tell are unknown. After a deployment they are null. */
  readonly isPreview: boolean;
  /** Values of `${pulumi.…}`. */
  readonly pulumi: Readonly<Record<PulumiName, Value>>;
  /** Contents of a file; `undefined` when it does not exist. */
  readonly readText: (path: string) => string | undefined;
  /** Config of the project by name, without the project's prefix. Secret values are a `SecretValue`. A string, or plain JSON, as the engine keeps it. */
  readonly config: Readonly<Record<string, Value>>;
  /**
   * Registers a resource and waits until the engine has made it (in a preview: planned it). Rejects when the deployment is over, and then no further
   * resource is registered.
   */
  readonly registerResource: (step: ProgramResource) => Promise<RegisteredResource>;
}

/** One resource to register. */
export interface ProgramResource {
  /** Name in the stack: `warm`, or `warm-eu` for the item `eu` of an `each`. */
  readonly name: string;
  readonly declaration: ResourceDeclaration;
  /** Evaluated properties. Schema files that they refer to are inlined. */
  readonly properties: ValueObject;
  /** For each property, the URNs of the resources whose outputs it uses, directly or through variables. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** URNs of the resources of the option `dependsOn`. */
  readonly dependsOn: readonly string[];
  /** URN of the resource of the option `parent`. */
  readonly parent?: string;
}

/** A registered resource. */
export interface RegisteredResource {
  readonly urn: string;
  /** All outputs that the engine tells, with `id` and `urn`. Those of a resource that failed or was skipped are unknown. */
  readonly outputs: ValueObject;
}
