const longestMs = 60_000;

/**
 * Reads the time that a POST waits: integer `timeout` of 0 to 60000 ms, default 60000 [doc].
 * `undefined` for anything else.
 */
export function readTimeout(query: URLSearchParams): number | undefined {
  const text = query.get("timeout");
  if (text === null) return longestMs;
  return /^\d{1,5}$/.test(text) && Number(text) <= longestMs ? Number(text) : undefined;
}
