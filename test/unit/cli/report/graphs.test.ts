import { expect, test } from "vitest";
import { planGraph, runGraph } from "../../../../src/cli/report/graph/graphOf.ts";
import { graphDot, graphText } from "../../../../src/cli/report/graph/graphText.ts";
import { graphMermaid } from "../../../../src/cli/report/graph/graphMermaid.ts";
import { graphSvg } from "../../../../src/cli/report/graph/graphSvg.ts";
import { layoutGraph } from "../../../../src/cli/report/graph/layoutGraph.ts";
import { hostileRun, sampleResource, sampleRun } from "./sampleRun.ts";

const chain = [
  sampleResource("migrate", { from: 0, to: 300 }),
  sampleResource("warm", { from: 310, to: 500, after: ["migrate"], action: "-/warm", outcome: "failed" }),
  sampleResource("late", { after: ["migrate", "warm"], outcome: "notReached" }),
];

test("a graph as text has each resource with its outcome and those that come before", () => {
  expect(graphText(runGraph(sampleRun(chain)))).toBe(
    `✔ migrate  db/migrate
✖ warm     -/warm      after migrate
· late     db/migrate  after warm
`,
  );
});

test("a graph for Mermaid has outcomes as classes, and its critical path as thick arrows", () => {
  const text = graphMermaid(runGraph(sampleRun(chain)));
  expect(text).toContain('n0["✔ migrate<br/>db/migrate · 300 ms"]');
  expect(text).toContain("n0 ==> n1\n  n1 --> n2");
  expect(text).toContain("class n1 failed");
});

test("a graph for Graphviz names its nodes by numbers", () => {
  expect(graphDot(runGraph(sampleRun(chain)))).toContain('n1 [label="✖ warm\\n-/warm · 190 ms", penwidth=2');
});

test("a plan has a graph without outcomes", () => {
  const steps = [
    { name: "a", type: "ncf:ActionInvocation", action: "-/a", properties: {}, after: [] },
    { name: "b", type: "command:local:Command", properties: {}, after: ["a"] },
  ] as const;
  expect(graphText(planGraph("orders", { steps }))).toBe(`a  -/a\nb  command:local:Command  after a\n`);
});

test("no format lets foreign text mean anything", () => {
  const graph = runGraph(hostileRun());
  // Each label is one quoted string without a quote, a bracket or an entity of its own.
  const mermaid = graphMermaid(graph);
  expect(mermaid.split("\n").filter((line) => line.includes('["'))).toHaveLength(2);
  for (const line of mermaid.split("\n").filter((one) => one.includes('["'))) {
    const [, label = ""] = /^ {2}n\d\["(.*)"\]$/.exec(line) ?? [];
    expect(label.replace("<br/>", "").replaceAll(/#\d+;/g, "")).toMatch(/^[^"<>&`[\]{}()#]*$/);
  }
  for (const line of graphDot(graph)
    .split("\n")
    .filter((one) => one.includes("label="))) {
    expect(line).toMatch(/^ {2}n\d \[label="(?:[^"\\]|\\.)*"(?:, penwidth=2, color=blue)?\];$/);
  }
  const svg = graphSvg(layoutGraph(graph));
  expect(svg).not.toMatch(/<(script|img)/);
  expect(svg).not.toContain("\u202e");
  for (const line of graphText(graph).split("\n")) expect(line).not.toMatch(/^\s*::|##\[|\p{Cc}/u);
});

test("a thousand resources that are alike are one node, and their outcomes are counted", () => {
  const fan = Array.from({ length: 1000 }, (_, at) =>
    sampleResource(`register-${at}`, { after: ["migrate"], outcome: at === 7 ? "failed" : "succeeded" }),
  );
  const { nodes, edges } = runGraph(sampleRun([sampleResource("migrate", { from: 0, to: 50 }), ...fan]));
  expect(nodes).toMatchObject([
    { name: "migrate", count: 1 },
    { name: "register-…", count: 1000, outcome: "failed", note: "999 of 1000 succeeded" },
  ]);
  expect(edges).toHaveLength(1);
});

test("a chain of a thousand resources is placed without a wait, none over another", () => {
  const long = Array.from({ length: 1000 }, (_, at) =>
    sampleResource(`step-${at}`, { after: at === 0 ? [] : [`step-${at - 1}`] }),
  );
  const begun = performance.now();
  const { nodes } = layoutGraph(runGraph(sampleRun(long)));
  expect(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(1000);
  // dagre needs more than two seconds for it on an idle machine.
  expect(performance.now() - begun).toBeLessThan(2000);
});

test("nodes of a graph do not overlap, and independent ones stand in rows below it", () => {
  const many = [...chain, ...Array.from({ length: 12 }, (_, at) => sampleResource(`alone-${at}`))];
  const { nodes, width } = layoutGraph(runGraph(sampleRun(many)));
  const overlapping = nodes.flatMap((one) =>
    nodes.filter(
      (other) =>
        one !== other &&
        one.x < other.x + other.width &&
        other.x < one.x + one.width &&
        Math.abs(one.y - other.y) < 52,
    ),
  );
  expect(overlapping).toEqual([]);
  expect(width).toBeLessThanOrEqual(1060);
});

test("a name of wide letters is cut to its node", () => {
  const { nodes } = layoutGraph(
    runGraph(sampleRun([sampleResource("데이터베이스마이그레이션작업을수행하는리소스")])),
  );
  const svg = graphSvg({ ...layoutGraph(runGraph(sampleRun([]))), nodes });
  expect(svg).toMatch(/<text class="name"[^>]*>데이터[^<]*…</);
});
