import type { FailureRecord, ResourceRecord, RunRecord } from "../record/runRecord.ts";
import { type Markup, markup } from "./markup.ts";
import { knownOutcome, lookOf, needsAttention } from "./outcomeLooks.ts";
import { spanOf } from "./phases.ts";

/**
 * Formats a run as JUnit XML, which CI systems show: a case for each resource. An action that failed is a failure; a call that was not made,
 * not finished, or of unknown outcome is an error; a resource that the run did not reach is skipped.
 */
export function junitXml(record: RunRecord): string {
  const { project, stack, kind, resources, startedAt, endedAt, failures } = record;
  const ofRun = failures.filter(
    ({ name }) => name === undefined || !resources.some((one) => one.name === name),
  );
  const kinds = resources.map(({ outcome }) => caseKind(outcome));
  const count = (wanted: CaseKind): number => kinds.filter((one) => one === wanted).length;
  const [tests, failed, errors] = [
    resources.length + ofRun.length,
    count("failure"),
    count("error") + ofRun.length,
  ];
  const time = seconds(endedAt - startedAt);
  const suite = `ncf ${kind} ${project}/${stack}`;
  const page = markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${suite}" tests="${tests}" failures="${failed}" errors="${errors}" skipped="${count("skipped")}" time="${time}">
<testsuite name="${suite}" tests="${tests}" failures="${failed}" errors="${errors}" skipped="${count("skipped")}" time="${time}" timestamp="${timestamp(startedAt)}">
${resources.map((one) => resourceCase(one, record))}${ofRun.map((one) => runCase(one, suite))}</testsuite>
</testsuites>
`;
  return page.text;
}

type CaseKind = "passed" | "failure" | "error" | "skipped";

function caseKind(outcome: ResourceRecord["outcome"]): CaseKind {
  const known = knownOutcome(outcome);
  if (known === "failed") return "failure";
  if (known === "notReached") return "skipped";
  return needsAttention(known) ? "error" : "passed";
}

function resourceCase(resource: ResourceRecord, record: RunRecord): Markup {
  const { name, action, type, outcome, logs, activationId } = resource;
  const span = spanOf(resource, record);
  const failure = record.failures.find((one) => one.name === name);
  const kind = caseKind(outcome);
  const found = [
    ...(activationId === undefined ? [] : [`activation ${activationId}`]),
    ...(logs === undefined ? [] : logs.lines),
  ];
  const place =
    failure?.file === undefined ? undefined : markup` file="${failure.file}" line="${failure.line ?? 1}"`;
  return markup`<testcase classname="${action ?? type}" name="${name}" time="${seconds(span === undefined ? 0 : span.to - span.from)}"${place}>${
    kind === "passed" ? undefined : problem(kind, failure, lookOf(outcome).label)
  }${found.length === 0 ? undefined : markup`<system-out>${found.join("\n")}</system-out>`}</testcase>
`;
}

function problem(
  kind: Exclude<CaseKind, "passed">,
  failure: FailureRecord | undefined,
  label: string,
): Markup {
  if (kind === "skipped") return markup`<skipped message="${label}"/>`;
  const body = failure === undefined ? label : failureText(failure);
  const [type, message] = failure === undefined ? ["", label] : [failure.code, failure.reason];
  return kind === "failure"
    ? markup`<failure type="${type}" message="${message}">${body}</failure>`
    : markup`<error type="${type}" message="${message}">${body}</error>`;
}

function runCase(failure: FailureRecord, suite: string): Markup {
  return markup`<testcase classname="${suite}" name="${failure.name ?? "the run"}" time="0.000"><error type="${failure.code}" message="${failure.reason}">${failureText(failure)}</error></testcase>
`;
}

function failureText({ code, reason, details, hint }: FailureRecord): string {
  return [`${code}: ${reason}`, ...details, `hint: ${hint}`].join("\n");
}

function seconds(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(3);
}

function timestamp(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "1970-01-01T00:00:00" : date.toISOString().slice(0, 19);
}
