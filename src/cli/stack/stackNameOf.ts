/** Name of a stack, without the organization and project that may stand before it. */
export function stackNameOf(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf("/") + 1);
}
