/**
 * A secret that a deployment is given.
 * @typedef {object} LeakSecret
 * @property {string} kind
 * @property {"string" | "integer" | "object"} type - Type of its config entry.
 * @property {string} value - As config has it; JSON for an object.
 * @property {readonly string[]} texts - What must be found nowhere.
 */

/** @type {readonly LeakSecret[]} */
export const secrets = [
  word("word", "hunter2-Zx81qqW7"),
  word("spaces", "correct  horse   battery\tstaple 93"),
  word(
    "pem",
    [
      "-----BEGIN EC PRIVATE KEY-----",
      "MHcCAQEEIJr5vTn0cQ7d2f8kWmXy1Zp0LqS4bGhUeNaVt3oRzK6eoAoGCCqGSM49",
      "AwEHoUQDQgAE7Hq2LkYx9Wm4Zt0VbRcN3sJfUpGd5aKoXiTvEe8BlQy6MwDnCr1S",
      "gFhOjP2uIzLxAqVk7RtYbN0cEmWsD4fGJw==",
      "-----END EC PRIVATE KEY-----",
    ].join("\n"),
  ),
  {
    kind: "url",
    type: "string",
    value: "postgres://app:S3cr%2Ft-pa55word@db.internal:5432/orders?sslmode=require",
    texts: ["postgres://app:S3cr%2Ft-pa55word@db.internal:5432/orders?sslmode=require", "S3cr/t-pa55word"],
  },
  { kind: "number", type: "integer", value: "4815162342108", texts: ["4815162342108"] },
  word("markup", `<b class="k">"Tom" & 'Jerry'</b> #4711 \\n`),
  word("unicode", "비밀번호-Zürich-🔑-9021"),
  {
    kind: "map",
    type: "object",
    value: '{"k-9f2c71d0a4e6":"v-1c8e5b7a33d9"}',
    texts: ["k-9f2c71d0a4e6", "v-1c8e5b7a33d9"],
  },
  word(
    "long",
    Array.from({ length: 16 }, (_, at) => `part-${(at * 2_654_435_761) % 4_294_967_296}-`).join(""),
  ),
];

/** Secret that a stack file writes out below `fn::secret`. */
export const literal = word("literal", "literal-8d41f0c9b2");

/** Text that is no secret and goes the same ways: where it is not found, nothing was looked at. */
export const witness = "witness-20c5f7e1";

/**
 * @param {string} kind
 * @param {string} value
 * @returns {LeakSecret}
 */
function word(kind, value) {
  return { kind, type: "string", value, texts: [value] };
}
