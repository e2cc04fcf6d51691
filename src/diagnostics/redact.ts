const hidden = "[secret]";
const shortestSecret = 4;

/**
 * Takes secrets out of a text that is about to be printed: each one as it stands, and as JSON would write it. Secrets
 * shorter than four characters are left, since they would tear ordinary words.
 */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text;
  // Longest first, so that a secret that contains another one does not leave its rest behind.
  const sorted = [...new Set(secrets)].filter((one) => one.length >= shortestSecret);
  sorted.sort((a, b) => b.length - a.length);
  for (const secret of sorted) {
    clean = clean.replaceAll(secret, hidden);
    const asJson = JSON.stringify(secret).slice(1, -1);
    if (asJson !== secret) clean = clean.replaceAll(asJson, hidden);
  }
  return clean;
}
