/**
 * JSON value in which parts may be secret or unknown. Stack files, the program host and the
 * provider use it; only `pulumi/wire.ts` converts it to and from the wire format.
 */
export type Value =
  | null
  | boolean
  | number
  | string
  | SecretValue
  | UnknownValue
  | EngineValue
  | readonly Value[]
  | ValueObject;

/** `{ key: value }` */
export interface ValueObject {
  readonly [key: string]: Value;
}

/** Value that is secret as a whole. It may contain unknown parts. */
export class SecretValue {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/** Value that is not known yet. */
export class UnknownValue {
  /** Expression that it comes from, for display: `${migrate.result}`. */
  readonly label: string;

  constructor(label = "") {
    this.label = label;
  }
}

/**
 * Value that only the engine understands (an asset, an archive, a resource reference), passed on
 * unchanged.
 */
export class EngineValue {
  readonly wire: unknown;

  constructor(wire: unknown) {
    this.wire = wire;
  }
}
