/**
 * Which properties are checked in which model of modes 1–3: the cells of the promise table, and models for what the table
 * does not ask.
 *
 * @module
 */
import { answeredFairly, caughtUpFairly, neverServedForEver } from "./fair.ts"
import { groupOf, MASTER, type MastersBounds, mastersNameOf, mastersOptionsOf, OTHER_MASTER, SECOND_SLAVE, SLAVE } from "../../models/masters/models.ts"
import type { Strike } from "../../models/world/budget.ts"
import { type BrokersModel, brokersModel } from "../../models/world/brokers.ts"
import type { BrokerMachine } from "../../models/world/node.ts"
import { cells, type Outcome } from "../promises.ts"
import {
  ackDurable,
  ackedBefore,
  ackLost,
  allStruck,
  keptOnSlaveAlone,
  masterHasAll,
  noLocksWhileDown,
  servedAfter,
  servedAfterPromotion,
  servedThroughout,
  servedWhileDown,
  unservedWhileDown
} from "./cells.ts"
import {
  ackLinearizable,
  ackReplicated,
  haPrefix,
  neverServedAgain, nobodyHangsUp,
  noFailover,
  noPhantom,
  queueOrder,
  readAnswered,
  readsGoBack,
  sendsAnswered,
  servedByPromotion,
  slaveCatchesUp,
  slaveReadOnly,
  visibleReplaced,
  visibleStable
} from "./copying.ts"
import type { BrokersDeclared } from "./declare.ts"
import { ofOwnState } from "./own-state.ts"
import { oldMasterForked, oldMasterStuck, servedBySlave, storedNotAckedLost, toldFlushDiskTimeout, toldFlushSlaveTimeout, toldSlaveNotAvailable, writableElsewhere } from "./witnesses.ts"

export interface MastersSuite {
  readonly bounds: MastersBounds
  readonly properties: readonly BrokersDeclared[]
}

const strikes = (bounds: MastersBounds, ...kinds: readonly Strike["fault"][]): boolean => bounds.strikes.some(({ fault }) => kinds.includes(fault))
const strikesSlave = (bounds: MastersBounds, fault: Strike["fault"]): boolean => bounds.strikes.some((s) => s.fault === fault && s.at !== "master")

/** What holds of every broker of the mode, whatever the table says of the faults. */
export const commonOf = (bounds: MastersBounds): readonly BrokersDeclared[] => [
  noPhantom,
  queueOrder,
  ...ofOwnState,
  noLocksWhileDown,
  ...(bounds.mode === "multi-master" ? [] : [slaveReadOnly]),
  ...(bounds.mode === "multi-master" || strikes(bounds, "promote") ? [] : [noFailover]),
  // A master that has lost what its slave holds goes on at positions that the slave has filled.
  ...(bounds.mode === "multi-master" || strikes(bounds, "promote", "powerLoss", "powerLossOfAll") || bounds.strikes.some((s) => s.fault === "diskLoss" && s.at === "master") ? [] : [haPrefix]),
  // "At that instant" cannot hold of a copy whose disk is gone.
  ...(bounds.mode !== "sync-double-write" || strikesSlave(bounds, "diskLoss") ? [] : [ackReplicated])
]

const decidedBy: { readonly [outcome in Outcome]: readonly BrokersDeclared[] } = {
  "kept, served throughout": [ackDurable, masterHasAll, servedThroughout],
  "kept, unserved until the master is back": [ackDurable, masterHasAll, unservedWhileDown, servedAfter],
  "kept, unserved until the slave is promoted": [ackDurable, unservedWhileDown, keptOnSlaveAlone, servedAfterPromotion],
  LOSS: [ackLost]
}

/** A cell is decided by its own properties; what all brokers promise is checked in its world too. */
const cellSuites = cells.map(({ bounds, outcome }): MastersSuite => ({ bounds, properties: [...decidedBy[outcome], ...commonOf(bounds), ackedBefore, allStruck] }))

const small = { flushDiskType: "ASYNC_FLUSH", messages: 2, inFlight: 3, connections: 2 } as const
const one = (fault: Strike["fault"], at: Strike["at"] = "any"): Strike => ({ fault, at, times: 1 })

