import { isJsonObject } from "../model/isJsonObject.ts";
import type { Json } from "../model/Json.ts";
import { parseDuration } from "../model/parseDuration.ts";
import type { Problem } from "../model/Problem.ts";
import { unknownValue } from "../schema/unknownValue.ts";
import type { Invocation } from "./Invocation.ts";

const defaults: Invocation["retry"] = { attempts: 4, budgetMs: 60_000 };
const hint = "write retry: { attempts: 4, budget: 60s }; attempts: 1 never tries again";

/** Reads the `retry` input: `{ attempts, budget }`, by default 4 attempts within 60 seconds. */
export function readRetry(input: Json | undefined): {
  readonly retry: Invocation["retry"];
  readonly problems: readonly Problem[];
} {
  if (input === undefined) return { retry: defaults, problems: [] };
  if (!isJsonObject(input)) {
    return { retry: defaults, problems: [{ pointer: "/retry", reason: "retry is not an object", hint }] };
  }
  const problems: Problem[] = [];
  for (const key of Object.keys(input)) {
    if (key !== "attempts" && key !== "budget") {
      problems.push({ pointer: `/retry/${key}`, reason: `retry has no ${key}`, hint });
    }
  }
  const known = (key: string): Json | undefined => (input[key] === unknownValue ? undefined : input[key]);
  const attempts = known("attempts") ?? defaults.attempts;
  if (!Number.isInteger(attempts) || (attempts as number) < 1 || (attempts as number) > 100) {
    const reason = "attempts is not a whole number from 1 to 100";
    problems.push({ pointer: "/retry/attempts", reason, hint });
  }
  const budgetMs = parseDuration(known("budget") ?? defaults.budgetMs);
  if (budgetMs === undefined) {
    problems.push({ pointer: "/retry/budget", reason: "budget is not a duration", hint });
  }
  return problems.length > 0
    ? { retry: defaults, problems }
    : { retry: { attempts: attempts as number, budgetMs: budgetMs as number }, problems };
}
