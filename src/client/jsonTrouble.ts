/** Nobody's result is nested deeper, and what is can break whoever writes it. */
const deepest = 1000;
/** What opens, closes, or begins a text. */
const marks = /[{}[\]"]/g;

/**
 * What cannot be trusted in a text that is JSON: an object that names a key twice, of which readers take one or the other, or a
 * nesting that is too deep to be written again. Answers `undefined` when there is nothing of the kind.
 */
export function jsonTrouble(text: string): string | undefined {
  /** The keys so far of each object around; `undefined` for a list. */
  const around: (Set<string> | undefined)[] = [];
  marks.lastIndex = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    switch (mark[0]) {
      case "{":
      case "[":
        around.push(mark[0] === "{" ? new Set() : undefined);
        if (around.length > deepest) return `is nested more than ${deepest} deep`;
        break;
      case "}":
      case "]":
        around.pop();
        break;
      default: {
        const end = endOfString(text, mark.index);
        marks.lastIndex = end;
        if (!isKey(text, end)) break;
        const quoted = text.slice(mark.index, end);
        const key = quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
        const keys = around.at(-1);
        if (keys?.has(key) === true) return "names a key twice";
        keys?.add(key);
      }
    }
  }
  return undefined;
}

/** The place behind the quote that ends a string. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let at = end;
    while (text[at - 1] === "\\") at -= 1;
    // An even number of them are themselves escaped.
    if ((end - at) % 2 === 0) return end + 1;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (" \n\r\t".includes(text[at] ?? "x")) at += 1;
  return text[at] === ":";
}
