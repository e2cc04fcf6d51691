import { expect, test } from "vitest";
import { RunLogs } from "../../../../src/emulator/containers/RunLogs.ts";

test("RunLogs drops logs over 1 MiB and reports it once", () => {
  const logs = new RunLogs();
  logs.add(0, "stdout", "a".repeat(1_048_575));
  logs.add(0, "stdout", "b");
  logs.add(0, "stderr", "c");
  expect(logs.lines).toHaveLength(2);
  expect(logs.lines[1]).toBe(
    "1970-01-01T00:00:00.000Z stderr: Logs were truncated because the total bytes size exceeds the limit of 1048576 bytes.",
  );
});
