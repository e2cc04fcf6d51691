// Takes its time, as a real action would with a large index.
async function main({ seconds }) {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return { documents: 4800 };
}
exports.main = main;
