/**
 * Puts a text between two lines of a page that say where.
 * @param {string} page
 * @param {string} mark what the lines say: `<!-- MARK -->` and `<!-- end of MARK -->`
 * @param {string} text
 */
export function replaceBetween(page, mark, text) {
  const [start, end] = [`<!-- ${mark} -->`, `<!-- end of ${mark} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the page has no ${start} and ${end}`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}
