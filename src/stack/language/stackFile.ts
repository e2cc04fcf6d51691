import type {
  ConfigDeclaration,
  OutputDeclaration,
  ResourceDeclaration,
  VariableDeclaration,
} from "./declaration.ts";

/** A stack file in which no mistake was found. */
export interface StackFile {
  /** Path of the file, as it was given. */
  readonly path: string;
  /** Name of the Pulumi project. */
  readonly name: string;
  readonly description?: string;
  readonly config: readonly ConfigDeclaration[];
  /** Variables and resources, each after all that it needs; otherwise in the order of the file. */
  readonly ordered: readonly (VariableDeclaration | ResourceDeclaration)[];
  readonly outputs: readonly OutputDeclaration[];
}
