import * as fc from "fast-check";
import { expect, test } from "vitest";
import { redact } from "../../../src/diagnostics/safeText.ts";

test("leaves nothing of a secret, however often JSON wrote it", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(2), (tail, depth) => {
      const written = (word: string): string => {
        let text = `<${word}>`;
        for (let at = 0; at < depth; at += 1) text = JSON.stringify({ text });
        return text;
      };
      const secret = `canary${tail}`;
      expect(redact(written(secret), [secret])).toBe(written("[secret]"));
    }),
  );
});

test("takes out the longer of two secrets first", () => {
  expect(redact("the key is abcdefgh", ["abcd", "abcdefgh"])).toBe("the key is [secret]");
});

test("finds a secret within JSON within JSON", () => {
  const secret = 'a "b"\n\\c';
  expect(redact(JSON.stringify([JSON.stringify([secret]), secret]), [secret])).toBe(
    '["[\\"[secret]\\"]","[secret]"]',
  );
});

test("leaves short secrets, and text without any", () => {
  expect(redact("an abc here", ["abc", ""])).toBe("an abc here");
  expect(redact("nothing", [])).toBe("nothing");
});
