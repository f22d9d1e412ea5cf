/**
 * `cluster --set`: the same keys for all brokers of a cluster. What makes one broker differ from the next, `cluster` decides itself.
 *
 * @module
 */
import { type Config, defaults, timers } from "../../spec/broker/config.ts"
import type { HaWire } from "../broker/broker.ts"
import type { Replication } from "../cluster/node.ts"
import { NO_FSYNC } from "../cluster/modes.ts"
import { changes, released } from "./broker-spec.ts"
import { honoured, type HonouredKey } from "./honoured.ts"
import { parseSet, readSettings, written } from "./settings.ts"

export interface ClusterSettings {
  readonly timers: "seed" | "dledger"
  readonly config: Partial<Config>
  readonly haWire?: HaWire
  readonly replication?: Replication
  /** For a person, line by line. */
  readonly notices: readonly string[]
}

/** Throws with the key at fault. */
export const clusterSettings = (settings: readonly string[]): ClusterSettings => {
  const given = settings.map(parseSet)
  for (const each of given) {
    if (each.key === "enableSnapshot") throw new Error("--set enableSnapshot: a switch of the models (dledger/snapshot); brokers keep their whole log, so that none ever sends a snapshot")
    const flag = Object.hasOwn(honoured, each.key) ? honoured[each.key as HonouredKey].cluster : undefined
    if (flag !== undefined) throw new Error(`${written(each)}: a cluster decides that for each of its brokers; see ${flag}`)
  }
  const { values, unknown, notices } = readSettings("cluster", given)
  if (unknown[0] !== undefined) throw new Error(unknown[0])
  const preset = values.timers ?? "seed"
  const before: Config = { ...defaults, dLegerSelfId: "n0", peers: [], timing: timers[preset] }
  const isReleased = values.replication === "dledger-0.3.1.2"
  if (isReleased && values.ackRequires === "FSYNC") throw new Error(`--set ackRequires=FSYNC: ${NO_FSYNC}`)
  return {
    timers: preset,
    config: { ...changes(before, values), ...(isReleased ? released : {}) },
    ...(values.haWire === undefined ? {} : { haWire: values.haWire }),
    ...(values.replication === undefined ? {} : { replication: values.replication }),
    notices
  }
}
