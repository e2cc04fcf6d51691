const { setTimeout: sleep } = require("node:timers/promises");

exports.main = async ({ ms }) => {
  await sleep(ms);
  return { sleptMs: ms };
};
