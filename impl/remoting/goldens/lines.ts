/**
 * The files beside this one, for tests. `frames.jsonl` and `messages.jsonl` are written by RocketMQ 4.9.8's own classes
 * (`regenerate.sh`); `captured.jsonl` was recorded between stock clients and brokers 4.9.7 and 5.5.0.
 *
 * @module
 */
import { readFileSync } from "node:fs"

export const goldenLines = <T>(name: "frames" | "messages" | "captured"): T[] =>
  readFileSync(new URL(`${name}.jsonl`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as T)
