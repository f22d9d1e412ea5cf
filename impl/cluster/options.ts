/**
 * What a cluster is started with.
 *
 * @module
 */
import type { Config } from "../../spec/broker/config.ts"
import type { HaWire } from "../broker/broker.ts"
import type { LogOptions } from "../log/log.ts"
import type { Mode } from "./modes.ts"
import type { Replication } from "./node.ts"

export interface ClusterOptions {
  readonly mode: Mode
  readonly groups: number
  readonly replicas: number
  readonly namesrvs: number
  /** Of the first NameServer; 0 = any free one. */
  readonly port: number
  readonly flush: "sync" | "async"
  readonly dir: string
  readonly journal: boolean
  readonly processes: boolean
  readonly host: string
  readonly advertise: string
  readonly timers: "seed" | "dledger"
  readonly config: Partial<Config>
  /** How slaves follow their masters; our own form unless said. */
  readonly haWire?: HaWire
  /** How members of a DLedger group replicate; by Raft unless said. */
  readonly replication?: Replication
  /** Bytes of a file of a broker's log. */
  readonly segmentSize?: number
  readonly mutant?: string
  readonly log?: LogOptions
}

/** One group of three on this machine, on free ports. */
export const localGroup: Omit<ClusterOptions, "dir"> = {
  mode: "dledger",
  groups: 1,
  replicas: 3,
  namesrvs: 1,
  port: 0,
  flush: "sync",
  journal: true,
  processes: false,
  host: "127.0.0.1",
  advertise: "127.0.0.1",
  timers: "seed",
  config: {}
}
