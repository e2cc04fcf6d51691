/**
 * A JSON value in which parts may be secret or not known yet: the form in which stack files, the program host and the provider hold values.
 * The wire form of it is made and read in `pulumi/wire.ts` alone.
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

/** A value that is secret as a whole. It may hold unknown parts, and never another secret that matters. */
export class SecretValue {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/** A value that is not known yet. */
export class UnknownValue {
  /** The expression that it comes from, for display: `${migrate.result}`. */
  readonly label: string;

  constructor(label = "") {
    this.label = label;
  }
}

/** A value that only the engine understands (an asset, an archive, a reference to a resource) and that is passed on unchanged. */
export class EngineValue {
  readonly wire: unknown;

  constructor(wire: unknown) {
    this.wire = wire;
  }
}
