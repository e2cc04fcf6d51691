const hidden = "[secret]";
const shortestSecret = 4;

/**
 * Takes secrets out of a text that is about to be printed: each one as it stands, as JSON would write it, and as JSON
 * would write that again. Secrets shorter than four characters are left, since they would tear ordinary words.
 */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text;
  // Longest first, so that a secret that contains another one does not leave its rest behind.
  const sorted = [...new Set(secrets)].filter((one) => one.length >= shortestSecret);
  sorted.sort((a, b) => b.length - a.length);
  for (const secret of sorted) {
    const asJson = inJson(secret);
    for (const form of new Set([inJson(asJson), asJson, secret])) clean = clean.replaceAll(form, hidden);
  }
  return clean;
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
