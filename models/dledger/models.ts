/**
 * The models of a DLedger group: small worlds, each with its bounds. What a model leaves out, another has.
 *
 * @module
 */
import { dledger } from "../../spec/modes/dledger.ts"
import type { GroupOptions } from "../world/group.ts"
import type { BrokerMachine } from "../world/node.ts"
import type { Bounds } from "./bounds.ts"
import { core } from "./core.ts"
import { inTheEnd } from "./in-the-end.ts"
import { promiseCells } from "./promise-cells.ts"
import { readModels } from "./reads.ts"
import { requestModels } from "./requests.ts"
import { explored, twoMessages } from "./two-messages.ts"

export type { Bounds } from "./bounds.ts"

export const bounds: readonly Bounds[] = [...core, ...readModels, ...inTheEnd, ...promiseCells, ...requestModels, ...twoMessages, ...explored]

/** Beyond what can be exhausted: larger groups, more of everything. For seeded walks. */
export const wide: readonly Bounds[] = [
  {
    topic: "wide",
    about: "five nodes, ten messages, twenty faults: crashes, power losses, disks that fail, cut links, messages lost and doubled",
    nodes: 5,
    terms: 10,
    messages: 10,
    inFlight: 16,
    fine: ["log", "vote"],
    faults: { crash: 4, powerLoss: 3, diskError: 2, cut: 3, lose: 4, duplicate: 4 },
    ghosts: ["leaders", "votes", "commits", "acks"]
  },
  {
    topic: "wide-snapshots",
    about: "three nodes, twelve messages, snapshots, hand-overs, follower reads, a lost disk",
    nodes: 3,
    terms: 12,
    messages: 12,
    inFlight: 12,
    fine: ["log"],
    faults: { crash: 2, powerLoss: 2, lose: 12, duplicate: 6, diskLoss: 1, cut: 2 },
    ghosts: ["leaders", "votes", "commits", "acks"],
    config: { enableSnapshot: true, enableSlaveActingMaster: true },
    compaction: true,
    transfer: true,
    timers: ["ElectionTimeout", "HeartbeatTimeout", "FlushTimeout", "RegisterTimeout", "MetadataTimeout"]
  }
]

/** `dledger/replication-3n-2t-2m-3net-1crash-1lose-1duplicate`. */
export const nameOf = ({ topic, nodes, terms, messages, reads = 0, inFlight, lossy, fine = [], busyDisk, faults }: Bounds): string =>
  [`dledger/${topic}`, `${nodes}n`, `${terms}t`, `${messages}m`, ...(reads > 0 ? [`${reads}r`] : []), `${inFlight}net`, ...(lossy ? ["lossy"] : []), ...fine.map((what) => `fine${what}`), ...(busyDisk ? ["busy"] : []), ...Object.entries(faults).map(([kind, n]) => `${n}${kind}`)].join("-")

export const boundsOf = (topic: string): Bounds => {
  const found = bounds.find((b) => b.topic === topic || `dledger/${b.topic}` === topic)
  if (found === undefined) throw new Error(`no model "${topic}"; there are: ${bounds.map((b) => b.topic).join(", ")}`)
  return found
}

/** The world of these bounds, around this machine. */
export const optionsOf = ({ topic: _topic, about: _about, deep: _deep, losesAcked: _losesAcked, recovers: _recovers, fair: _fair, seconds: _seconds, ...rest }: Bounds, machine: BrokerMachine = dledger): Omit<GroupOptions, "properties" | "name"> => ({
  ...rest,
  machine
})
