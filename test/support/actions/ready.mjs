// Is not ready for the first `after` calls; with `how: result` it says so in its result instead of failing.
let calls = 0;

export function main({ after = 0, how = "error" }) {
  calls += 1;
  if (calls > after) return { ready: true };
  return how === "error" ? { error: "not ready" } : { ready: false };
}
