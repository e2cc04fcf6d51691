/** Writes a path as a JSON pointer: `["a/b", 0]` becomes `/a~1b/0`, the empty path `""`. Source: RFC 6901 [doc] */
export function toPointer(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
