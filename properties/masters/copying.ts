/**
 * What holds between masters and their slaves, and of every broker's own log and queues.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { BrokersLocal, BrokersWorld } from "../../models/world/brokers.ts"
import { allEntries, isMessage } from "../../models/world/disk.ts"
import type { MemberNode } from "../../models/world/member.ts"
import { QUEUE } from "../../models/world/node.ts"
import type { Told, ToldNote } from "../../models/world/told.ts"
import { brokenList } from "../telling/broken-list.ts"
import { listed } from "../telling/view.ts"
import { groupOf, masterOf, membersIn, payloads, promise, toldIn, witness } from "./declare.ts"

/** Messages answered SEND_OK in this step. */
const ackedNow = (signals: readonly { readonly signal: unknown }[] = []): readonly Extract<ToldNote, { readonly note: "told" }>[] =>
  signals.map(({ signal }) => signal as ToldNote).filter((note) => note.note === "told" && note.status === "SEND_OK") as never

/** Copies that count: written, or on disk where the model asks a slave for that. */
const has = (member: MemberNode, message: string): boolean => {
  const index = payloads(member).indexOf(message)
  const { brokerRole, slaveAck } = member.broker.config
  return index >= 0 && (brokerRole !== "SLAVE" || slaveAck === "PAGE_CACHE" || index <= member.disk.durable)
}

/** What is kept of the history, and why it is enough: `models/world/list-history.ts`. */
export const ackLinearizable = promise("S21 AckLinearizable", "To its clients a master's queue is an append-only list: no read misses what was acked or read before it began.", "B5, E8", (world) => ({
  kind: "always",
  reads: [world.toldSlot],
  holds: (locals) => toldIn(world, locals).list.broken === null
}), (world) => ({ locals }) => brokenList(toldIn(world, locals).list))

export const readsGoBack = witness("a queue's end goes back", "A power loss takes a message that a read has told of: it was visible before it was on disk, and not acked.", "A6", (world) => ({
  kind: "sometimes",
  reads: [world.toldSlot],
  holds: (locals) => toldIn(world, locals).list.broken !== null
}), (world) => ({ locals }) => brokenList(toldIn(world, locals).list))

export const readAnswered = witness("read answered", "A read tells of a message whose own producer has not been answered yet.", "B5", (world) => ({
  kind: "sometimes",
  reads: [world.toldSlot],
  holds: (locals) => {
    const { length, offsets } = toldIn(world, locals).list
    return length > offsets.length
  }
}))

export const ackReplicated = promise("S14 AckReplicated", "When SEND_OK leaves, the message is in the logs of requiredAcks different brokers of the group.", "D1", (world) => ({
  kind: "step",
  concerns: (_before, _move, { signals }) => ackedNow(signals).length > 0,
  holds: (_before, _move, { signals }, after) =>
    ackedNow(signals).every(({ message, by }) => {
      const group = groupOf(world, after, by)
      const { requiredAcks } = (group.find(({ broker }) => broker.config.dLegerSelfId === by) as MemberNode).broker.config
      return group.filter((member) => has(member, message)).length >= requiredAcks
    })
}), (world) => ({ locals, before = locals }) =>
  toldIn(world, locals)
    .told.filter(({ message, status }) => status === "SEND_OK" && !toldIn(world, before).told.some((told) => told.message === message))
    .map(({ message, by }) => {
      const group = groupOf(world, locals, by)
      const counted = group.filter((member) => has(member, message)).map(({ broker }) => broker.config.dLegerSelfId)
      const config = group.find(({ broker }) => broker.config.dLegerSelfId === by)?.broker.config
      return `${by} answers SEND_OK for ${message}. requiredAcks is ${config?.requiredAcks}; of copies that count (slaveAck=${config?.slaveAck}) there ${counted.length === 1 ? "is one" : `are ${counted.length}`}: ${listed(counted)}.`
    })
)

/** Pairs of a slave and the master that transfers to it: the slave has reported where it stands. */
const sessions = (members: readonly MemberNode[]): readonly (readonly [MemberNode, MemberNode])[] =>
  members.flatMap((slave) => {
    const { connection } = slave.broker.ha
    if (connection === null) return []
    const master = masterOf(members, slave)
    const known = master?.broker.ha.slaves[slave.broker.config.dLegerSelfId]
    const transfers = known?.connection === connection && known.began !== null
    return master !== undefined && transfers ? [[slave, master] as const] : []
  })

const isPrefix = (shorter: readonly string[], longer: readonly string[]): boolean => shorter.every((payload, i) => payload === longer[i])

export const haPrefix = promise("S15 HaPrefix", "While a master transfers to a slave, the slave's log is a prefix of its master's.", "C1, C7", (world) => ({
  kind: "always",
  reads: world.memberSlots,
  holds: (locals) => sessions(membersIn(world, locals)).every(([slave, master]) => isPrefix(payloads(slave), payloads(master)))
}), (world) => ({ locals }) =>
  sessions(membersIn(world, locals)).flatMap(([slave, master]) => (isPrefix(payloads(slave), payloads(master)) ? [] : [`${slave.broker.config.dLegerSelfId} has ${payloads(slave).join(" ")}; ${master.broker.config.dLegerSelfId}, which transfers to it, has ${payloads(master).join(" ") || "nothing"}.`])))

