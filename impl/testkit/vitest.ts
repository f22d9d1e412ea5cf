/**
 * A cluster as a fixture of vitest.
 *
 * @module
 */
import { test } from "vitest"
import type { Cluster, StartOptions } from "./api.ts"
import { startCluster } from "./cluster.ts"
import { eventLines } from "./last-events.ts"

export interface ClusterTestOptions extends StartOptions {
  /** Hold each run against the spec when its test has passed. Default: true. */
  readonly assertPromises?: boolean
  /** Of a test that fails, so many events of each node are printed. Default: 10. */
  readonly lastEvents?: number
}

/**
 * `test` with a cluster of its own for every test that asks for one:
 *
 * ```ts
 * const test = clusterTest({ mode: "dledger" })
 * test("outlives its leader", async ({ cluster }) => { … })
 * ```
 */
export const clusterTest = ({ assertPromises = true, lastEvents = 10, ...options }: ClusterTestOptions = {}) =>
  test.extend<{ cluster: Cluster }>({
    cluster: async ({ task }, use) => {
      await using cluster = await startCluster(options)
      await use(cluster)
      if (task.result?.state !== "fail" && !(task.result?.errors?.length ?? 0)) {
        if (assertPromises) await cluster.assertPromises()
        return
      }
      process.stderr.write([`The last events of each node (${task.name}):`, ...eventLines(await cluster.journal(lastEvents)), ""].join("\n"))
    }
  })
