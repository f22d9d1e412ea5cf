/**
 * What NameServers that come and go mean for producers (A2–A5, B2), and that it comes right in the end (L7).
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Producer } from "../../spec/client/producer/state.ts"
import { masterOf } from "../../spec/client/routing.ts"
import { PERM_READ, PERM_WRITE } from "../../spec/vocabulary.ts"
import type { NameServer, RouteData } from "../../spec/name-server/state.ts"
import { routeOf } from "../../spec/name-server/route.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import { holdsMessage } from "../../models/world/disk.ts"
import type { Fault, Faults } from "../../models/world/faults.ts"
import { type Node, TOPIC } from "../../models/world/node.ts"
import type { Armed, Layout, ServiceLocal, ServiceProperty } from "../../models/world/service.ts"
import { declaring } from "../declare.ts"
import { historyOf, producerOf } from "./properties.ts"

const { promise: declare, witness: some } = declaring<Layout, ServiceProperty>()

/** Locals are shared between states, and so is what was made of one. */
const remembered = <A extends object, B>(make: (from: A) => B): ((from: A) => B) => {
  const made = new WeakMap<A, { readonly value: B }>()
  return (from) => {
    const known = made.get(from)
    if (known !== undefined) return known.value
    const value = make(from)
    made.set(from, { value })
    return value
  }
}

const nodesOf = (layout: Layout, locals: readonly ServiceLocal[]): readonly Node[] => layout.nodeSlots.map((slot) => locals[slot] as Node)
const nameServersOf = (layout: Layout, locals: readonly ServiceLocal[]) => layout.nameServerSlots.map((slot) => locals[slot] as Armed<NameServer, never>)
const spent = (layout: Layout, locals: readonly ServiceLocal[], fault: Fault): boolean => (locals[layout.faultsSlot] as Faults).left[fault] === 0

/** Address by brokerName of every master that lives; of a DLedger group, the leader that serves. */
const mastersAlive = (layout: Layout, nodes: readonly Node[]): Readonly<Record<string, string>> => {
  const living = nodes.filter(({ dead }) => dead !== true)
  if (layout.options.members !== undefined) return Object.fromEntries(living.filter(({ broker }) => broker.config.brokerId === 0).map(({ broker }) => [broker.config.brokerName, broker.config.dLegerSelfId]))
  const leader = living.filter(({ broker }) => isReady(broker)).sort((a, b) => b.broker.raft.term - a.broker.raft.term)[0]
  return leader === undefined ? {} : { [leader.broker.config.brokerName]: leader.broker.config.dLegerSelfId }
}

/** Addresses by brokerName, and who of them is master, as a route has them. */
const addressesIn = (route: RouteData | null | undefined): string =>
  JSON.stringify((route?.brokerDatas ?? []).map((data) => [data.brokerName, masterOf(data) ?? null, Object.values(data.brokerAddrs).sort()]))

const addressesTold = remembered((nameServer: NameServer) => addressesIn(routeOf(nameServer, TOPIC)))
const addressesKnown = remembered((producer: Producer) => addressesIn(producer.routing.route))

const addressesAlive = (layout: Layout, nodes: readonly Node[]): string => {
  const masters = mastersAlive(layout, nodes)
  const living = nodes.filter(({ dead }) => dead !== true).map(({ broker }) => broker.config)
  const names = [...new Set(living.map(({ brokerName }) => brokerName))].sort()
  return JSON.stringify(names.map((name) => [name, masters[name] ?? null, living.filter(({ brokerName }) => brokerName === name).map(({ dLegerSelfId }) => dLegerSelfId).sort()]))
}

/** A group that has a leader, or a term left in which to elect one. */
const mayHaveLeader = (layout: Layout, nodes: readonly Node[]): boolean =>
  layout.options.members !== undefined || nodes.some(({ broker }) => isReady(broker)) || nodes.every(({ broker }) => broker.raft.term < layout.options.terms)

export const routesConverge = declare(
  "L7 RouteConverges",
  "In the end every NameServer that lives names exactly the brokers that live, with their queues, and producers know.",
  "A2, A3, A4 · properties L7 · rocketmq #3003, #9411",
  (layout) => ({
    kind: "recoverable",
    from: (locals) => mayHaveLeader(layout, nodesOf(layout, locals)),
    holds: (locals) => {
      const nodes = nodesOf(layout, locals)
      const alive = addressesAlive(layout, nodes)
      if (layout.options.members === undefined && Object.keys(mastersAlive(layout, nodes)).length === 0) return false
      return addressesKnown(producerOf(layout, locals)) === alive && nameServersOf(layout, locals).every(({ state, dead }) => dead === true || addressesTold(state) === alive)
    }
  })
)

