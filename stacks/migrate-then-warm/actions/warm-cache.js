// Fills the cache for each table, as a real action would with the new tables of a release.
async function main({ tables }) {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { warmed: tables.length };
}
exports.main = main;
