// @ts-check
/**
 * A tar archive in memory. The same entries give the same bytes on every machine, so that a release can be built anew
 * and compared by its checksum.
 */
import { gzipSync } from "node:zlib";

const blockBytes = 512;

/**
 * @typedef {object} TarEntry
 * @property {string} name at most 100 bytes of ASCII
 * @property {Uint8Array | string} content
 * @property {boolean} [isExecutable]
 */

/**
 * Packs files into a gzipped archive in the ustar format (POSIX.1-1988).
 * @param {readonly TarEntry[]} entries
 * @returns {Buffer}
 * @throws Error when a name is too long
 */
export function packTarball(entries) {
  const blocks = entries.flatMap(({ name, content, isExecutable = false }) => {
    const bytes = Buffer.from(content);
    const padding = Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes);
    return [header(name, bytes.length, isExecutable ? 0o755 : 0o644), bytes, padding];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]), { level: 9 });
}

/**
 * @param {string} name
 * @param {number} size
 * @param {number} mode
 */
function header(name, size, mode) {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is longer than 100 bytes`);
  const block = Buffer.alloc(blockBytes);
  const field = {
    name: 0,
    mode: 100,
    uid: 108,
    gid: 116,
    size: 124,
    mtime: 136,
    checksum: 148,
    type: 156,
    magic: 257,
  };
  block.write(name, field.name, "ascii");
  block.write(octal(mode, 7), field.mode);
  block.write(octal(0, 7), field.uid);
  block.write(octal(0, 7), field.gid);
  block.write(octal(size, 11), field.size);
  block.write(octal(0, 11), field.mtime);
  block.write("        ", field.checksum);
  block.write("0", field.type);
  block.write("ustar\x0000", field.magic);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, field.checksum);
  return block;
}

/**
 * @param {number} value
 * @param {number} digits
 */
function octal(value, digits) {
  return value.toString(8).padStart(digits, "0");
}
