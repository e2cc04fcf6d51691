let count = 0;

export function main() {
  count += 1;
  return { count };
}
