/** Why a text cannot be an access key or secret key, as a clause that can follow its name. Never holds the text. */
export function keyProblem(text: string): string | undefined {
  if (text === "") return "is empty";
  if (/[\r\n]/.test(text)) return "holds a line break";
  if (/\s/.test(text)) return "holds white space";
  // Anything else outside printable ASCII cannot stand in a header, or was pasted from a formatted page.
  if (!/^[!-~]+$/.test(text)) return "holds a control character or one outside ASCII";
  return undefined;
}
