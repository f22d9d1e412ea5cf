/**
 * Appends per second on a real disk: `npx tsx impl/store/bench.ts [directory] [entries]`. Writes to a temporary
 * directory in `directory` (the system's one by default), and removes it.
 *
 * @module
 */
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { nodeFiles } from "../files/node-files.ts"
import { ConsumeQueues } from "./consume-queues.ts"
import { EntryLog } from "./entry-log.ts"

const BODY = Buffer.alloc(1024, 7)

const report = (what: string, count: number, startedAt: number, more = ""): void => {
  const ms = performance.now() - startedAt
  process.stdout.write(`${what.padEnd(44)} ${Math.round((count / ms) * 1000).toLocaleString("en").padStart(10)} /s${more}\n`)
}

const synced = (log: EntryLog): Promise<void> => new Promise((resolve, reject) => log.sync((error) => (error ? reject(error) : resolve())))

/** At most one sync under way, as a leader does it: what is appended meanwhile shares the next one. */
const pipelined = async (log: EntryLog, count: number, every: number): Promise<number> => {
  let syncs = 0
  let durable = log.lastIndex
  for (let i = 0; i < count; i++) {
    log.append(log.lastIndex + 1, 1, BODY)
    if ((i + 1) % every === 0) {
      syncs++
      log.sync((_error, index) => (durable = index))
      await new Promise(setImmediate)
    }
  }
  await synced(log)
  if (durable > log.lastIndex) throw new Error("more is durable than was written")
  return syncs
}

const bench = async (dir: string, count: number): Promise<void> => {
  let { log } = EntryLog.open(nodeFiles, `${dir}/log`)
  let startedAt = performance.now()
  for (let i = 0; i < count; i++) log.append(i, 1, BODY)
  report("append 1 KiB, no sync", count, startedAt)
  await synced(log)

  const some = Math.min(count, 64 * 200)
  startedAt = performance.now()
  for (let i = 0; i < some; i++) {
    log.append(log.lastIndex + 1, 1, BODY)
    if ((i + 1) % 64 === 0) await synced(log)
  }
  report("append 1 KiB, wait for a sync every 64", some, startedAt, `  (${((performance.now() - startedAt) / (some / 64)).toFixed(2)} ms per sync)`)

  startedAt = performance.now()
  await pipelined(log, count, 64)
  report("append 1 KiB, request a sync every 64", count, startedAt)

  startedAt = performance.now()
  for (let i = 0; i < count; i++) log.read((i * 7919) % count)
  report("read by index, 1 KiB", count, startedAt)

  startedAt = performance.now()
  for (let i = 0; i + 64 <= count; i += 64) log.readRange(i, i + 63, Infinity)
  report("read by range, 64 × 1 KiB", count, startedAt)

  const total = log.lastIndex + 1
  log.close()
  startedAt = performance.now()
  log = EntryLog.open(nodeFiles, `${dir}/log`).log
  report("recover, 1 KiB", total, startedAt)
  log.close()

  const queues = ConsumeQueues.open(nodeFiles, `${dir}/consumequeue`)
  startedAt = performance.now()
  for (let i = 0; i < count; i++) queues.put("topic", i % 8, Math.floor(i / 8), i * 1072, 1024, i)
  report("put into a consume queue", count, startedAt)
  queues.close()
}

const dir = fs.mkdtempSync(path.join(process.argv[2] ?? os.tmpdir(), "rocketproof-bench-"))
try {
  await bench(dir, Number(process.argv[3] ?? 200_000))
} finally {
  fs.rmSync(dir, { recursive: true })
}
