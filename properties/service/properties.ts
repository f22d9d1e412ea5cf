/**
 * What clients and NameServers may rely on, and what must be reachable for it to mean anything.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { NameServer } from "../../spec/name-server/state.ts"
import type { Producer } from "../../spec/client/producer/state.ts"
import type { Consumer } from "../../spec/client/consumer/state.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import { holdsMessage } from "../../models/world/disk.ts"
import type { Faults } from "../../models/world/faults.ts"
import type { History } from "../../models/world/history.ts"
import type { Node } from "../../models/world/node.ts"
import type { Armed, Layout, ServiceLocal, ServiceProperty } from "../../models/world/service.ts"
import { type DeclaredIn, declaring } from "../declare.ts"

export type ServiceDeclared = DeclaredIn<Layout, ServiceProperty>

const { promise: declare, witness: some } = declaring<Layout, ServiceProperty>()

const nodeOf = (local: ServiceLocal | undefined): Node => local as Node
const tableOf = (local: ServiceLocal | undefined): NameServer => (local as Armed<NameServer, never>).state
export const historyOf = (layout: Layout, locals: readonly ServiceLocal[]): History => locals[layout.historySlot] as History
export const producerOf = (layout: Layout, locals: readonly ServiceLocal[]): Producer => (locals[layout.producerSlot] as Armed<Producer, never>).state
const consumerOf = (layout: Layout, locals: readonly ServiceLocal[]): Consumer => (locals[layout.consumerSlot] as Armed<Consumer, never>).state

/** Who a NameServer says is master, with the term in which it registered. */
const mastersOf = (table: NameServer): readonly { readonly address: string; readonly term: number }[] =>
  [...HashMap.values(table.brokerAddrTable)].flatMap(({ addrs }) =>
    addrs
      .filter(([id]) => id === 0)
      .map(([, address]) => {
        const live = HashMap.get(table.brokerLiveTable, address)
        return { address, term: live._tag === "Some" ? live.value.term : -1 }
      })
  )

export const routeOneMaster = declare("S25 RouteOneMaster", "A NameServer names at most one master for a group.", "A2, E14", (layout) => ({
  kind: "always",
  reads: layout.nameServerSlots,
  holds: (locals) =>
    layout.nameServerSlots.every((slot) => [...HashMap.values(tableOf(locals[slot]).brokerAddrTable)].every(({ addrs }) => addrs.filter(([id]) => id === 0).length <= 1))
}))

export const routeNotOlder = declare("S26 RouteNotOlder", "A NameServer never replaces the master of a term by one of an earlier term.", "E14 · rocketmq #6317", (layout) => ({
  kind: "step",
  concerns: (before, move, { local }) => {
    if (!layout.nameServerSlots.includes(move.slot)) return false
    const [was] = mastersOf(tableOf(before))
    const [is] = mastersOf(tableOf(local))
    return was !== undefined && is !== undefined && is.term < was.term
  },
  holds: () => false
}))

export const noUnregisterOfLive = declare(
  "S27 NoUnregisterOfLive",
  "Word of a connection's end removes only what was registered over that very connection.",
  "A3 · rocketmq #5374, #11043",
  (layout) => ({
    kind: "step",
    concerns: (before, move, { local }) => {
      if (!layout.nameServerSlots.includes(move.slot) || move.kind !== "deliver") return false
      const event = "is" in move.message && move.message.is === "nameServer" ? move.message.event : undefined
      if (event?._tag !== "ChannelClosed") return false
      const [was, is] = [tableOf(before), tableOf(local)]
      return [...HashMap.entries(was.brokerLiveTable)].some(([address, live]) => live.channel !== event.channel && !HashMap.has(is.brokerLiveTable, address))
    },
    holds: () => false
  })
)

export const onlyLeaderRegisters = declare("S26 OnlyLeaderRegisters", "A broker registers as master only once it leads its term and serves.", "E14 · rocketmq #1464", (layout) => ({
  kind: "step",
  concerns: (_before, move, { local, sends = [] }) =>
    layout.nodeSlots.includes(move.slot) &&
    !isReady((local as Node).broker) &&
    sends.some(({ message }) => "is" in message && message.is === "nameServer" && message.event._tag === "RegisterBroker" && message.event.brokerId === 0),
  holds: () => false
}))

