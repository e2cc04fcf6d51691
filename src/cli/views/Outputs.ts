/** The outputs of a stack, as the Automation API gives them. */
export type Outputs = Readonly<Record<string, { readonly value: unknown; readonly secret: boolean }>>;

/** Name to value, for the eye: secrets are `[secret]` unless they are asked for. */
export function shownOutputs(outputs: Outputs, showsSecrets = false): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, secret }]) => [
      name,
      secret && !showsSecrets ? "[secret]" : value,
    ]),
  );
}

/** One line for each output: `name = value`; text as it is, everything else as JSON. */
export function outputLines(shown: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(shown).map(
    ([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
}
