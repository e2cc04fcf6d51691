import type { Diagnostic } from "../../diagnostics/diagnostic.ts";

/** A command cannot go on because its stack file has mistakes. */
export class MistakesFound extends Error {
  override readonly name = "MistakesFound";
  readonly diagnostics: readonly Diagnostic[];
  /** The text of the file. */
  readonly text: string;

  constructor(diagnostics: readonly Diagnostic[], text: string) {
    super("the stack file has mistakes");
    this.diagnostics = diagnostics;
    this.text = text;
  }
}
