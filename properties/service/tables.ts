/**
 * What holds of every NameServer and of every producer by itself, after every step of its own.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { holdsMessage } from "../../models/world/disk.ts"
import type { Node } from "../../models/world/node.ts"
import type { Armed, Layout, ServiceLocal, ServiceMessage, ServiceProperty } from "../../models/world/service.ts"
import type { ProducerEvent } from "../../spec/client/producer/events.ts"
import { producer } from "../../spec/client/producer/index.ts"
import type { Producer } from "../../spec/client/producer/state.ts"
import { step } from "../../spec/machine.ts"
import type { NameServer } from "../../spec/name-server/state.ts"
import { declaring } from "../declare.ts"

const { promise: declare } = declaring<Layout, ServiceProperty>()

const agree = ({ brokerAddrTable, brokerLiveTable, topicQueueTable }: NameServer): boolean => {
  const addresses = [...HashMap.entries(brokerAddrTable)].flatMap(([brokerName, { addrs }]) => addrs.map(([brokerId, address]) => ({ brokerName, brokerId, address })))
  const named = new Set([...HashMap.values(topicQueueTable)].flatMap((queues) => [...HashMap.keys(queues)]))
  return (
    addresses.length === HashMap.size(brokerLiveTable) &&
    addresses.every(({ brokerName, brokerId, address }) => {
      const live = Option.getOrUndefined(HashMap.get(brokerLiveTable, address))
      return live?.brokerName === brokerName && live.brokerId === brokerId
    }) &&
    [...HashMap.values(brokerAddrTable)].every(({ addrs }) => addrs.length > 0 && addrs.every(([id], i) => i === 0 || id > (addrs[i - 1]?.[0] ?? -1))) &&
    // Every broker of the models has the topic: its queues are in the routes exactly as long as it has an address.
    named.size === HashMap.size(brokerAddrTable) &&
    [...named].every((brokerName) => HashMap.has(brokerAddrTable, brokerName))
  )
}

export const tablesAgree = declare("S35 TablesAgree", "An address of a NameServer stands under one brokerId of one brokerName, as it registered, and a brokerName has its queues in the routes exactly as long as it has an address.", "A2, A3, C5 · RouteInfoManager", (layout) => ({
  kind: "step",
  concerns: (_before, move, { local }) => layout.nameServerSlots.includes(move.slot) && move.kind !== "lose" && !agree((local as Armed<NameServer, never>).state),
  holds: () => false
}))

export const silentIsDropped = declare("S36 SilentIsDropped", "A NameServer waits for every broker that is registered, and for no other.", "A3 · RouteInfoManager.scanNotActiveBroker", (layout) => ({
  kind: "step",
  concerns: (_before, move, { local }) => {
    if (!layout.nameServerSlots.includes(move.slot) || move.kind === "lose") return false
    const { state, timers } = local as Armed<NameServer, { readonly _tag: string; readonly brokerAddr?: string }>
    const awaited = timers.flatMap(({ _tag, brokerAddr }) => (_tag === "BrokerExpired" ? [brokerAddr] : []))
    return awaited.length !== HashMap.size(state.brokerLiveTable) || !awaited.every((address) => HashMap.has(state.brokerLiveTable, address as string))
  },
  holds: () => false
}))

const producerAt = (local: ServiceLocal): Producer => (local as Armed<Producer, never>).state

/** The event that a producer takes in this move. */
const eventOf = (move: { readonly kind: string; readonly message?: ServiceMessage; readonly action?: { readonly do: string; readonly timer?: unknown; readonly message?: string } }): ProducerEvent | undefined => {
  if (move.message !== undefined) return "is" in move.message && move.message.is === "producer" ? move.message.event : undefined
  return move.action?.do === "fire" ? (move.action.timer as ProducerEvent) : undefined
}

export const failedIsNowhere = declare("S37 FailedIsNowhere", "A producer is told that a message failed only if no broker has it.", "E11, E14 · SendOutcome", (layout) => {
  const failedBy = (before: ServiceLocal, event: ProducerEvent | undefined): readonly string[] =>
    event === undefined ? [] : step(layout.options.producerMachine ?? producer, producerAt(before), event)[1].flatMap((output) => (output._tag === "SendFinished" && output.outcome === "FAILED" ? [output.message] : []))
  return {
    kind: "step",
    concerns: (before, move) => move.slot === layout.producerSlot && move.kind !== "lose" && failedBy(before, eventOf(move as never)).length > 0,
    holds: (before, move, _outcome, after) =>
      failedBy(before[layout.producerSlot] as ServiceLocal, eventOf(move as never)).every((message) => layout.nodeSlots.every((slot) => !holdsMessage((after[slot] as Node).disk, message)))
  }
})

export const triesAreCounted = declare("A4 TriesCounted", "A message is tried as often as the configuration says, and no oftener.", "A4, A5 · retryTimesWhenSendFailed", (layout) => ({
  kind: "step",
  concerns: (before, move, { local }) => {
    if (move.slot !== layout.producerSlot || move.kind === "lose") return false
    const [was, is] = [producerAt(before), producerAt(local)]
    // A try that another follows at the same message must be the one before it.
    return is.sends.some((send) => {
      const last = was.sends.find(({ message }) => message === send.message)
      const event = eventOf(move as never)
      const failed = event?._tag === "SendTimeout" || event?._tag === "SendReply" || event?._tag === "ChannelClosed"
      return send.attempt > is.config.retryTimesWhenSendFailed || (failed && last !== undefined && last.to !== null && last.to !== send.to && send.attempt !== last.attempt + 1)
    })
  },
  holds: () => false
}))
