/**
 * Masters and their slaves, told.
 *
 * @module
 */
import type { BrokersLocal } from "../../models/world/brokers.ts"
import type { Budget } from "../../models/world/budget.ts"
import { brokerPacketText, describeBrokers } from "../../models/world/describe-brokers.ts"
import { allEntries } from "../../models/world/disk.ts"
import type { BrokerPacket, MemberNode } from "../../models/world/member.ts"
import type { Told } from "../../models/world/told.ts"
import type { Cell, Field, Snapshot } from "./telling.ts"
import { type ActionKinds, budgetText, didOf, factOf, fieldIf, indexText, minor, minorIf, saidAs, timersText, type View, WORLD } from "./view.ts"

export const BROKER_KINDS: ActionKinds = {
  fire: "timer", send: "client", read: "client", connect: "timer", flushed: "disk", start: "operator", promote: "operator", return: "operator",
  crash: "fault", kill: "fault", powerLoss: "fault", powerLossOfAll: "fault", diskLoss: "fault", diskError: "fault", cut: "fault", heal: "fault"
}

export const brokersView = (names: readonly string[]): View => ({
  lanes: [...names.map((id) => ({ id, kind: "broker" }) as const), { id: WORLD, kind: "world" }],
  laneOf: (slot) => names[slot] ?? WORLD,
  snapshots: (locals) => {
    const [budget, told] = locals.slice(names.length) as unknown as readonly [Budget, Told]
    return [...names.map((name, i) => memberSnapshot(name, locals[i] as MemberNode, told)), { lane: WORLD, alive: true, headline: "", fields: [...budgetFields(budget), ...toldFields(told)] }]
  },
  did: (move) => didOf(BROKER_KINDS, move, describeBrokers(names, move)),
  said: (message) => saidAs(brokerPacketText(message as BrokerPacket)),
  noted: (before, after) => answersIn((before as readonly BrokersLocal[])[names.length + 1] as Told, (after as readonly BrokersLocal[])[names.length + 1] as Told),
  fact: factOf
})

export const memberSnapshot = (lane: string, member: MemberNode, told: Pick<Told, "told">): Snapshot => ({
  lane,
  alive: member.up,
  headline: memberRole(member),
  fields: memberFields(member),
  log: memberCells(member, told)
})

export const memberRole = ({ broker, up, dead, connecting }: MemberNode): string => {
  const role = broker.config.brokerRole === "SLAVE" ? `slave of ${broker.config.haMaster}` : "master"
  if (!up) return `${role}, ${dead === true ? "dead" : "down"}`
  if (broker.diskFailed) return `${role}, disk failed`
  if (broker.config.brokerRole !== "SLAVE") return broker.ha.serving ? role : `${role}, not serving yet`
  return broker.ha.connection === null ? `${role}, ${connecting ? "not connected" : "waiting to connect again"}` : `${role}, connected`
}

export const memberCells = ({ broker, disk }: MemberNode, { told }: Pick<Told, "told">): readonly Cell[] => {
  const acked = new Set(told.filter(({ status }) => status === "SEND_OK").map(({ message }) => message))
  return allEntries(disk).map(({ payload }, index) => ({
    index,
    payload,
    durable: index <= disk.durable,
    committed: false,
    visible: index <= broker.dispatchedIndex,
    acked: acked.has(payload)
  }))
}

const memberFields = ({ broker, disk, timers, up }: MemberNode): readonly Field[] => {
  const slaves = Object.entries(broker.ha.slaves)
  return [
    ...fieldIf(slaves.length > 0, "slaves report", () => slaves.map(([slave, { acked, began }]) => `${slave} ${began === null ? "nothing yet" : indexText(acked)}`).join(", ")),
    ...fieldIf(up && broker.dispatchedIndex < disk.entries.length + disk.compacted.length - 1, "visible up to", () => indexText(broker.dispatchedIndex)),
    ...minorIf(broker.ha.connection !== null, "connection", () => String(broker.ha.connection)),
    ...minorIf(broker.pending.length > 0, "sends that wait", () => broker.pending.map(({ request }) => String(request)).join(" ")),
    ...minorIf(disk.flushing !== null, "fsync under way up to", () => indexText(disk.flushing ?? -1)),
    minor("timers", timersText(timers))
  ]
}

export const budgetFields = ({ left, cut }: Budget): readonly Field[] => [
  ...minorIf(Object.keys(left).length > 0, "faults left", () => budgetText(left)),
  ...fieldIf(cut.length > 0, "links cut", () => cut.map((link) => link.join("–")).join(", "))
]

export const toldFields = ({ sent, told, visible, list }: Told): readonly Field[] => [
  minor("messages sent", String(sent)),
  ...minorIf(told.length > 0, "answered", () => told.map(({ message, status, by }) => `${message} ${status} by ${by}`).join(", ")),
  ...minorIf(visible.length > 0, "seen by consumers", () => visible.map(([broker, offset, message]) => `${message} at ${offset} of ${broker}`).join(", ")),
  ...minorIf(list.broken !== null, "contradiction", () => String(list.broken))
]

/** What producers and readers were told in a step. */
export const answersIn = (before: Told, after: Told): readonly string[] => {
  if (before === after) return []
  return [
    ...after.told.filter(({ message }) => !before.told.some((told) => told.message === message)).map(({ message, status, by }) => `${by} answers ${status} for ${message}`),
    ...before.list.open.filter(([operation]) => operation.startsWith("r") && !after.list.open.some(([open]) => open === operation)).map(([operation]) => `${operation} is answered`),
    ...(after.list.broken === before.list.broken ? [] : [String(after.list.broken)])
  ]
}
