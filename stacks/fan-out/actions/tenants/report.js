// Runs once all tenants are there.
function main() {
  return { text: "all tenants are registered" };
}
exports.main = main;
