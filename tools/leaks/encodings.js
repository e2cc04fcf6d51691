/**
 * The forms in which a text may come back, written without the code that masks them.
 * @type {Readonly<Record<string, (text: string) => readonly string[]>>}
 */
export const encodings = {
  "as it is": (text) => [text],
  "on one line": (text) => [text.replaceAll(/\s+/g, " ")],
  "as JSON": (text) => [
    JSON.stringify(text).slice(1, -1),
    // As Go writes it: the engine and Terraform.
    JSON.stringify(text)
      .slice(1, -1)
      .replaceAll(/[<>&]/g, (letter) => `\\u${hex(letter.charCodeAt(0), 4)}`),
  ],
  "as JSON in JSON": (text) => [JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1)],
  "as \\u escapes": (text) => [
    units(text, (unit) => `\\u${hex(unit, 4)}`),
    units(text, (unit) => `\\u${hex(unit, 4).toUpperCase()}`),
  ],
  "percent-encoded": (text) => [
    encodeURIComponent(text),
    bytes(text, (byte) => `%${hex(byte, 2)}`),
    bytes(text, (byte) => `%${hex(byte, 2).toUpperCase()}`),
  ],
  "as a form field": (text) => [new URLSearchParams({ a: text }).toString().slice(2)],
  "as HTML": (text) => [
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    points(text, (point) => `&#${point};`),
    points(text, (point) => `&#x${point.toString(16)};`),
  ],
  "as Base64": (text) => [Buffer.from(text).toString("base64")],
  "as Base64 amid other data": (text) =>
    [1, 2].map((before) => {
      const all = Buffer.from("x".repeat(before) + text).toString("base64");
      // The characters at both ends hold bits of other bytes.
      return all.slice(before + 1, Math.floor(((before + Buffer.byteLength(text)) * 8) / 6));
    }),
  "as Base64 for URLs": (text) => [Buffer.from(text).toString("base64url")],
  // Of several lines, each by itself.
  "line by line": (text) => (text.includes("\n") ? text.split("\n").filter((line) => line.length > 11) : []),
  "cut off": (text) => (text.length > 16 ? [`${text.slice(0, 14)}…`, text.slice(0, 12)] : []),
};

/** Forms that nothing here makes out of a secret, and that only code that gives it away would. */
export const furtherForms = {
  hexadecimal: (/** @type {string} */ text) => [Buffer.from(text).toString("hex")],
};

/** @param {string} text @param {(unit: number) => string} write */
function units(text, write) {
  return text
    .split("")
    .map((letter) => write(letter.charCodeAt(0)))
    .join("");
}

/** @param {string} text @param {(point: number) => string} write */
function points(text, write) {
  return Array.from(text, (letter) => write(/** @type {number} */ (letter.codePointAt(0)))).join("");
}

/** @param {string} text @param {(byte: number) => string} write */
function bytes(text, write) {
  return [...Buffer.from(text)].map(write).join("");
}

/** @param {number} value @param {number} digits */
function hex(value, digits) {
  return value.toString(16).padStart(digits, "0");
}