const others: readonly (MastersBounds & { readonly properties: readonly BrokersDeclared[] })[] = [
  {
    ...small,
    mode: "multi-master",
    topic: "two-masters",
    about: "one of two masters crashes: the cluster goes on, its own queues wait",
    members: [MASTER, OTHER_MASTER],
    strikes: [one("crash", "master")],
    properties: [ackDurable, unservedWhileDown, writableElsewhere]
  },
  {
    ...small,
    mode: "multi-master",
    topic: "reads",
    about: "clients ask a master where its queue ends, before and after a crash",
    flushDiskType: "SYNC_FLUSH",
    members: [MASTER],
    reads: 2,
    strikes: [one("crash", "master")],
    properties: [ackLinearizable, readAnswered]
  },
  {
    ...small,
    mode: "multi-master",
    topic: "reads-power-loss",
    about: "the same before and after a power loss: what was visible and not acked is gone",
    flushDiskType: "SYNC_FLUSH",
    members: [MASTER],
    reads: 2,
    strikes: [one("powerLoss", "master")],
    properties: [ackDurable, readsGoBack]
  },
  {
    ...small,
    mode: "async-replication",
    topic: "two-masters",
    about: "the same, one of them with a slave, which takes nobody's place",
    members: [MASTER, SLAVE, OTHER_MASTER],
    strikes: [one("crash", "master")],
    properties: [ackDurable, unservedWhileDown, writableElsewhere]
  },
  ...(["async-replication", "sync-double-write"] as const).map(
    (mode): (typeof others)[number] => ({
      ...small,
      mode,
      topic: "visible",
      about: "what consumers could read stays: a crash of either, a slave that loses its disk",
      members: groupOf(mode),
      strikes: [one("crash", "any"), one("diskLoss", "slave")],
      seen: true,
      config: { slaveReadEnable: true },
      properties: [ackDurable, visibleStable]
    })
  ),
  ...(["ASYNC_FLUSH", "SYNC_FLUSH"] as const).map(
    (flushDiskType): (typeof others)[number] => ({
      ...small,
      mode: "multi-master",
      topic: "visible-power-loss",
      about: "what is visible is not flushed yet: a power loss takes it, whatever the acks wait for",
      flushDiskType,
      members: [MASTER],
      strikes: [one("powerLoss", "master")],
      seen: true,
      properties: [visibleReplaced]
    })
  ),
  ...(["async-replication", "sync-double-write"] as const).flatMap((mode): (typeof others)[number][] => [
    {
      ...small,
      mode,
      topic: "master-dead",
      about: "the master dies for good, and no operator acts",
      members: groupOf(mode),
      strikes: [one("kill", "master")],
      properties: [ackDurable, neverServedAgain, neverServedForEver, sendsAnswered]
    },
    {
      ...small,
      mode,
      topic: "heartbeats",
      about: "a master's heartbeats among what it copies: nothing is copied twice, and nobody hangs up",
      members: groupOf(mode),
      strikes: [],
      heartbeats: true,
      properties: [ackDurable, nobodyHangsUp, slaveCatchesUp]
    },
    {
      ...small,
      mode,
      topic: "master-dead-promotion",
      about: "the master dies for good, and an operator promotes the slave",
      members: groupOf(mode),
      strikes: [one("kill", "master"), one("promote")],
      properties: [ackDurable, servedByPromotion]
    },
    {
      ...small,
      mode,
      topic: "catch-up",
      about: "master and slave crash and come back: the copy goes on, and every send is answered",
      members: groupOf(mode),
      connections: 3,
      strikes: [one("crash", "any")],
      properties: [ackDurable, slaveCatchesUp, sendsAnswered, caughtUpFairly, answeredFairly]
    }
  ]),
  {
    ...small,
    mode: "multi-master",
    topic: "slow-disk",
    about: "SYNC_FLUSH, and a disk that does not answer in time",
    flushDiskType: "SYNC_FLUSH",
    members: [MASTER],
    strikes: [],
    properties: [ackDurable, toldFlushDiskTimeout]
  },
  {
    ...small,
    mode: "sync-double-write",
    topic: "slave-down",
    about: "the slave crashes: what producers are told",
    members: groupOf("sync-double-write"),
    strikes: [one("crash", "slave")],
    properties: [ackDurable, toldSlaveNotAvailable, toldFlushSlaveTimeout]
  },
  {
    ...small,
    mode: "sync-double-write",
    topic: "slave-down-disk-loss",
    about: "the slave crashes, then the master's disk is destroyed: what was stored and not acked is lost",
    members: groupOf("sync-double-write"),
    strikes: [one("crash", "slave"), one("diskLoss", "master")],
    properties: [ackDurable, storedNotAckedLost]
  },
  {
    ...small,
    mode: "sync-double-write",
    topic: "one-ack",
    about: "the defaults of 5.x: a SYNC_MASTER that waits for nobody loses what an ASYNC_MASTER loses (W18)",
    members: groupOf("sync-double-write"),
    strikes: [one("diskLoss", "master")],
    config: { requiredAcks: 1, compatibility: "5" },
    properties: [ackLost]
  },
  {
    ...small,
    mode: "sync-double-write",
    topic: "slave-fsync",
    about: "slaveAck=FSYNC: the whole group loses power, and the slave's disk has what was acked",
    members: groupOf("sync-double-write"),
    strikes: [one("powerLossOfAll")],
    config: { slaveAck: "FSYNC" },
    properties: [ackDurable, ackReplicated, keptOnSlaveAlone]
  },
  {
    ...small,
    mode: "sync-double-write",
    topic: "three-acks",
    about: "two slaves and requiredAcks=3: each is counted once, however often it connects",
    members: [MASTER, SLAVE, SECOND_SLAVE],
    messages: 1,
    inFlight: 2,
    strikes: [one("cut")],
    config: { requiredAcks: 3 },
    housekeeping: true,
    properties: [ackDurable, ackReplicated]
  },
  ...(["async-replication", "sync-double-write"] as const).map(
    (mode): (typeof others)[number] => ({
      ...small,
      mode,
      topic: "promotion",
      about: "the master crashes, an operator promotes the slave, the old master returns as a slave",
      members: groupOf(mode),
      strikes: [one("crash", "master"), one("promote")],
      properties: [ackDurable, servedAfterPromotion, oldMasterStuck, oldMasterForked]
    })
  ),
  {
    ...small,
    mode: "async-replication",
    topic: "slave-reads",
    about: "slaveReadEnable: a slave serves as long as it is connected to its master",
    members: groupOf("async-replication"),
    strikes: [one("crash", "master")],
    config: { slaveReadEnable: true },
    properties: [ackDurable, servedBySlave]
  },
  {
    ...small,
    mode: "async-replication",
    topic: "consumer-failover",
    about: "consumerFailoverToSlave, as the released slave does it: it goes on serving without its master",
    members: groupOf("async-replication"),
    strikes: [one("crash", "master")],
    config: { consumerFailoverToSlave: true },
    properties: [ackDurable, servedWhileDown]
  }
]

const otherSuites = others.map(({ properties, ...bounds }): MastersSuite => ({
  bounds,
  properties: [...new Set([...properties, ...commonOf(bounds), ackedBefore, ...(bounds.strikes.length > 0 ? [allStruck] : [])])]
}))

export const mastersSuites: readonly MastersSuite[] = [...cellSuites, ...otherSuites]

/** The model of these bounds around this machine, with its properties. */
export const mastersModelOf = ({ bounds, properties }: MastersSuite, machine?: BrokerMachine): BrokersModel =>
  brokersModel({ ...mastersOptionsOf(bounds, machine), name: mastersNameOf(bounds), properties })

export const mastersSuiteOf = (name: string): MastersSuite => {
  const found = mastersSuites.find(({ bounds }) => mastersNameOf(bounds).startsWith(name))
  if (found === undefined) throw new Error(`no model "${name}"; there are: ${mastersSuites.map(({ bounds }) => mastersNameOf(bounds)).join(", ")}`)
  return found
}
