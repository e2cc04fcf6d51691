import { encodings, furtherForms } from "./encodings.js";

/**
 * A place where text of a deployment ends up.
 * @typedef {object} Sink
 * @property {string} group - Such as `state`.
 * @property {string} name - Such as the path of a file.
 * @property {string} text
 */

/**
 * A secret that was found.
 * @typedef {object} Leak
 * @property {string} kind
 * @property {string} encoding
 * @property {string} group
 * @property {string} name
 */

/** Groups of sinks, in the order of the table. */
export const groups = [
  "output",
  "report",
  "plan",
  "state",
  "history",
  "journal",
  "command lines",
  "environments",
  "other files",
];

/** Shorter forms are found by chance. */
const shortest = 6;

/**
 * Searches every sink for every form of every secret.
 * @param {readonly Sink[]} sinks
 * @param {readonly import("./secrets.js").LeakSecret[]} secrets
 * @returns {readonly Leak[]}
 */
export function findLeaks(sinks, secrets) {
  const searched = secrets.flatMap(({ kind, texts }) =>
    Object.entries({ ...encodings, ...furtherForms }).flatMap(([encoding, write]) => {
      const forms = [...new Set(texts.flatMap(write))].filter((form) => form.length >= shortest);
      return forms.map((form) => ({ kind, encoding, form }));
    }),
  );
  const leaks = new Map();
  for (const { group, name, text } of sinks) {
    for (const { kind, encoding, form } of searched) {
      if (!text.includes(form)) continue;
      leaks.set(JSON.stringify([kind, encoding, group, name]), { kind, encoding, group, name });
    }
  }
  return [...leaks.values()];
}
