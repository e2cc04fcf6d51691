import { defaultRetry, type RetryBudget } from "../client/CloudFunctions.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import { parseDuration } from "../model/duration.ts";
import type { Problem } from "../model/problem.ts";
import { unknownValue } from "../schema/unknownValue.ts";

const hint = "write retry: { attempts: 4, budget: 60s }; attempts: 1 never tries again";

/** Reads the `retry` input: `{ attempts, budget }`, by default 4 attempts within 60 seconds. */
export function readRetry(input: Json | undefined): {
  readonly retry: RetryBudget;
  readonly problems: readonly Problem[];
} {
  if (input === undefined) return { retry: defaultRetry, problems: [] };
  if (!isJsonObject(input)) {
    return { retry: defaultRetry, problems: [{ pointer: "/retry", reason: "retry is not an object", hint }] };
  }
  const problems: Problem[] = [];
  for (const key of Object.keys(input)) {
    if (key !== "attempts" && key !== "budget") {
      problems.push({ pointer: `/retry/${key}`, reason: `retry has no ${key}`, hint });
    }
  }
  const known = (key: string): Json | undefined => (input[key] === unknownValue ? undefined : input[key]);
  const attempts = known("attempts") ?? defaultRetry.attempts;
  if (!Number.isInteger(attempts) || (attempts as number) < 1 || (attempts as number) > 100) {
    const reason = "attempts is not a whole number from 1 to 100";
    problems.push({ pointer: "/retry/attempts", reason, hint });
  }
  const budgetMs = parseDuration(known("budget") ?? defaultRetry.budgetMs);
  if (budgetMs === undefined) {
    problems.push({ pointer: "/retry/budget", reason: "budget is not a duration", hint });
  }
  return problems.length > 0
    ? { retry: defaultRetry, problems }
    : { retry: { attempts: attempts as number, budgetMs: budgetMs as number }, problems };
}
