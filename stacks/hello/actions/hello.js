// Greets whom it is given.
function main({ name }) {
  return { greeting: `hello ${name}` };
}
exports.main = main;
