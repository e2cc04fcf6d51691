// @ts-check
import { posix } from "node:path";

const blob = "https://github.com/pulumi-ncloud-functions/pulumi-ncloud-functions/blob/main/";
/** Directories and files whose Markdown is part of the site. */
const shown =
  /^(?:README\.md|CHANGELOG\.md|CONTRIBUTING\.md|SECURITY\.md|CODE_OF_CONDUCT\.md|(?:docs|stacks)\/.*)$/;

/** @param {string} path of a file of the repository */
export function isShown(path) {
  return shown.test(path);
}

/**
 * Returns the path of a page on the site.
 * @param {string} path of a Markdown file of the repository
 */
export function pagePath(path) {
  return path.replace(/(^|\/)README\.md$/, "$1index.md");
}

/**
 * Returns a page with links that fit the site: pages of the site by their path there, everything else in the repository.
 * @param {string} path of the Markdown file
 * @param {string} text
 * @param {ReadonlySet<string>} files of the repository
 */
export function sitePage(path, text, files) {
  return outsideCode(text, (prose) =>
    prose.replaceAll(/\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)/g, (_, link, anchor = "") => {
      const target = posix.join(posix.dirname(path), link).replace(/\/$/, "");
      const file = files.has(target) ? target : `${target}/README.md`;
      if (files.has(file) && isShown(file)) return `](/${pagePath(file)}${anchor})`;
      return `](${blob}${target}${anchor})`;
    }),
  );
}

/**
 * Changes a text outside of its blocks of code.
 * @param {string} text
 * @param {(prose: string) => string} change
 */
function outsideCode(text, change) {
  return text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part, at) => (at % 2 === 1 ? part : change(part)))
    .join("");
}
