/** What the columns of the record are called. */
export const mutationHead = [
  "folder",
  "mutants",
  "found",
  "of them by a time-out",
  "survived",
  "not reached",
  "found, %",
  "date",
];

/**
 * Returns the row of a folder.
 * @param {string} folder
 * @param {readonly { readonly status: string }[]} mutants
 * @param {Date} at
 */
export function mutationRow(folder, mutants, at) {
  /** @param {readonly string[]} statuses */
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const found = count("Killed", "Timeout");
  const [survived, unreached] = [count("Survived"), count("NoCoverage")];
  const all = found + survived + unreached;
  const share = all === 0 ? 0 : (100 * found) / all;
  return [
    folder,
    String(all),
    String(found),
    String(count("Timeout")),
    String(survived),
    String(unreached),
    share.toFixed(1),
    at.toISOString().slice(0, 10),
  ];
}