export const ackIsKept = declare("S12 AckDurable", "A message that was answered SEND_OK is in the log of every later leader, and never gone from all logs.", "E3, E14", (layout) => ({
  kind: "always",
  reads: [...layout.nodeSlots, layout.historySlot],
  holds: (locals) =>
    historyOf(layout, locals).acks.every(({ message, inTerm }) => {
      const nodes = layout.nodeSlots.map((slot) => nodeOf(locals[slot]))
      return nodes.some((node) => holdsMessage(node.disk, message)) && nodes.every((node) => node.broker.raft.role !== "LEADER" || node.broker.raft.term <= inTerm || holdsMessage(node.disk, message))
    })
}))

export const consumedWasCommitted = declare("S19 NoPhantom", "A consumer is given only messages that were sent and committed.", "E12, E3", (layout) => ({
  kind: "always",
  reads: [layout.consumerSlot, layout.historySlot],
  holds: (locals) => {
    const { commits } = historyOf(layout, locals)
    return consumerOf(layout, locals).consumed.every(({ message }) => commits.some(({ payload }) => payload === message))
  }
}))

export const consumedInOrder = declare("S20 QueueOrder", "A consumer is given a queue's messages with growing offsets, without a hole.", "C4", (layout) => ({
  kind: "always",
  reads: [layout.consumerSlot],
  holds: (locals) => consumerOf(layout, locals).consumed.every(({ offset }, i) => offset <= i)
}))

export const ackedThroughRoute = some("acked through a route", "A producer that knew only a NameServer gets SEND_OK.", "A4, E14", (layout) => ({
  kind: "sometimes",
  reads: [layout.producerSlot, layout.historySlot],
  holds: (locals) => historyOf(layout, locals).acks.length > 0 && producerOf(layout, locals).sends.length === 0
}))

export const ackedAfterFailover = some("acked after failover", "After the leader's crash a producer gets SEND_OK from a leader of a later term.", "E14, L10", (layout) => ({
  kind: "sometimes",
  reads: [layout.historySlot, layout.faultsSlot],
  holds: (locals) => (locals[layout.faultsSlot] as Faults).left.crash === 0 && historyOf(layout, locals).acks.some(({ inTerm }) => inTerm === layout.options.terms)
}))

export const consumed = some("consumed", "A consumer is given an acked message.", "E12", (layout) => ({
  kind: "sometimes",
  reads: [layout.consumerSlot, layout.historySlot],
  holds: (locals) => consumerOf(layout, locals).consumed.some(({ message }) => historyOf(layout, locals).acks.some((ack) => ack.message === message))
}))

export const duplicate = some("W14 duplicate by retry", "A send whose answer is lost is sent again, and stored twice.", "W14 · rocketmq #4337", (layout) => ({
  kind: "sometimes",
  reads: layout.nodeSlots,
  holds: (locals) => layout.nodeSlots.some((slot) => nodeOf(locals[slot]).disk.entries.filter(({ payload }) => payload === "m1").length > 1)
}))

export const nameServersDisagree = some("W16 NameServers disagree", "One NameServer names a master, another does not.", "W16, A2", (layout) => ({
  kind: "sometimes",
  reads: layout.nameServerSlots,
  holds: (locals) => new Set(layout.nameServerSlots.map((slot) => mastersOf(tableOf(locals[slot])).length)).size > 1
}))

export const deposedStillMaster = some("W17 deposed leader still registered", "A NameServer still names a leader that a later term has deposed.", "A4, E14 · W17, D13", (layout) => ({
  kind: "sometimes",
  reads: [...layout.nodeSlots, ...layout.nameServerSlots],
  holds: (locals) =>
    layout.nameServerSlots.some((slot) => {
      const [master] = mastersOf(tableOf(locals[slot]))
      if (master === undefined) return false
      return layout.nodeSlots.some((s) => nodeOf(locals[s]).broker.raft.role === "LEADER" && nodeOf(locals[s]).broker.raft.term > master.term)
    })
}))
