export async function main({ text }) {
  return { text: text.toUpperCase() };
}
