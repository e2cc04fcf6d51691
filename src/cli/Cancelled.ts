/** The user did not confirm a change. The command ends with exit code 1. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}
