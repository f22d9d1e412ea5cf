/**
 * Brokers, NameServers, a producer and a consumer, told.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { describeService, routeText, serviceMessageText } from "../../models/world/describe-service.ts"
import type { Faults } from "../../models/world/faults.ts"
import type { History } from "../../models/world/history.ts"
import type { Node } from "../../models/world/node.ts"
import type { Armed, ServiceLocal, ServiceMessage } from "../../models/world/service.ts"
import type { ConsumerEvent } from "../../spec/client/consumer/events.ts"
import { type Consumer, nameOf } from "../../spec/client/consumer/state.ts"
import type { ProducerEvent } from "../../spec/client/producer/events.ts"
import type { Producer } from "../../spec/client/producer/state.ts"
import type { NameServerEvent } from "../../spec/name-server/events.ts"
import type { NameServer } from "../../spec/name-server/state.ts"
import { sorted } from "../../spec/sorted.ts"
import { faultFields, historyFields, nodeSnapshot, notedIn } from "./group-view.ts"
import type { Field, Lane, Snapshot } from "./telling.ts"
import { type ActionKinds, didOf, factOf, field, fieldIf, minor, saidAs, timersText, type View, WORLD } from "./view.ts"

const KINDS: ActionKinds = { fire: "timer", send: "client", crash: "fault", kill: "fault", wipe: "operator" }

export interface ServiceLayout {
  readonly brokers: readonly string[]
  readonly nameServers: number
  /** A group that elects its leader; otherwise roles are fixed. */
  readonly elects: boolean
  readonly consumes: boolean
}

/** Slots: brokers, NameServers, the producer, the consumer, then faults and history. */
export const serviceView = ({ brokers, nameServers, elects, consumes }: ServiceLayout): View => {
  const names = Array.from({ length: nameServers }, (_, i) => `ns${i}`)
  const slots = [...brokers, ...names, "producer", "consumer"]
  const historyOf = (locals: readonly unknown[]): History => (locals as readonly ServiceLocal[])[slots.length + 1] as History
  const lanes: readonly Lane[] = [
    ...brokers.map((id) => ({ id, kind: "broker" }) as const),
    ...names.map((id) => ({ id, kind: "nameServer" }) as const),
    { id: "producer", kind: "producer" },
    ...(consumes ? [{ id: "consumer", kind: "consumer" } as const] : []),
    { id: WORLD, kind: "world" }
  ]
  return {
    lanes,
    laneOf: (slot) => slots[slot] ?? WORLD,
    snapshots: (locals) => {
      const history = historyOf(locals)
      const at = brokers.length + nameServers
      return [
        ...brokers.map((name, i) => brokerSnapshot(name, locals[i] as Node, history, elects)),
        ...names.map((name, i) => nameServerSnapshot(name, locals[brokers.length + i] as Armed<NameServer, NameServerEvent>)),
        producerSnapshot(locals[at] as Armed<Producer, ProducerEvent>),
        ...(consumes ? [consumerSnapshot(locals[at + 1] as Armed<Consumer, ConsumerEvent>)] : []),
        { lane: WORLD, alive: true, headline: "", fields: [...faultFields(locals[at + 2] as Faults), ...historyFields(history)] }
      ]
    },
    did: (move) => didOf(KINDS, move, describeService([...slots, WORLD, WORLD], move)),
    said: (message) => saidAs(serviceMessageText(message as ServiceMessage)),
    noted: (before, after) => notedIn(historyOf(before), historyOf(after)),
    fact: factOf
  }
}

const brokerSnapshot = (lane: string, node: Node, history: History, elects: boolean): Snapshot => {
  const snapshot = nodeSnapshot(lane, node, history)
  if (elects || node.dead === true) return snapshot
  const { config } = node.broker
  const { role: _role, term: _term, ...rest } = snapshot
  return {
    ...rest,
    headline: config.brokerRole === "SLAVE" ? `slave of ${config.haMaster}` : "master",
    fields: snapshot.fields.filter(({ name }) => name !== "committed up to" && name !== "visible up to"),
    log: (snapshot.log ?? []).map(({ term: _term, ...cell }) => cell)
  }
}

export const nameServerSnapshot = (lane: string, { state, timers, dead }: Armed<NameServer, NameServerEvent>): Snapshot => ({
  lane,
  alive: dead !== true,
  headline: dead === true ? "dead" : "up",
  fields: [
    field("knows", addressesText(state)),
    field("hears from", sorted(state.brokerLiveTable).map(([address, { term, channel }]) => `${address} over ${channel}${term > 0 ? ` in term ${term}` : ""}`).join(", ") || "nobody"),
    minor("topics", sorted(state.topicQueueTable).map(([topic, queues]) => `${topic} on ${sorted(queues).map(([broker, { perm }]) => `${broker} perm ${perm}`).join(", ")}`).join("; ") || "none"),
    minor("timers", timersText(timers))
  ]
})

const addressesText = ({ brokerAddrTable }: NameServer): string =>
  sorted(brokerAddrTable).map(([name, { addrs }]) => `${name}: ${addrs.map(([id, address]) => `${id} = ${address}`).join(", ")}`).join("; ") || "nobody"

const producerSnapshot = ({ state, timers }: Armed<Producer, ProducerEvent>): Snapshot => ({
  lane: "producer",
  alive: true,
  headline: "up",
  fields: [field("route", routeText(state.routing.route)), ...sendFields(state), minor("timers", timersText(timers))]
})

const sendFields = ({ sends }: Producer): readonly Field[] =>
  fieldIf(sends.length > 0, "sending", () => sends.map(({ message, attempt, to, uncertain }) => `${message}${attempt > 0 ? `, try ${attempt + 1}` : ""} ${to === null ? "waits for a route" : `to ${to.address}`}${uncertain ? ", may be stored already" : ""}`).join("; "))

const consumerSnapshot = ({ state, timers }: Armed<Consumer, ConsumerEvent>): Snapshot => ({
  lane: "consumer",
  alive: true,
  headline: "up",
  fields: [
    field("route", routeText(state.routing.route)),
    ...[...HashMap.values(state.queues)].map((queue) => field(nameOf(queue), queue.offset === null ? "its offset is not known yet" : `pulls from ${queue.offset}`)),
    ...fieldIf(state.consumed.length > 0, "consumed", () => state.consumed.map(({ message }) => message).join(" ")),
    minor("timers", timersText(timers))
  ]
})
