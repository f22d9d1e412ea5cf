/**
 * How a master that is one by configuration, and stays one, answers what the shared rules ask (B1, B3, E13).
 *
 * RocketMQ `CommitLog`, `BrokerController` with brokerRole ASYNC_MASTER or SYNC_MASTER.
 *
 * @module
 */
import type { Replication } from "../broker/replication.ts"
import type { Part } from "../broker/rule.ts"
import * as Log from "../log/log.ts"
import { chain } from "../machine.ts"
import { becomeMaster } from "../registration/become-master.ts"
import { MASTER_ID } from "../registration/register.ts"
import { dispatchUpTo } from "../store/dispatch.ts"
import { type AckCondition, beginToWait, settle } from "./acks.ts"

/** Logs of modes 1–3 know no terms: their replicas compare positions alone. */
const TERM = 0

/** A master whose answers wait for these. */
export const masterReplication = (acks: readonly AckCondition[]): Replication => ({
  refusesWrites: (self) => (self.ha.serving ? undefined : { code: "SERVICE_NOT_AVAILABLE", remark: `${self.config.brokerName} has not read its log yet` }),

  append: (self, count) => ({
    self: { ...self, log: Log.append(self.log, TERM, count) },
    first: self.log.lastIndex + 1,
    last: self.log.lastIndex + count,
    term: TERM
  }),

  replicate: (self) => chain(self, beginToWait(acks), flushAtOnce, (me) => dispatchUpTo(me, me.log.lastIndex), settle(acks)),

  refusesReads: () => undefined,

  linearizableReads: undefined,

  keepsMetadata: ({ ha }) => ha.serving,

  tablesTaken: (self) => [self, []],

  flushed: settle(acks),

  dispatched: serveWhenRead,

  diskFailed: (self) => [self, []],

  // What is written is visible, before it is acked.
  readableBound: ({ log }) => log.lastIndex,

  brokerId: ({ ha }) => (ha.serving ? MASTER_ID : undefined)
})

/** SYNC_FLUSH asks the disk at once; ASYNC_FLUSH leaves it to a timer. */
const flushAtOnce: Part = (self) => (self.config.flushDiskType === "SYNC_FLUSH" ? [self, [{ _tag: "Flush" }]] : [self, []])

/** A master serves once its queues hold what its log held: it would assign their offsets anew otherwise. */
export const serveWhenRead: Part = (self) =>
  self.ha.serving || self.dispatchedIndex < self.log.lastIndex
    ? [self, []]
    : becomeMaster({ ...self, ha: { ...self.ha, serving: true } })