export const restartForgets = some("restart forgets routes", "A NameServer that has started again knows no broker, though they live.", "A2 · rocketmq #9411, #9429", (layout) => ({
  kind: "sometimes",
  holds: (locals) =>
    spent(layout, locals, "nameServerCrash") &&
    nodesOf(layout, locals).some(({ dead }) => dead !== true) &&
    nameServersOf(layout, locals).some(({ state }) => HashMap.isEmpty(state.brokerLiveTable)) &&
    producerOf(layout, locals).routing.route !== null
}))

export const thirdIsEnough = some("the third NameServer is enough", "Two of three NameServers have died, and a producer finds its way through the third.", "A2", (layout) => ({
  kind: "sometimes",
  holds: (locals) => {
    const asked = nameServersOf(layout, locals)[producerOf(layout, locals).routing.nameServer]
    return spent(layout, locals, "nameServerKill") && asked?.dead !== true && historyOf(layout, locals).acks.length > 0 && producerOf(layout, locals).routing.nameServer > 0
  }
}))

export const spreadOverMasters = some("spread over all masters", "Every master has a message of one producer, and none was sent twice.", "A5, B2", (layout) => ({
  kind: "sometimes",
  holds: (locals) =>
    nodesOf(layout, locals).every(({ disk, dead }) => dead !== true && disk.entries.length === 1) && historyOf(layout, locals).acks.length === nodesOf(layout, locals).length
}))

export const othersGoOn = some("the others go on", "A master has died, its producer has heard of it, and another master has acked a message.", "A4, B2, B3", (layout) => ({
  kind: "sometimes",
  holds: (locals) => {
    const nodes = nodesOf(layout, locals)
    const route = producerOf(layout, locals).routing.route
    return (
      nodes.some(({ dead }) => dead === true) &&
      route !== null &&
      route.brokerDatas.length < nodes.length &&
      historyOf(layout, locals).acks.some(({ message }) => nodes.some(({ disk, dead }) => dead !== true && holdsMessage(disk, message)))
    )
  }
}))

export const retryElsewhere = declare("A4 RetryElsewhere", "A try that failed is not repeated at the same master while another can be written to.", "A4, A5 · DefaultMQProducerImpl.selectOneMessageQueue", (layout) => ({
  kind: "step",
  concerns: (before, move, { local }) => {
    if (move.slot !== layout.producerSlot) return false
    const was = (before as Armed<Producer, never>).state
    const is = (local as Armed<Producer, never>).state
    const masters = (is.routing.route?.brokerDatas ?? []).filter((data) => masterOf(data) !== undefined)
    // Tries of the same message before and after this step, of which the later one has just left.
    return masters.length > 1 && is.sends.some((again) => was.sends.some((send) => send.message === again.message && send.attempt < again.attempt && send.to !== null && send.to.brokerName === again.to?.brokerName))
  },
  holds: () => false
}))

export const routeAsTold = declare("A4 RouteAsTold", "A producer goes by what the NameServer told it last, permissions included; that one does not know the topic is no route.", "A4 · MQClientInstance.updateTopicRouteInfoFromNameServer", (layout) => ({
  kind: "step",
  concerns: (before, move, { local }) => {
    if (move.slot !== layout.producerSlot || move.kind !== "deliver" || !("is" in move.message) || move.message.is !== "producer") return false
    const { event } = move.message
    const { routing } = (before as Armed<Producer, never>).state
    if (event._tag !== "RouteReply" || routing.asking === null) return false
    return JSON.stringify((local as Armed<Producer, never>).state.routing.route) !== JSON.stringify(event.route ?? routing.route)
  },
  holds: () => false
}))

const permOf = (layout: Layout, locals: readonly ServiceLocal[]): number | undefined =>
  routeOf((nameServersOf(layout, locals)[0] as Armed<NameServer, never>).state, TOPIC)?.queueDatas.find(({ brokerName }) => brokerName === "broker-a")?.perm

export const staysWiped = declare("B2 WipedStaysWiped", "A master that was taken off writing can be read, and not written to, however often it registers.", "A3, B2 · RouteInfoManager.operateWritePermOfBroker", (layout) => ({
  kind: "always",
  reads: [...layout.nameServerSlots, layout.faultsSlot],
  holds: (locals) => {
    const perm = permOf(layout, locals)
    return !spent(layout, locals, "wipeWritePerm") || perm === undefined || ((perm & PERM_WRITE) === 0 && (perm & PERM_READ) !== 0)
  }
}))

export const wipedThenElsewhere = some("written elsewhere after the wipe", "A master was taken off writing while it had its queues in the routes; the producer knows, and the other acks.", "B2", (layout) => ({
  kind: "sometimes",
  holds: (locals) => {
    const perm = permOf(layout, locals)
    const known = producerOf(layout, locals).routing.route?.queueDatas.find(({ brokerName }) => brokerName === "broker-a")?.perm
    const wiped = perm !== undefined && (perm & PERM_WRITE) === 0 && known === perm
    return wiped && nodesOf(layout, locals)[0]?.disk.entries.length === 0 && historyOf(layout, locals).acks.length > 0
  }
}))
