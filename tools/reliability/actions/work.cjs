// What the schedules call. It shows the key of its call, where it got one, and takes the time and the end that it is told to.
exports.main = async ({ key, tookMs = 0, isFailing = false }) => {
  if (key !== undefined) console.log(`key ${key}`);
  await new Promise((resolve) => setTimeout(resolve, tookMs));
  return isFailing ? { error: "the table is locked" } : { isDone: true };
};
