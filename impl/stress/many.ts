/**
 * Many runs in simulation, on several threads: each seed is a run of its own, so it matters to none which thread makes it.
 *
 * @module
 */
import { availableParallelism } from "node:os"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import type { Config } from "../../spec/broker/config.ts"
import type { Mode } from "../../spec/modes/index.ts"
import type { HaWire } from "../broker/broker.ts"
import type { Replication } from "../cluster/node.ts"
import type { FaultName, Struck } from "./nemesis.ts"
import { planted } from "../simulated/planted.ts"
import { type SimulatedOptions, stressSimulated } from "./simulated.ts"

/** What is kept of a run. */
export interface RunSummary {
  readonly seed: number
  readonly mode: Mode
  readonly flush: "sync" | "async"
  readonly acked: number
  readonly lost: number
  readonly events: number
  readonly virtualMs: number
  readonly struck: readonly Struck[]
  readonly problems: readonly string[]
}

/** As plain data: it is sent to threads. */
export interface ManyOptions {
  /** Of the first run; those of the others follow it. */
  readonly seed: number
  readonly runs: number
  readonly mode?: Mode
  readonly flush?: "sync" | "async"
  readonly faults?: readonly FaultName[]
  readonly config?: Partial<Config>
  readonly haWire?: HaWire
  readonly replication?: Replication
  /** Id of a bug that is put into the shell. */
  readonly planted?: string
  readonly threads?: number
}

interface Part extends ManyOptions {
  readonly index: number
  readonly of: number
}

export const optionsOf = ({ mode, flush, faults, config, haWire, replication, planted: id }: ManyOptions): SimulatedOptions => {
  const bug = planted.find((each) => each.id === id)
  if (id !== undefined && bug === undefined) throw new Error(`--plant ${id}: no such bug; there are ${planted.map((each) => each.id).join(", ")}`)
  return { ...(mode === undefined ? {} : { mode }), ...(flush === undefined ? {} : { flush }), ...(faults === undefined ? {} : { faults }), ...(config === undefined ? {} : { config }), ...(haWire === undefined ? {} : { haWire }), ...(replication === undefined ? {} : { replication }), ...(bug === undefined ? {} : { planted: bug }) }
}

const runPart = async (part: Part, onRun: (run: RunSummary) => void, isOver: () => boolean): Promise<void> => {
  for (let i = part.index; i < part.runs && !isOver(); i += part.of) {
    const { seed, mode, flush, judged, events, virtualMs, struck, problems } = await stressSimulated(part.seed + i, optionsOf(part))
    onRun({ seed, mode, flush, acked: judged.acked, lost: judged.lost.length, events, virtualMs, struck, problems })
  }
}

/** Threads load the build; from the sources there is only the one. */
const isBuilt = import.meta.url.endsWith(".js")

/** Calls back with every run, in no order. With `untilFailed` it ends soon after one that failed. */
export const stressMany = async (options: ManyOptions, onRun: (run: RunSummary) => void, untilFailed = false): Promise<void> => {
  optionsOf(options)
  let failed = false
  const note = (run: RunSummary): void => {
    failed ||= run.problems.length > 0
    onRun(run)
  }
  const isOver = (): boolean => untilFailed && failed
  const of = Math.min(options.threads ?? availableParallelism(), options.runs)
  if (of === 1 || !isBuilt) return runPart({ ...options, index: 0, of: 1 }, note, isOver)
  await Promise.all(
    Array.from(
      { length: of },
      (_, index) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: { ...options, index, of } satisfies Part })
          worker.on("message", (run: RunSummary) => {
            note(run)
            if (isOver()) void worker.terminate()
          })
          worker.once("error", reject)
          worker.once("exit", () => resolve())
        })
    )
  )
}

if (!isMainThread && parentPort !== null && (workerData as Part | null)?.of !== undefined) {
  const port = parentPort
  await runPart(workerData as Part, (run) => port.postMessage(run), () => false)
}
