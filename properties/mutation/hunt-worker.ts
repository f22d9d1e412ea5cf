/**
 * The hunt, in a thread of its own: a changed rule may not end, and then the thread is ended from outside.
 *
 * @module
 */
import { Session } from "node:inspector/promises"
import { parentPort, workerData } from "node:worker_threads"
import { hunt, load, type Watch } from "./hunt.ts"

/** `dist`: URL of the changed build. */
const { dist, files } = workerData as { readonly dist: string; readonly files: readonly string[] }

const changed = new Set(files.map((file) => new URL(file.replace(/\.ts$/, ".js"), dist).href))
const session = new Session()
session.connect()
await session.post("Profiler.enable")
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false })

const watch: Watch = {
  /** Was a function of a changed file called meanwhile? Taking the coverage sets its counts to 0. */
  fires: async (explore) => {
    await session.post("Profiler.takePreciseCoverage")
    explore()
    const { result } = await session.post("Profiler.takePreciseCoverage")
    return result.some(({ url, functions }) => changed.has(url) && functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0))
  },
  end: async () => {
    await session.post("Profiler.stopPreciseCoverage")
    await session.post("Profiler.disable")
  }
}

const build = await load(new URL(dist))
parentPort?.postMessage({ hunted: await hunt(build, watch, (model) => parentPort?.postMessage({ model })) })
