/** One item of an `each`. */
export interface EachItem {
  /** What `${each.key}` stands for: the key, or the index from 0. */
  readonly key: unknown;
  /** What `${each.value}` stands for. */
  readonly value: unknown;
  /** What the resource's name ends with. */
  readonly name: string | number;
}
