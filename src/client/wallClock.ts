const hourMs = 3_600_000;

/**
 * A time as v2.0 has it in the bounds of its lists: `yyyy-MM-ddTHH:mm:ss` of the cloud's local standard time, which is UTC+8 in
 * Singapore and UTC+9 in Korea and Japan. Seconds are rounded outwards. Whose clock a host of the user's own follows
 * is not known, so there a start is told by the slower and an end by the faster one: an hour too much, never too little.
 * Source: `compute-cloudfunctions-getactionactiviation` [doc]; the page names no time for Japan, where there is but one
 */
export function wallClock(at: number, bound: "start" | "end", origin: string): string {
  const aheadHours = origin.startsWith("https://sg-") || (bound === "start" && !isOfCloud(origin)) ? 8 : 9;
  const wholeMs = (bound === "start" ? Math.floor(at / 1000) : Math.ceil(at / 1000)) * 1000;
  return new Date(wholeMs + aheadHours * hourMs).toISOString().slice(0, 19);
}

function isOfCloud(origin: string): boolean {
  return /\.(?:gov-|fin-)?ntruss\.com$/.test(origin);
}
