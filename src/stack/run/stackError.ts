import { type Diagnostic, placeText } from "../../diagnostics/diagnostic.ts";

/** Error that ends the run of a stack file, with the places of its causes. */
export class StackError extends Error {
  override readonly name = "StackError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(
      diagnostics
        .map(
          ({ code, message, hint, file, range }) =>
            `${code}: ${message}\n  --> ${file}:${placeText(range.start)}\n  hint: ${hint}`,
        )
        .join("\n\n"),
    );
    this.diagnostics = diagnostics;
  }
}
