/**
 * A run in simulation: one seed, one cluster, faults as on live nodes, and judged as those are.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Config } from "../../spec/broker/config.ts"
import type { Mode } from "../../spec/modes/index.ts"
import type { HaWire } from "../broker/broker.ts"
import { flushOf, isReleased, modeNames } from "../cluster/modes.ts"
import type { Replication } from "../cluster/node.ts"
import { headLine } from "../journal/journal.ts"
import { type SimulatedJournal, startSimulatedCluster } from "../simulated/cluster.ts"
import type { Planted } from "../simulated/planted.ts"
import { settingOf } from "../testkit/explained.ts"
import type { Workload } from "./clients.ts"
import { emptyHistory } from "./history.ts"
import { judge, type Judged } from "./judge.ts"
import { IMPATIENT, readsOf } from "./live.ts"
import { readLives } from "./lives.ts"
import { type FaultName, type Nemesis, usualFaults } from "./nemesis.ts"
import { type Outcome, stressAt } from "./run.ts"

export interface SimulatedOptions {
  /** Default: by the seed. */
  readonly mode?: Mode
  readonly flush?: "sync" | "async"
  readonly faults?: readonly FaultName[]
  /** Of all brokers, as `--set` has them. */
  readonly config?: Partial<Config>
  readonly haWire?: HaWire
  readonly replication?: Replication
  readonly planted?: Planted
  /** How long faults strike: milliseconds of its own time. */
  readonly durationMs?: number
}

export interface SimulatedStress {
  readonly seed: number
  readonly mode: Mode
  readonly flush: "sync" | "async"
  readonly struck: Nemesis["struck"]
  readonly judged: Judged
  readonly problems: readonly string[]
  /** Of its own time. */
  readonly virtualMs: number
  readonly events: number
  /** Of every event taken and every output given. */
  readonly digest: () => string
  /** As a live run writes them, for `validate` and `trace`. */
  readonly writeJournals: (dir: string) => void
}

const WORKLOAD: Workload = { topic: "stress", queues: 2, producers: 2, consumers: 1, paceMs: 80, idleMs: 250, routesMs: 250, timeoutMs: 1_000, endsEveryMs: 200 }

/** As small as it can be where all is about one group; two where they must not disturb each other. */
const SIZE: { readonly [mode in Mode]: { readonly groups: number; readonly replicas: number } } = {
  "multi-master": { groups: 2, replicas: 1 },
  "async-replication": { groups: 1, replicas: 2 },
  "sync-double-write": { groups: 1, replicas: 2 },
  dledger: { groups: 1, replicas: 3 }
}

/** Of its own time: all is mended long before. */
const LIMIT_MS = 600_000

export const stressSimulated = async (seed: number, options: SimulatedOptions = {}): Promise<SimulatedStress> => {
  const mode = options.mode ?? (modeNames[seed % modeNames.length] as Mode)
  const { planted, haWire, replication } = options
  const flush = flushOf(mode, options.flush ?? (isReleased(mode, replication) || Math.floor(seed / modeNames.length) % 2 === 1 ? "async" : "sync"), replication)
  const config: Partial<Config> = { timing: IMPATIENT, ...readsOf(mode, replication), ...options.config }
  const setting = settingOf(mode, flush, SIZE[mode].replicas, config, options)
  const cluster = await startSimulatedCluster({
    mode,
    seed,
    ...SIZE[mode],
    flush,
    config,
    ...(haWire === undefined ? {} : { haWire }),
    ...(replication === undefined ? {} : { replication }),
    ...(planted === undefined ? {} : { planted })
  })
  const run = stressAt(cluster.place, {
    setting,
    workload: { ...WORKLOAD, ...(planted?.opaques === undefined ? {} : { opaques: planted.opaques }) },
    schedule: { faults: options.faults ?? usualFaults(mode, options, true), holdMs: [100, 1_500], gapMs: [100, 600], patienceMs: 30_000 },
    durationMs: options.durationMs ?? 8_000
  })
  const outcome = await cluster.run(run, LIMIT_MS).catch((error: Error): Outcome => ({ ...empty(), failure: error.message }))
  const virtualMs = cluster.now()
  cluster.stop()
  const lives = readLives()
  for (const { head, lines, state } of cluster.journals) {
    lines.forEach(([event, outputs], i) => lives.onLine(head, i + 2, event, outputs))
    if (state !== undefined) lives.onEnd(head, state)
  }
  const judged = judge({ ...outcome, setting, lives, groups: cluster.place.victims.groups.map(({ name }) => name), readsLinearizable: mode !== "dledger" || config.linearizableRead === true })
  return {
    seed,
    mode,
    flush,
    struck: outcome.nemesis.struck,
    judged,
    problems: [...(outcome.failure === undefined ? [] : [`STUCK        ${outcome.failure}`]), ...cluster.problems.slice(0, 5), ...judged.problems],
    virtualMs,
    events: cluster.journals.reduce((sum, { lines }) => sum + lines.length, 0),
    digest: () => digestOf(cluster.journals),
    writeJournals: (dir) => writeJournals(dir, cluster.journals)
  }
}

/** Of a run that nobody saw the end of. */
const empty = (): Omit<Outcome, "failure"> => ({ history: emptyHistory(), nemesis: { struck: [], faults: [], ended: new Map(), run: async () => {} }, finals: new Map(), fromMs: 0, toMs: 0 })

const digestOf = (journals: readonly SimulatedJournal[]): string => {
  const hash = createHash("sha256")
  for (const { head, lines } of journals) hash.update(head.node).update(JSON.stringify(lines))
  return hash.digest("hex")
}

const writeJournals = (dir: string, journals: readonly SimulatedJournal[]): void => {
  for (const { head, lines } of journals) {
    const folder = join(dir, head.node.replace("/", "-"))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `journal-${head.life}.jsonl`), [headLine(head), ...lines.map((line) => JSON.stringify(line))].map((line) => `${line}\n`).join(""))
  }
}
