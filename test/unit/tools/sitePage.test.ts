import { expect, test } from "vitest";
import { pagePath, sitePage } from "../../../tools/site/sitePage.js";

const files = new Set([
  "README.md",
  "docs/cli.md",
  "docs/pipelines/README.md",
  "stacks/hello/README.md",
  "tools/engine/go.mod",
]);

test("a link to a page leads to its place on the site", () => {
  expect(sitePage("README.md", "[a](docs/cli.md#up) and [b](stacks/hello)", files)).toBe(
    "[a](/docs/cli.md#up) and [b](/stacks/hello/index.md)",
  );
  expect(sitePage("docs/cli.md", "[a](../README.md#inputs) [b](pipelines/)", files)).toBe(
    "[a](/index.md#inputs) [b](/docs/pipelines/index.md)",
  );
  expect(pagePath("docs/pipelines/README.md")).toBe("docs/pipelines/index.md");
});

test("a link to a file that is no page leads to the repository", () => {
  expect(sitePage("docs/cli.md", "[a](../tools/engine/go.mod)", files)).toBe(
    "[a](https://github.com/pulumi-ncloud-functions/pulumi-ncloud-functions/blob/main/tools/engine/go.mod)",
  );
});

test("other links, and code, stay as they are", () => {
  const text = "[a](#here) [b](https://pulumi.com/docs)\n\n```md\n[c](cli.md)\n```\n";
  expect(sitePage("docs/cli.md", text, files)).toBe(text);
});
