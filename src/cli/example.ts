/** The example at the end of a command's help. */
export function example(line: string): ["after", string] {
  return ["after", `\nExample:\n  ${line}`];
}
