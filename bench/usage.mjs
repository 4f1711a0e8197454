// Loaded before a program (`node --import ./usage.mjs program`): writes what the process took, as the
// kernel counts it, to the file that BENCH_USAGE names.
import { writeFileSync } from "node:fs";

const start = performance.now();
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const seconds = (performance.now() - start) / 1000;
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  writeFileSync(
    process.env.BENCH_USAGE,
    JSON.stringify({ seconds, cpuSeconds, rssMib: maxRSS / 1024 }),
  );
});
