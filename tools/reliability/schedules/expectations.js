/** One run, and the first start reports it. */
export const succeeds = { runs: 1, posts: 1, reports: ["succeeded"] };

/** The first start cannot call; the second one does. */
export const succeedsLater = { runs: 1, posts: 1, reports: ["notRun", "succeeded"] };

/** Nobody can know whether it ran; a second start does not call again. */
export const staysUnknown = { runs: 0, posts: 1, reports: ["unknown", "unknown"] };

/** One run whose answer is lost: found by its key, and where it shows none, it may be anybody's. */
export const adopted = {
  expected: succeeds,
  expectedWithoutKey: { reports: ["unknown", "unknown"] },
};
