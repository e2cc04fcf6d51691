import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { reportPage } from "../../src/cli/report/html/reportPage.ts";
import type { RunRecord } from "../../src/cli/record/runRecord.ts";
import { hostileRun, sampleResource, sampleRun } from "../unit/cli/report/sampleRun.ts";
import { openBrowser } from "../support/openBrowser.ts";

const folder = mkdtempSync(join(tmpdir(), "ncf-report-"));
let browser: Browser;
const contexts: BrowserContext[] = [];
beforeAll(async () => {
  browser = await openBrowser();
  console.info(`browser: ${browser.browserType().name()} ${browser.version()}`);
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** What went wrong in the page: dialogs, errors, requests, violations of the policy. */
  readonly troubles: readonly string[];
}

/** Opens the report of a record as a user does: as a file. */
async function open(
  record: RunRecord,
  options: { readonly previous?: RunRecord } & Parameters<Browser["newContext"]>[0] = {},
): Promise<Opened> {
  const { previous, ...more } = options;
  const path = join(folder, `${contexts.length}.html`);
  writeFileSync(path, reportPage(previous === undefined ? { record } : { record, previous }));
  const context = await browser.newContext(more);
  contexts.push(context);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("dialog", (dialog) => {
    troubles.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => troubles.push(`error ${error.message}`));
  page.on("console", (message) => troubles.push(`console ${message.text()}`));
  const url = pathToFileURL(path).href;
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url) troubles.push(`request ${request.url()}`);
  });
  await page.goto(url);
  return { page, troubles };
}

const failure = {
  code: "NCF_ACTION_FAILED",
  reason: "card declined",
  hint: "correct the action",
  details: ["logs: none"],
};
const mixed = sampleRun(
  [
    sampleResource("migrate", {
      from: 0,
      to: 400,
      params: { value: { version: 7 } },
      result: { value: "done" },
    }),
    sampleResource("warm", { from: 410, to: 900, after: ["migrate"], action: "-/warm" }),
    sampleResource("charge", { outcome: "failed", action: "pay/charge", from: 0, to: 150 }),
    sampleResource("lost", { outcome: "unknown" }),
    sampleResource("slow", { outcome: "pending" }),
    sampleResource("refused", { outcome: "rejected" }),
    sampleResource("late", { outcome: "notReached", after: ["charge"], events: [] }),
  ],
  {
    result: "failed",
    failures: [{ name: "charge", ...failure, file: "stack.yaml", line: 3, column: 1 }],
    messages: [{ at: 0, severity: "warning", message: "the clock is off" }],
    outputs: { tables: { value: ["orders"] } },
  },
);

const schemes = ["light", "dark"] as const;
const widths = [1280, 390] as const;

test.each(schemes.flatMap((colorScheme) => widths.map((width) => ({ colorScheme, width }))))(
  "axe finds nothing in the page in $colorScheme at a width of $width, and it does not scroll sideways",
  async ({ colorScheme, width }) => {
    const viewport = { width, height: 900 };
    const { page, troubles } = await open(mixed, { previous: mixed, colorScheme, viewport, bypassCSP: true });
    await page.evaluate(axe.source);
    await page.locator("#r2 summary").click();
    const found = await page.evaluate(async () => {
      const run = (
        globalThis as unknown as {
          axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        }
      ).axe;
      return (await run.run()).violations.map(({ id, nodes }) => [
        id,
        nodes.slice(0, 3).map(({ html }) => html),
      ]);
    });
    expect(found).toEqual([]);
    const root =
      "({ shown: document.documentElement.clientWidth, wide: document.documentElement.scrollWidth })";
    expect(await page.evaluate(root)).toEqual({ shown: width, wide: width });
    expect(troubles).toEqual([]);
  },
);

test("hostile text in every field runs nothing, loads nothing, and is shown as text", async () => {
  const { page, troubles } = await open(hostileRun(), { previous: hostileRun() });
  await page.locator("tbody summary").first().click();
  expect(await page.locator("img, iframe, script").count()).toBe(1);
  expect(await page.locator("tbody pre").first().innerText()).toContain("<script>alert(1)</script>");
  expect(
    await page.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")?.[0])),
  ).not.toContain("j");
  expect(troubles).toEqual([]);
});

