// Charges an order, and only once for a key. The folder stands for a table of a database, and the flag "wx" for its unique key: of
// several runs with one key, one makes the row.
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

function main({ table, order, amount, key }) {
  const row = join(table, encodeURIComponent(key));
  try {
    writeFileSync(row, "", { flag: "wx" });
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    const kept = readFileSync(row, "utf8");
    return kept === "" ? { error: `a run with the key ${key} did not end` } : JSON.parse(kept);
  }
  const result = { key, receipt: `${order} paid ${amount}` };
  writeFileSync(row, JSON.stringify(result));
  return result;
}
exports.main = main;
