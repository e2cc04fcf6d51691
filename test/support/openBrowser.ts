import { type Browser, chromium } from "playwright-core";
import { browserAdvice, findBrowser } from "../../scripts/browser.js";

/** Starts the browser of this machine, without a window. @throws where there is none: what to do */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(`no browser: ${browserAdvice}`);
  // Chromium's sandbox needs rights that a container rarely gives; the pages are of this test.
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
