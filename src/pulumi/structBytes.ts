/**
 * Bytes of `google.protobuf.Struct`, written and read without the generated classes. Those store a
 * map as a plain object, in which the key `__proto__` is lost and `toString` always exists, and
 * they are several times slower.
 *
 * `Struct { map<string, Value> fields = 1; }`, `Value { oneof: null 1, number 2, string 3, bool 4,
 * struct 5, list 6 }`, `ListValue { repeated Value values = 1; }`. Source:
 * google/protobuf/struct.proto [code]
 */

/**
 * Tags of the fields: `number << 3
 * wire type`.
 */
const tag = { entry: 0x0a, key: 0x0a, value: 0x12, element: 0x0a } as const;
const kind = { null: 0x08, number: 0x11, string: 0x1a, bool: 0x20, struct: 0x2a, list: 0x32 } as const;

/**
 * Writer of a struct from its end to its beginning, so that each length is known before its
 * position is written. Callers write everything in reverse: the last field first, and in each field
 * the value before the key.
 */
export class StructWriter {
  #bytes = Buffer.allocUnsafe(1024);
  #at = 1024;

  /** Returns the position for a later `endX`. Everything written since then is inside. */
  get mark(): number {
    return this.#bytes.length - this.#at;
  }

  /** Returns the bytes so far. */
  result(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  null(): void {
    this.#bit(kind.null, 0);
  }

  bool(value: boolean): void {
    this.#bit(kind.bool, value ? 1 : 0);
  }

  number(value: number): void {
    this.#room(9);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at - 8) - 8;
    this.#byte(kind.number);
  }

  string(value: string): void {
    this.#text(value, kind.string);
  }

  /** Writes the bytes of a complete value. */
  raw(value: Uint8Array): void {
    this.#room(value.length);
    this.#at -= value.length;
    this.#bytes.set(value, this.#at);
  }

  endStruct(mark: number): void {
    this.#length(mark, kind.struct);
  }

  endList(mark: number): void {
    this.#length(mark, kind.list);
  }

  endElement(mark: number): void {
    this.#length(mark, tag.element);
  }

  /** Ends a field whose value was written since the mark. */
  endField(mark: number, key: string): void {
    this.#length(mark, tag.value);
    this.#text(key, tag.key);
    this.#length(mark, tag.entry);
  }

  #text(text: string, its: number): void {
    const mark = this.mark;
    // A UTF-16 unit takes 3 bytes at most.
    if (text.length * 3 > this.#at) this.#room(Buffer.byteLength(text));
    const size = text.length < 24 ? this.#asciiBefore(text) : -1;
    if (size < 0) {
      const length = Buffer.byteLength(text);
      this.#at -= length;
      this.#bytes.write(text, this.#at, length, "utf8");
    }
    this.#length(mark, its);
  }

  /**
   * Writes a short ASCII text, which is faster than a native call. Returns -1 for any other text,
   * and then writes nothing.
   */
  #asciiBefore(text: string): number {
    const from = this.#at - text.length;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return -1;
      this.#bytes[from + index] = code;
    }
    this.#at = from;
    return text.length;
  }

  #length(mark: number, its: number): void {
    const length = this.mark - mark;
    this.#room(6);
    let size = 1;
    for (let rest = length; rest > 0x7f; rest >>>= 7) size += 1;
    this.#at -= size;
    let at = this.#at;
    let rest = length;
    for (; rest > 0x7f; rest >>>= 7) this.#bytes[at++] = (rest & 0x7f) | 0x80;
    this.#bytes[at] = rest;
    this.#byte(its);
  }

  #bit(its: number, value: number): void {
    this.#room(2);
    this.#byte(value);
    this.#byte(its);
  }

  #byte(value: number): void {
    this.#at -= 1;
    this.#bytes[this.#at] = value;
  }

  #room(size: number): void {
    if (size <= this.#at) return;
    const used = this.mark;
    const bytes = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, used + size + 1024));
    this.#bytes.copy(bytes, bytes.length - used, this.#at);
    this.#bytes = bytes;
    this.#at = bytes.length - used;
  }
}

/** Visitor that builds the reader's values from the parts of a struct. */
export interface StructVisitor<V> {
  readonly null: () => V;
  readonly bool: (value: boolean) => V;
  readonly number: (value: number) => V;
  readonly string: (value: string) => V;
  readonly list: (values: V[]) => V;
  /** Builds a struct. @param bytes - All bytes of this value. */
  readonly struct: (fields: readonly (readonly [string, V])[], bytes: Uint8Array) => V;
}

/**
 * Reads the fields of a struct, in the order of its bytes.
 * @throws RangeError when the bytes are not a struct
 */
export function readStruct<V>(source: Uint8Array, visitor: StructVisitor<V>): [string, V][] {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  let at = 0;
  return fields(bytes.length);

  function fields(end: number): [string, V][] {
    const all: [string, V][] = [];
    while (at < end) {
      const its = varint();
      if (its === tag.entry) all.push(entry(varint() + at));
      else skip(its);
    }
    return all;
  }

  function entry(end: number): [string, V] {
    let key = "";
    let value: V | undefined;
    while (at < end) {
      const its = varint();
      if (its === tag.key) key = text();
      else if (its === tag.value) value = valueUntil(varint() + at);
      else skip(its);
    }
    return [key, value ?? visitor.null()];
  }

  function valueUntil(end: number): V {
    const start = at;
    let value: V | undefined;
    while (at < end) {
      const its = varint();
      switch (its) {
        case kind.null:
          varint();
          value = visitor.null();
          break;
        case kind.number:
          value = visitor.number(bytes.readDoubleLE(at));
          at += 8;
          break;
        case kind.string:
          value = visitor.string(text());
          break;
        case kind.bool:
          value = visitor.bool(varint() !== 0);
          break;
        case kind.struct: {
          const inner = fields(varint() + at);
          value = visitor.struct(inner, bytes.subarray(start, end));
          break;
        }
        case kind.list:
          value = visitor.list(elements(varint() + at));
          break;
        default:
          skip(its);
      }
    }
    return value ?? visitor.null();
  }

  function elements(end: number): V[] {
    const all: V[] = [];
    while (at < end) {
      const its = varint();
      if (its === tag.element) all.push(valueUntil(varint() + at));
      else skip(its);
    }
    return all;
  }

  function text(): string {
    const length = varint();
    const start = at;
    at += length;
    if (at > bytes.length) throw new RangeError("a struct ends within a string");
    return bytes.toString("utf8", start, at);
  }

  function varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at];
      if (byte === undefined) throw new RangeError("a struct ends within a number");
      at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  /** Skips a field that this version of the format does not define. */
  function skip(its: number): void {
    switch (its & 7) {
      case 0:
        varint();
        break;
      case 1:
        at += 8;
        break;
      case 2:
        at = varint() + at;
        break;
      case 5:
        at += 4;
        break;
      default:
        throw new RangeError(`a struct has a field of the unknown wire type ${its & 7}`);
    }
  }
}

/** Checks that the fields of a message end where it ends. @throws RangeError when one does not, or is of an unknown wire type */
export function requireWholeFields(bytes: Uint8Array): void {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at];
      if (byte === undefined) throw new RangeError("a message ends within a number");
      at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const wireType = varint() & 7;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 2) at = varint() + at;
    else if (wireType === 5) at += 4;
    else throw new RangeError(`a message has a field of the unknown wire type ${wireType}`);
  }
  if (at > bytes.length) throw new RangeError("a message ends within a field");
}