export const slaveReadOnly = promise("S16 SlaveReadOnly", "No slave takes a message from a producer.", "C3, D4", () => ({
  kind: "step",
  concerns: (before, move) => move.kind === "act" && move.action.do === "send" && (before as MemberNode).broker.config.brokerRole === "SLAVE",
  holds: () => false
}))

const seenTwice = (told: Told): boolean => told.visible.some(([group, offset, message]) => told.visible.some(([other, at, what]) => other === group && at === offset && what !== message))

export const visibleStable = promise("S18 VisibleStable", "A queue offset that consumers could read never denotes another message later.", "B5, C4", (world) => ({
  kind: "always",
  reads: [world.toldSlot],
  holds: (locals) => !seenTwice(toldIn(world, locals))
}))

export const visibleReplaced = witness(
  "visible message replaced",
  "A message that consumers could read is gone after a power loss, and another one stands at its offset: visible is not flushed, and not acked.",
  "A6, B5",
  (world) => ({ kind: "sometimes", reads: [world.toldSlot], holds: (locals) => seenTwice(toldIn(world, locals)) })
)

export const noPhantom = promise("S19 NoPhantom", "Every message in a log was sent by a producer, and is there once.", "C1", (world) => ({
  kind: "always",
  holds: (locals) => {
    const { sent } = toldIn(world, locals)
    return membersIn(world, locals).every((member) => {
      const messages = payloads(member).filter(isMessage)
      return new Set(messages).size === messages.length && messages.every((message) => Number(message.slice(1)) <= sent)
    })
  }
}))

export const queueOrder = promise("S20 QueueOrder", "Queue offsets are dense and follow the log: the next offset of a master's queue is the number of messages before it.", "A5, C4", (world) => ({
  kind: "always",
  reads: world.memberSlots,
  holds: (locals) =>
    membersIn(world, locals).every(({ broker, disk, up }) => {
      const queue = Option.getOrElse(HashMap.get(broker.queues, QUEUE), () => ({ end: 0, next: 0 }))
      const messages = allEntries(disk).filter(({ payload }) => isMessage(payload)).length
      return !up || (queue.end <= messages && (!broker.ha.serving || queue.next === messages))
    })
}))

const masterIsDead = (members: readonly MemberNode[]): boolean => members.some(({ born, dead }) => born === "master" && dead === true)
const takesMessages = (members: readonly MemberNode[]): boolean => members.some(({ up, broker }) => up && broker.ha.serving)

/** Once the master is dead: does anybody of its group take messages again? */
const isReplaced = (world: BrokersWorld) => ({
  kind: "recoverable" as const,
  from: (locals: readonly BrokersLocal[]) => masterIsDead(membersIn(world, locals)),
  holds: (locals: readonly BrokersLocal[]) => takesMessages(membersIn(world, locals))
})

export const neverServedAgain = witness("W6 no failover", "The master is dead for good, and no broker of its group ever takes messages again.", "C5, D4 · W6, L10", (world) => ({ ...isReplaced(world), witness: true }))

export const servedByPromotion = promise("L10 Failover by an operator", "The master is dead for good: with an operator's promotion its slave takes messages in the end.", "C5 · L10", isReplaced)

export const nobodyHangsUp = promise("nobody hangs up", "While nothing fails, the connection between a slave and its master stands: what a slave is sent follows what it has.", "C1 · HAClient.dispatchReadRequest", (world) => ({
  kind: "always",
  reads: world.memberSlots,
  holds: (locals) => membersIn(world, locals).every(({ connections, connecting }) => connections === 0 || (connections === 1 && !connecting))
}))

export const slaveCatchesUp = promise("L5 CatchUp", "While master and slave live and may connect, the slave has in the end what its master has.", "C1 · L5", (world) => ({
  kind: "recoverable",
  from: (locals) => membersIn(world, locals).every(({ connections }) => connections < world.options.connections),
  holds: (locals) => {
    const [master, ...slaves] = membersIn(world, locals)
    return slaves.every((slave) => payloads(slave).join() === payloads(master as MemberNode).join())
  }
}))

export const sendsAnswered = promise("L6 SendResolves", "Every send that is pending on a broker is answered in the end, with whatever status.", "D3 · L6", (world) => ({
  kind: "recoverable",
  holds: (locals) => membersIn(world, locals).every(({ broker, up }) => !up || broker.pending.length === 0)
}))

/** What a slave does not do by itself: its master's work. */
export const noFailover = promise("W6 no failover by itself", "While no operator acts, only a broker that began as a master takes messages or locks.", "C5, D4 · W6", (world) => ({
  kind: "always",
  reads: world.memberSlots,
  holds: (locals) => membersIn(world, locals).every(({ broker, born }) => born === "master" || !broker.ha.serving)
}))
