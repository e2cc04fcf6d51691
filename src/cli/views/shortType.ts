/** A resource's type as the stack file writes it; the engine knows dynamic resources under a longer name. */
export function shortType(type: string): string {
  return type.replace(/^pulumi-nodejs:dynamic\//, "");
}