test("without scripts the page has graph, time line, table and details", async () => {
  const { page } = await open(mixed, { javaScriptEnabled: false });
  expect(await page.locator(".graph .node").count()).toBe(7);
  expect(await page.locator(".bars .row").count()).toBe(6);
  expect(await page.locator("tbody").count()).toBe(7);
  await page.locator("#r0 summary").click();
  expect(await page.locator("#r0 .detail").innerText()).toContain("attempt 2 is posted");
  await page.locator(".failure a").first().click();
  expect(page.url()).toMatch(/#r2$/);
});

test("the filter shows what matches, dims the rest in graph and time line, and the outcomes narrow it", async () => {
  const { page, troubles } = await open(mixed);
  const shown = (): Promise<readonly string[]> =>
    page
      .locator("tbody:visible")
      .evaluateAll((bodies) => bodies.map((body) => body.querySelector("th")?.firstChild?.textContent ?? ""));
  await page.keyboard.press("/");
  await page.keyboard.type("db/migrate");
  await expect.poll(shown).toEqual(["migrate", "lost", "slow", "refused", "late"]);
  expect(await page.locator(".graph .node.dim").count()).toBe(2);
  await page.keyboard.press("Escape");
  await expect.poll(async () => (await shown()).length).toBe(7);
  await page.getByText("failed", { exact: true }).locator("visible=true").last().scrollIntoViewIfNeeded();
  await page.locator(".tools label:has(.o-failed)").click();
  await expect.poll(shown).toEqual(["charge"]);
  expect(await page.locator(".tools [role=status]").innerText()).toBe("1 of 7 shown");
  expect(troubles).toEqual([]);
});

test("a column sorts the table up and down, numbers as numbers", async () => {
  const { page } = await open(mixed);
  const times = (): Promise<readonly number[]> =>
    page
      .locator('td[data-th="Time"]')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("data-v"))));
  await page.getByRole("button", { name: "Time" }).click();
  expect(await times()).toEqual([-1, 150, 400, 490, 500, 500, 500]);
  expect(await page.locator("[aria-sort=ascending]").innerText()).toContain("Time");
  await page.getByRole("button", { name: "Time" }).click();
  expect(await times()).toEqual([500, 500, 500, 490, 400, 150, -1]);
});

test("keys and links select a resource in table, graph and time line, and open its details", async () => {
  const { page, troubles } = await open(mixed);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  expect(await page.locator("tbody.on th").first().innerText()).toContain("warm");
  expect(await page.locator('.graph .on[data-r="1"]').count()).toBe(1);
  await page.keyboard.press("Enter");
  await page.locator("#r1 .detail").waitFor({ state: "visible" });
  await page.locator('.graph .node[data-r="0"]').click();
  await page.locator("#r0 .detail").waitFor({ state: "visible" });
  expect(await page.locator("#r0 summary").evaluate((one) => one === one.ownerDocument.activeElement)).toBe(
    true,
  );
  expect(troubles).toEqual([]);
});

test("in print the page has its details, and no tools", async () => {
  const { page } = await open(mixed);
  await page.emulateMedia({ media: "print" });
  expect(await page.locator(".tools").isVisible()).toBe(false);
  const pdf = await page.pdf();
  expect(pdf.length).toBeGreaterThan(10_000);
});

test("a run of 1,000 calls is laid out and ready within a second of processor time", async () => {
  const many = Array.from({ length: 1000 }, (_, at) =>
    sampleResource(`register-${at}`, {
      from: at,
      to: at + 300,
      after: at === 0 ? [] : ["register-0"],
      params: { value: { at } },
    }),
  );
  const { page } = await open(sampleRun(many, { endedAt: sampleRun([]).startedAt + 1400 }));
  expect(await page.locator("tbody").count()).toBe(1000);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  const seconds = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Infinity;
  expect(seconds("LayoutDuration") + seconds("RecalcStyleDuration") + seconds("ScriptDuration")).toBeLessThan(
    1,
  );
});
