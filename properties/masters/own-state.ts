/**
 * What holds of every broker by itself, after every step of its own.
 *
 * @module
 */
import { allEntries, lastIndexOf } from "../../models/world/disk.ts"
import type { MemberNode } from "../../models/world/member.ts"
import { messagesUpTo } from "../../models/world/node.ts"
import type { ToldNote } from "../../models/world/told.ts"
import { isAsWritten } from "../dledger/s29-own-state.ts"
import { type BrokersDeclared, promise } from "./declare.ts"

const ofEach = (id: string, sentence: string, source: string, holds: (member: MemberNode) => boolean): BrokersDeclared =>
  promise(id, sentence, source, (world) => ({
    kind: "step",
    concerns: (_before, move, { local }) => {
      if (!world.memberSlots.includes(move.slot) || move.kind === "lose") return false
      const member = local as MemberNode
      return member.up && !holds(member)
    },
    holds: () => false
  }))

export const logAsWritten = ofEach("S29 LogAsWritten", "What a broker takes for its log is what its disk has, and nothing counts as durable that is not.", "A6, C1", isAsWritten)

const isArmed = ({ timers }: MemberNode, tag: string, of: { readonly [key: string]: unknown } = {}): boolean =>
  timers.some((timer) => timer._tag === tag && Object.entries(of).every(([key, value]) => (timer as unknown as Record<string, unknown>)[key] === value))

export const pendingIsOpen = ofEach(
  "S30 PendingIsOpen",
  "A send waits once, in the order of the log, for an entry of it, and never without a timer that ends its wait.",
  "A6, D3 · syncFlushTimeout, slaveTimeout",
  (member) => {
    const { pending, log } = member.broker
    return pending.every(
      ({ index, request }, i) =>
        index <= log.lastIndex && pending.slice(0, i).every((other) => other.index < index && other.request !== request) && (isArmed(member, "SyncFlushTimeout", { request }) || isArmed(member, "SlaveTimeout", { request }))
    )
  }
)

export const ackTellsPlace = promise("S39 AckTellsPlace", "A message that is answered SEND_OK is in its master's log, on disk with SYNC_FLUSH, at the queue offset that the producer is told.", "A6 · SendResult.queueOffset", (world) => ({
  kind: "step",
  concerns: (_before, move, { local, signals = [] }) => {
    if (!world.memberSlots.includes(move.slot) || move.kind === "lose") return false
    const { broker, disk } = local as MemberNode
    const entries = allEntries(disk)
    const upTo = broker.config.flushDiskType === "SYNC_FLUSH" ? disk.durable : lastIndexOf(disk)
    return signals
      .map(({ signal }) => signal as ToldNote)
      .some((note) => {
        if (note.note !== "told" || note.status !== "SEND_OK") return false
        const index = entries.findIndex(({ payload }) => payload === note.message)
        return index < 0 || index > upTo || messagesUpTo(disk, index).length - 1 !== note.queueOffset
      })
  },
  holds: () => false
}))

export const isWoken = ofEach(
  "S33 IsWoken",
  "Something always wakes a broker: to register, to flush, to copy its tables, to connect to its master again, to speak on a connection and to give it up.",
  "A2, A6, C1, D3 · HAService, registerNameServerPeriod",
  (member) => {
    const { config, ha, diskFailed } = member.broker
    if (diskFailed) return true
    const connects = config.brokerRole !== "SLAVE" || config.haMaster === null || ha.connection !== null || member.connecting || isArmed(member, "HaReconnectTimeout")
    const watches = [...(ha.connection === null ? [] : [ha.connection]), ...Object.values(ha.slaves).map(({ connection }) => connection)].every((connection) => isArmed(member, "HaHousekeepingTimeout", { connection }))
    const speaks = Object.values(ha.slaves).every(({ connection }) => isArmed(member, "HaHeartbeatTimeout", { connection }))
    const flushes = config.flushDiskType === "SYNC_FLUSH" || isArmed(member, "FlushTimeout")
    return isArmed(member, "RegisterTimeout") && (!ha.serving || isArmed(member, "MetadataTimeout")) && flushes && connects && watches && speaks
  }
)

export const ofOwnState: readonly BrokersDeclared[] = [logAsWritten, pendingIsOpen, ackTellsPlace, isWoken]
