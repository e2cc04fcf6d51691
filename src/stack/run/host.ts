import type { Value, ValueObject } from "../../model/value.ts";
import type { ResourceDeclaration } from "../language/declaration.ts";
import type { PulumiName } from "../language/names.ts";

/** Host of a running stack file: an interface to the engine. */
export interface ProgramHost {
  /**
   * `true` in a preview, in which outputs that the engine does not return are unknown. After a
   * deployment they are null.
   */
  readonly isPreview: boolean;
  /** Values of `${pulumi.…}`. */
  readonly pulumi: Readonly<Record<PulumiName, Value>>;
  /** Returns the contents of a file; `undefined` when it does not exist. */
  readonly readText: (path: string) => string | undefined;
  /**
   * Config of the project by name, without the project's prefix. Values are strings or plain JSON,
   * as the engine stores them; secret values are `SecretValue`s.
   */
  readonly config: Readonly<Record<string, Value>>;
  /**
   * Registers a resource and waits until the engine has created it (in a preview: planned it).
   * Rejects when the deployment has ended; no further resource is registered then.
   */
  readonly registerResource: (step: ProgramResource) => Promise<RegisteredResource>;
}

/** Resource to register. */
export interface ProgramResource {
  /** Name in the stack: `warm`, or `warm-eu` for the item `eu` of an `each`. */
  readonly name: string;
  readonly declaration: ResourceDeclaration;
  /** Evaluated properties. Referenced schema files are inlined. */
  readonly properties: ValueObject;
  /** URNs of the resources whose outputs each property uses, directly or through variables. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** URNs of the resources in the option `dependsOn`. */
  readonly dependsOn: readonly string[];
  /** URN of the resource in the option `parent`. */
  readonly parent?: string;
}

/** Registered resource. */
export interface RegisteredResource {
  readonly urn: string;
  /**
   * All outputs that the engine returns, with `id` and `urn`. Outputs of a failed or skipped
   * resource are unknown.
   */
  readonly outputs: ValueObject;
}
