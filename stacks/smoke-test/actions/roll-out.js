// Starts to roll out a release, and does not wait for it.
function main({ release }) {
  return { release };
}
exports.main = main;
