import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type JournalRecord, formatRecord, parseRecord } from "../../../src/journal/records.ts";

const record: JournalRecord = {
  kind: "end",
  id: "2",
  key: "ncf:shop/prod/migrate/1",
  of: "1",
  at: 1,
  end: { kind: "unknown" },
};

test("a record is one line with its checksum in front", () => {
  expect(formatRecord(record)).toBe(
    'b9a46072 {"kind":"end","id":"2","key":"ncf:shop/prod/migrate/1","of":"1","at":1,"end":{"kind":"unknown"}}',
  );
});

test("every record is read back unchanged, whatever its strings contain", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (key) => {
      const line = formatRecord({ ...record, key });
      expect(line).not.toContain("\n");
      expect(parseRecord(line)).toEqual({ ...record, key });
    }),
  );
});

test.each(["\u2028", "\u2029", "\r", "\uD800"])(
  "a text with %j, which ends a line elsewhere, is no reason to lose its record",
  (key) => {
    expect(parseRecord(formatRecord({ ...record, key }))).toEqual({ ...record, key });
  },
);

test("no part of a line is read as a record", () => {
  const line = formatRecord(record);
  for (let end = 0; end < line.length; end += 1) expect(parseRecord(line.slice(0, end))).toBeUndefined();
  for (let start = 1; start < line.length; start += 1) expect(parseRecord(line.slice(start))).toBeUndefined();
});

test("a record of a kind that a later version may have is passed over", () => {
  expect(parseRecord(formatRecord({ kind: "later", id: "3" } as unknown as JournalRecord))).toBeUndefined();
});
