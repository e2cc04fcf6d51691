import { createHash } from "node:crypto";
import { Script } from "node:vm";
import { expect, test } from "vitest";
import { reportPage } from "../../../../src/cli/report/html/reportPage.ts";
import { hostileRun, sampleResource, sampleRun } from "./sampleRun.ts";

const values = {
  params: { value: { tenant: "acme", quota: 10 } },
  result: { value: { url: "https://acme.example.com" } },
};

test("a page of ten calls has less than 60 kB", () => {
  const resources = Array.from({ length: 10 }, (_, at) =>
    sampleResource(`register-${at}`, {
      ...values,
      activationId: "a".repeat(32),
      after: at === 0 ? [] : ["register-0"],
    }),
  );
  expect(Buffer.byteLength(reportPage({ record: sampleRun(resources) }))).toBeLessThan(60_000);
});

test("the policy of the page allows its own styles and script, and nothing else", () => {
  const page = reportPage({ record: sampleRun([sampleResource("one")]) });
  const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const hash = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;
  const [, styles = ""] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
  const [, script = ""] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
  expect(policy.replaceAll("&#39;", "'")).toBe(
    `default-src 'none'; style-src '${hash(styles)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'`,
  );
  expect(new Script(script)).toBeInstanceOf(Script);
  expect(page).not.toMatch(/ style="|\son\w+="|(?:src|href)="(?!#)/);
});

test("foreign text adds no element and no attribute to the page, wherever it stands", () => {
  const page = reportPage({ record: hostileRun(), previous: hostileRun() });
  expect(page).not.toMatch(/<img|<script>alert|\u202e|(?!\n)\p{Cc}/u);
  expect([...page.matchAll(/<script>/g)]).toHaveLength(1);
  expect(page).not.toMatch(/href="(?!#|https?:)/);
});

test("a page has its failures first, and those that are alike as one", () => {
  const failure = { code: "NCF_ACTION_FAILED", reason: "quota exceeded", hint: "raise it", details: [] };
  const resources = [1, 2, 3].map((at) => sampleResource(`register-${at}`, { outcome: "failed" }));
  const failures = resources.map(({ name }) => ({ name, ...failure }));
  const page = reportPage({ record: sampleRun(resources, { result: "failed", failures }) });
  expect(page.indexOf('id="failures"')).toBeLessThan(page.indexOf('id="graph"'));
  expect([...page.matchAll(/<article/g)]).toHaveLength(1);
  expect(page).toContain("3 of 3 resources failed");
});

test("commands in a hint can be copied, each with what it is for", () => {
  const failures = [
    {
      code: "NCF_OUTCOME_UNKNOWN",
      reason: "lost",
      hint: "settle it\nIt ran: ncf resolve one --ran a1",
      details: [],
    },
  ];
  const page = reportPage({ record: sampleRun([], { result: "failed", failures }) });
  expect(page).toContain('<p class="what">It ran</p><code>ncf resolve one --ran a1</code>');
});

test("a run without resources, and one without changes, have a page that says so", () => {
  expect(reportPage({ record: sampleRun([]) })).toContain("Nothing to do");
  const unchanged = sampleRun([sampleResource("one", { outcome: "unchanged" })]);
  expect(reportPage({ record: unchanged })).toContain("Nothing had changed");
});

test("an outcome of another version is shown as one that is not known", () => {
  const record = sampleRun([sampleResource("one", { outcome: "exploded" as "failed" })]);
  expect(reportPage({ record })).toContain("unknown whether it ran");
});
