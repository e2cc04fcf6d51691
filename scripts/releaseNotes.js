// @ts-check
/** `node scripts/releaseNotes.js VERSION`: prints the changelog's section of a version, for the page of its release. */
import { readFileSync } from "node:fs";
import { notesOf } from "./changelog.js";

const changelog = readFileSync(new URL("../CHANGELOG.md", import.meta.url), "utf8");
process.stdout.write(`${notesOf(changelog, process.argv[2] ?? "")}\n`);
