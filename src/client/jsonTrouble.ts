/** Nobody's result is nested deeper, and what is can break whoever writes it. */
const deepest = 1000;

/**
 * What cannot be trusted in a text that is JSON: an object that names a key twice, of which readers take one or the other, or a
 * nesting that is too deep to be written again. Answers `undefined` when there is nothing of the kind.
 */
export function jsonTrouble(text: string): string | undefined {
  /** The keys so far of each object around; `undefined` for a list. */
  const around: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case "{":
      case "[":
        around.push(text[at] === "{" ? new Set() : undefined);
        if (around.length > deepest) return `is nested more than ${deepest} deep`;
        break;
      case "}":
      case "]":
        around.pop();
        break;
      case '"': {
        const end = endOfString(text, at);
        if (isKey(text, end)) {
          const key = JSON.parse(text.slice(at, end)) as string;
          const keys = around.at(-1);
          if (keys?.has(key) === true) return "names a key twice";
          keys?.add(key);
        }
        at = end - 1;
      }
    }
  }
  return undefined;
}

/** The place behind the quote that ends a string. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (" \n\r\t".includes(text[at] ?? "x")) at += 1;
  return text[at] === ":";
}
