/**
 * Modes 1–3 beyond what can be exhausted: five brokers, ten messages, about twenty faults. For seeded walks.
 *
 * @module
 */
import type { Strike } from "../world/budget.ts"
import type { Member } from "../world/member.ts"
import type { MastersBounds } from "./models.ts"

const masters: readonly Member[] = ["a", "b", "c", "d", "e"].map((group) => ({ name: `${group}0`, brokerName: `broker-${group}`, role: "master" }))

/** Two groups: a master with two slaves, and one with one. */
const groups: readonly Member[] = [
  { name: "a0", brokerName: "broker-a", role: "master" },
  { name: "a1", brokerName: "broker-a", role: "slave", master: "a0" },
  { name: "a2", brokerName: "broker-a", role: "slave", master: "a0" },
  { name: "b0", brokerName: "broker-b", role: "master" },
  { name: "b1", brokerName: "broker-b", role: "slave", master: "b0" }
]

const strikes = (faults: { readonly [fault in Strike["fault"]]?: number }, at: Strike["at"] = "any"): readonly Strike[] =>
  (Object.entries(faults) as [Strike["fault"], number][]).map(([fault, times]) => ({ fault, at, times }))

const large = { messages: 10, inFlight: 12, connections: 8 } as const

export const wideMasters: readonly MastersBounds[] = [
  {
    ...large,
    mode: "multi-master",
    topic: "wide",
    about: "five masters: crashes, power losses, disks that fail",
    flushDiskType: "SYNC_FLUSH",
    members: masters,
    strikes: strikes({ crash: 8, powerLoss: 8, diskError: 4 })
  },
  {
    ...large,
    mode: "async-replication",
    topic: "wide",
    about: "two groups, three slaves: crashes anywhere, cut links, slaves that lose power or their disk",
    flushDiskType: "ASYNC_FLUSH",
    members: groups,
    strikes: [...strikes({ crash: 8, cut: 5 }), ...strikes({ powerLoss: 4, diskLoss: 3 }, "slave")],
    housekeeping: true,
    heartbeats: true
  },
  {
    ...large,
    mode: "sync-double-write",
    topic: "wide",
    about: "the same, where an ack waits for a slave",
    flushDiskType: "SYNC_FLUSH",
    members: groups,
    strikes: [...strikes({ crash: 8, cut: 5, diskError: 2 }), ...strikes({ powerLoss: 5 }, "slave")],
    housekeeping: true,
    heartbeats: true
  }
]
