import { availableParallelism } from "node:os"
import { rocketmqKeys } from "./rocketmq-keys.ts"

const cores = availableParallelism()

/** How many threads RocketMQ takes of a machine. `mqadmin exportMetrics` takes the first for its cores. */
const threads: Readonly<Record<string, number>> = {
  clientCallbackExecutorThreads: cores,
  sendMessageThreadPoolNums: Math.min(cores, 4),
  putMessageFutureThreadPoolNums: Math.min(cores, 4),
  heartbeatThreadPoolNums: Math.min(cores, 32),
  queryMessageThreadPoolNums: 8 + cores,
  endTransactionThreadPoolNums: 8 + 2 * cores,
  pullMessageThreadPoolNums: 16 + 2 * cores,
  litePullMessageThreadPoolNums: 16 + 2 * cores,
  processReplyMessageThreadPoolNums: 16 + 2 * cores
}

/** What RocketMQ has for keys that nobody has set, of some of its configuration classes; not for paths and addresses, or where it has nothing. */
export const presetsOf = (classes: readonly string[], version: "4.9" | "5"): Readonly<Record<string, string>> =>
  Object.fromEntries(
    rocketmqKeys
      .filter(([file, , , versions]) => classes.includes(file) && (versions === "both" || versions === version))
      .map(([, key, , , preset]) => [key, preset === "${machine}" ? String(threads[key] ?? "") : preset] as const)
      .filter(([, value]) => value !== "" && !value.includes("${"))
  )
