import { expect, test } from "vitest";
import { notesOf, releaseSection } from "../../../scripts/changelog.js";

const changelog = `# Changelog

## Unreleased

Commands

- Add \`ncf invoke\`

## 0.1.0 - 2026-11-20

- The first one
`;

test("a release gives its version to what was unreleased, and keeps the earlier sections", () => {
  const released = releaseSection(changelog, "0.2.0", "2026-11-25");
  expect(released).toBe(`# Changelog

## Unreleased

## 0.2.0 - 2026-11-25

Commands

- Add \`ncf invoke\`

## 0.1.0 - 2026-11-20

- The first one
`);
  expect(notesOf(released, "0.2.0")).toBe("Commands\n\n- Add `ncf invoke`");
  expect(notesOf(released, "0.1.0")).toBe("- The first one");
});

test("the first release has no earlier section", () => {
  expect(releaseSection("# Changelog\n\n## Unreleased\n\n- A\n", "1.0.0", "2026-11-25")).toBe(
    "# Changelog\n\n## Unreleased\n\n## 1.0.0 - 2026-11-25\n\n- A\n",
  );
});

test("nothing is released without a change, or twice", () => {
  expect(() => releaseSection("## Unreleased\n\n## 0.1.0 - 2026-11-20\n", "0.2.0", "2026-11-25")).toThrow(
    "CHANGELOG.md has nothing under Unreleased",
  );
  expect(() => releaseSection(changelog, "0.1.0", "2026-11-25")).toThrow(
    "CHANGELOG.md has a section for 0.1.0",
  );
});
