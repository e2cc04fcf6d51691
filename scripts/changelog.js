// @ts-check

const heading = "## Unreleased";

/**
 * Returns a changelog in which what was unreleased stands under a version, below an empty section for what comes next.
 * @param {string} changelog
 * @param {string} version
 * @param {string} date such as 2026-11-25
 * @throws {Error} when nothing is unreleased, or the version has a section
 */
export function releaseSection(changelog, version, date) {
  const { start, end } = sectionOf(changelog, heading);
  if (changelog.includes(`\n## ${version} `)) throw new Error(`CHANGELOG.md has a section for ${version}`);
  const body = changelog.slice(start, end).trim();
  if (body === "") throw new Error("CHANGELOG.md has nothing under Unreleased");
  const rest = changelog.slice(end);
  return `${changelog.slice(0, start)}\n\n## ${version} - ${date}\n\n${body}\n${rest === "" ? "" : `\n${rest}`}`;
}

/**
 * Returns what a changelog says about a version, without its heading.
 * @param {string} changelog
 * @param {string} version
 */
export function notesOf(changelog, version) {
  const { start, end } = sectionOf(changelog, `## ${version} `);
  return changelog.slice(changelog.indexOf("\n", start), end).trim();
}

/**
 * Finds the text between a heading and the next one of its level.
 * @param {string} changelog
 * @param {string} start how the heading starts
 */
function sectionOf(changelog, start) {
  const at = changelog.indexOf(start);
  if (at < 0) throw new Error(`CHANGELOG.md has no heading ${start.trim()}`);
  const next = changelog.indexOf("\n## ", at + start.length);
  return { start: at + start.length, end: next < 0 ? changelog.length : next + 1 };
}
