import { NcfError } from "../diagnostics/ncfError.ts";
import { emulate } from "./emulate.ts";

try {
  const emulator = await emulate(process.argv.slice(2), console.log);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void emulator.close());
} catch (error) {
  if (!NcfError.is(error)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
