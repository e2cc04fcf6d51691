/** Outputs of a step, by name: strings as they are, everything else as JSON. */
export type StepOutputs = Readonly<Record<string, unknown>>;

/** Text to append to the file `GITHUB_OUTPUT`. */
export interface OutputsText {
  readonly text: string;
  /** Outputs whose name cannot be used. */
  readonly refused: readonly string[];
}

/**
 * Formats outputs for the file `GITHUB_OUTPUT`. Each value is enclosed in a random delimiter that is not in it, so that no value can set another output.
 * Source: docs.github.com actions workflow-commands, multiline strings [doc]
 */
export function outputsText(outputs: StepOutputs, random: () => number): OutputsText {
  const refused: string[] = [];
  let text = "";
  for (const [name, value] of Object.entries(outputs)) {
    const written = typeof value === "string" ? value : JSON.stringify(value);
    if (!/^[A-Za-z_][\w-]*$/.test(name)) refused.push(name);
    else {
      const delimiter = delimiterFor(written, random);
      text += `${name}<<${delimiter}\n${written}\n${delimiter}\n`;
    }
  }
  return { text, refused };
}

function delimiterFor(value: string, random: () => number): string {
  let delimiter = "ncf";
  do delimiter += `_${Math.trunc(random() * 2 ** 52).toString(36)}`;
  while (value.includes(delimiter));
  return delimiter;
}
