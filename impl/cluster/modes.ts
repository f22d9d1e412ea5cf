/**
 * The four cluster modes as `cluster` starts them: how many brokers, and what each is told it is.
 *
 * @module
 */
import type { Config } from "../../spec/broker/config.ts"
import { type Mode, modes } from "../../spec/modes/index.ts"
import type { Replication } from "./node.ts"

export type { Mode } from "../../spec/modes/index.ts"

export const modeNames = Object.keys(modes) as readonly Mode[]

/** Groups, brokers in each (all of them counted), and how they flush, unless told otherwise. */
export const defaultsOf: { readonly [mode in Mode]: { readonly groups: number; readonly replicas: number; readonly flush: "sync" | "async" } } = {
  "multi-master": { groups: 2, replicas: 1, flush: "async" },
  "async-replication": { groups: 1, replicas: 2, flush: "async" },
  "sync-double-write": { groups: 1, replicas: 2, flush: "async" },
  dledger: { groups: 1, replicas: 3, flush: "sync" }
}

export const NO_FSYNC = "members that replicate as dledger-0.3.1.2 count what is in the page cache; leave it out, or leave out replication"

/** Do its members replicate as released ones? What `replication` says counts in DLedger groups alone. */
export const isReleased = (mode: Mode, replication: Replication | undefined): boolean => mode === "dledger" && replication === "dledger-0.3.1.2"

/** How the brokers of a cluster flush. Throws with the name of what was asked, if that is nothing, or nothing that they could keep. */
export const flushOf = (mode: Mode, asked: string | undefined, replication: Replication | undefined, name = "--flush"): "sync" | "async" => {
  if (asked !== undefined && asked !== "sync" && asked !== "async") throw new Error(`${name} ${asked}: must be sync or async`)
  if (!isReleased(mode, replication)) return asked ?? defaultsOf[mode].flush
  if (asked === "sync") throw new Error(`${name} sync: ${NO_FSYNC}`)
  return "async"
}

/** What member `id` of a group is told; the first one is the master where roles are fixed. */
export const roleOf = (mode: Mode, flush: "sync" | "async", id: string, ids: readonly string[]): Partial<Config> => {
  if (mode === "dledger") return { ackRequires: flush === "sync" ? "FSYNC" : "PAGE_CACHE" }
  const flushDiskType = flush === "sync" ? "SYNC_FLUSH" : "ASYNC_FLUSH"
  const number = ids.indexOf(id)
  return number === 0 ? { ...masterOf(mode), flushDiskType } : { ...slaveOf(ids[0] as string, number), flushDiskType }
}

export const masterOf = (mode: Mode): Partial<Config> => ({ brokerRole: mode === "sync-double-write" ? "SYNC_MASTER" : "ASYNC_MASTER", brokerId: 0, haMaster: null })

export const slaveOf = (master: string, brokerId: number): Partial<Config> => ({ brokerRole: "SLAVE", brokerId, haMaster: master })

export interface Topology {
  readonly mode: Mode
  readonly groups: number
  readonly replicas: number
  readonly namesrvs: number
  readonly config: Partial<Config>
}

/** Clusters that cannot be, and settings that cannot go together; throws with the name of one. */
export const refuseImpossible = ({ mode, groups, replicas, namesrvs, config }: Topology): void => {
  for (const [name, value] of Object.entries({ groups, replicas, namesrvs })) if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} ${value}: must be a whole number, 1 or more`)
  const few = mode === "dledger" ? tooFew(replicas) : undefined
  if (few !== undefined) throw new Error(`--replicas ${replicas}: ${few}`)
  if (mode === "multi-master" && replicas !== 1) throw new Error(`--replicas ${replicas}: a multi-master cluster has no slaves; use --groups for more masters`)
  if ((mode === "async-replication" || mode === "sync-double-write") && replicas < 2) throw new Error(`--replicas ${replicas}: --mode ${mode} needs a master and a slave, 2 at least`)
  if (mode === "sync-double-write" && (config.requiredAcks ?? 2) > replicas)
    throw new Error(`--set requiredAcks=${config.requiredAcks}: more copies than the ${replicas} brokers of a group (--replicas): nothing would ever be acked`)
}

/** Why no DLedger group should have so many members; `undefined`: it may. */
export const tooFew = (members: number): string | undefined =>
  members === 2 ? "a DLedger group of two acks nothing as soon as either is down, so it bears less than one broker alone; use 3 (or 1, or 5)" : undefined

/** What an even number of members costs; `key` says where it was set. */
export const costOf = (key: string, members: number): readonly string[] =>
  members % 2 === 0 ? [`${key}: a group of ${members} bears no more nodes down than one of ${members - 1} (${members / 2 - 1}), and every ack waits for ${members / 2 + 1} disks instead of ${members / 2}`] : []

/** What a cluster that is possible costs, if that is not what one would think. */
export const warningsAbout = ({ mode, replicas }: Pick<Topology, "mode" | "replicas">): readonly string[] => (mode === "dledger" ? costOf(`--replicas ${replicas}`, replicas) : [])
