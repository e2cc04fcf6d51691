import type { ValueOps } from "./valueOps.ts";
import type { ConfigDeclaration, ResourceDeclaration } from "../language/declaration.ts";
import type { EachItem } from "./eachItem.ts";
import type { Expression } from "../language/expression.ts";
import type { PulumiName } from "../language/names.ts";

/** What a stack file is run on: the engine, or a preview of our own. */
export interface StackHost {
  readonly algebra: ValueOps;
  /** What `${pulumi.…}` stands for. */
  readonly pulumi: Readonly<Record<PulumiName, unknown>>;
  /** What names stand for whose declaration is too wrong to be run. A file without mistakes has none. */
  readonly standIns?: ReadonlyMap<string, unknown>;
  /** A file's text; `undefined` when there is no such file. */
  readonly readText: (path: string) => string | undefined;
  /** The value of a config entry, marked as secret where it is declared so. */
  readonly readConfig: (declaration: ConfigDeclaration) => unknown;
  /** Makes a resource. Answers an object whose own members are its outputs. */
  readonly createResource: (step: ResourceStep) => object;
  /** The items of an `each` whose list or map is opaque. May throw an NcfError. */
  readonly openEach: (collection: unknown, source: Expression) => readonly EachItem[];
}

/** One resource that is to be made. */
export interface ResourceStep {
  /** Its name for the engine: `warm`, or `warm-eu` for the item `eu` of an `each`. */
  readonly name: string;
  readonly declaration: ResourceDeclaration;
  /** Its properties, worked out; files that its schemas refer to are in them. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** What `createResource` answered for the resources of the option `dependsOn`. */
  readonly dependsOn: readonly object[];
  /** What it answered for the option `parent`. */
  readonly parent?: object;
}
