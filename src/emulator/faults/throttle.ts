import { refuse } from "../gateway/refuse.ts";
import type { Fault } from "./Fault.ts";

const names = { "400": "quotaExceeded", "410": "throttled", "420": "rateLimited" } as const;

/**
 * The gateway's 429, by its own code: 400 quota exceeded, 410 throttled, 420 rate limited. [doc]
 * @param retryAfter - value of a `Retry-After` header; without it there is none, as none is documented
 */
export function throttle(errorCode: "400" | "410" | "420", retryAfter?: string): Fault {
  const { status, body } = refuse(names[errorCode]);
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return { kind: "respond", when: "insteadOfRun", status, headers, body };
}
