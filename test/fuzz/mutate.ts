import type { Random } from "./Random.ts";

/** Characters that break what assumes too much: control, bidirectional, half a surrogate pair, wide, a byte order mark, line separators. */
export const oddCharacters = [
  "\0",
  "\u001b[2J",
  "\r",
  "\r\n",
  "\t",
  "\u0085",
  "\u2028",
  "\u202e",
  "\ud800",
  "\udc00",
  "\ufeff",
  "한",
  "👍🏽",
  "é",
];

/** Returns a text with one to four changes: characters and lines dropped, doubled, swapped and replaced, words inserted, parts of another text put in. */
export function mutateText(text: string, random: Random, words: readonly string[], other: string): string {
  let changed = text;
  for (let left = 1 + random.below(4); left > 0; left -= 1)
    changed = mutateOnce(changed, random, words, other);
  return changed;
}

function mutateOnce(text: string, random: Random, words: readonly string[], other: string): string {
  const at = random.below(text.length + 1);
  const length = random.oneIn(4) ? random.below(200) : random.below(8);
  const put = (middle: string, dropped = 0): string => text.slice(0, at) + middle + text.slice(at + dropped);
  switch (random.below(10)) {
    case 0:
      return put("", length);
    case 1:
      return put(text.slice(at, at + length));
    case 2:
      return put(random.pick(oddCharacters), random.below(2));
    case 3:
    case 4:
      return put(random.pick(words), random.oneIn(2) ? length : 0);
    case 5: {
      const from = random.below(other.length + 1);
      return put(other.slice(from, from + 1 + random.below(300)), random.oneIn(2) ? length : 0);
    }
    case 6:
      return put(String.fromCharCode(random.below(128)), 1);
    case 7:
      return changeLines(text, random);
    case 8:
      return text.slice(0, at);
    default:
      return put(random.pick(words).repeat(1 + random.below(random.oneIn(50) ? 3000 : 5)));
  }
}

function changeLines(text: string, random: Random): string {
  const lines = text.split("\n");
  const [from, to] = [random.below(lines.length), random.below(lines.length)];
  const line = lines[from] as string;
  switch (random.below(4)) {
    case 0:
      lines.splice(from, 1 + random.below(3));
      break;
    case 1:
      lines.splice(to, 0, line);
      break;
    case 2:
      lines[from] = lines[to] as string;
      lines[to] = line;
      break;
    default:
      lines[from] = random.oneIn(2) ? `  ${line}` : line.slice(random.below(4));
  }
  return lines.join("\n");
}

/** Returns bytes with one to four changes: bits flipped, bytes dropped, doubled, replaced and inserted, the end cut off. */
export function mutateBytes(bytes: Uint8Array, random: Random): Buffer {
  let changed = Buffer.from(bytes);
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    const at = random.below(changed.length + 1);
    const length = random.oneIn(4) ? random.below(100) : random.below(6);
    const [head, tail] = [changed.subarray(0, at), changed.subarray(at)];
    switch (random.below(7)) {
      case 0:
        if (at < changed.length) changed[at] = (changed[at] as number) ^ (1 << random.below(8));
        break;
      case 1:
        changed = Buffer.concat([head, tail.subarray(length)]);
        break;
      case 2:
        changed = Buffer.concat([head, tail.subarray(0, length), tail]);
        break;
      case 3:
        changed = Buffer.concat([head, randomBytes(random, length), tail]);
        break;
      case 4:
        changed = Buffer.concat([head, randomBytes(random, length), tail.subarray(length)]);
        break;
      case 5:
        if (at < changed.length) changed[at] = random.pick([0, 0x0a, 0x20, 0x22, 0x7b, 0x80, 0xff]);
        break;
      default:
        changed = Buffer.from(head);
    }
  }
  return changed;
}

/** Returns arbitrary bytes. */
export function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}
