import { NcfError } from "../../diagnostics/ncfError.ts";
import { type Switches, switchValues } from "../../emulator/Switches.ts";

/**
 * Reads the `NAME=VALUE` of `--switch`.
 * @throws NcfError NCF_EMULATOR_INVALID for an unknown name or a value that the switch does not take
 */
export function readSwitches(given: readonly string[]): Partial<Switches> {
  return Object.fromEntries(given.map(readSwitch));
}

function readSwitch(given: string): readonly [string, unknown] {
  const [, name = given, text = ""] = /^([^=]*)=(.*)$/s.exec(given) ?? [];
  if (!Object.hasOwn(switchValues, name)) {
    return refuse(
      `--switch ${given}: ${name} is not a switch`,
      `name one of ${Object.keys(switchValues).join(", ")}`,
    );
  }
  const values = switchValues[name as keyof Switches];
  if (values === "text") return [name, text];
  if (values === "number") {
    return /^-?\d+(\.\d+)?$/.test(text)
      ? [name, Number(text)]
      : refuse(`--switch ${given}: the value is not a number`, `write it as ${name}=100`);
  }
  const value = values.find((one) => String(one) === text);
  if (value !== undefined) return [name, value];
  return refuse(
    `--switch ${given}: the value is not one of ${values.join(", ")}`,
    `write it as ${name}=${values[1]}`,
  );
}

function refuse(reason: string, hint: string): never {
  throw new NcfError("NCF_EMULATOR_INVALID", { reason, hint });
}
