/**
 * A consumer group and its brokers, told.
 *
 * @module
 */
import type { Budget } from "../../models/world/budget.ts"
import type { Client } from "../../models/world/client.ts"
import { type ConsumersLocal, type ConsumersPacket, queuesOf, storedAt } from "../../models/world/consumers-bounds.ts"
import { consumersPacketText, describeConsumers } from "../../models/world/describe-consumers.ts"
import type { MemberNode } from "../../models/world/member.ts"
import type { Consumption } from "../../models/world/progress.ts"
import { isReady } from "../../spec/raft/broker-id.ts"
import { answersIn, BROKER_KINDS, budgetFields, memberSnapshot, toldFields } from "./brokers-view.ts"
import { nodeSnapshot } from "./group-view.ts"
import type { Field, Snapshot } from "./telling.ts"
import { type ActionKinds, didOf, factOf, field, fieldIf, minor, minorIf, saidAs, timersText, type View, WORLD } from "./view.ts"

const KINDS: ActionKinds = { ...BROKER_KINDS, route: "timer", heartbeat: "timer", rebalance: "timer", timeout: "timer", consume: "client", leave: "fault" }

/** Brokers come first among the slots, then the members of the group. */
export const consumersView = (brokers: readonly string[], clients: readonly string[]): View => {
  const names = [...brokers, ...clients]
  const historyOf = (locals: readonly unknown[]): Consumption => (locals as readonly ConsumersLocal[])[names.length + 1] as Consumption
  return {
    lanes: [...brokers.map((id) => ({ id, kind: "broker" }) as const), ...clients.map((id) => ({ id, kind: "consumer" }) as const), { id: WORLD, kind: "world" }],
    laneOf: (slot) => names[slot] ?? WORLD,
    snapshots: (locals) => {
      const history = historyOf(locals)
      return [
        ...brokers.map((name, i) => brokerSnapshot(name, locals[i] as MemberNode, history)),
        ...clients.map((name, i) => clientSnapshot(name, locals[brokers.length + i] as Client)),
        { lane: WORLD, alive: true, headline: "", fields: [...budgetFields(locals[names.length] as Budget), ...toldFields(history), ...consumptionFields(history)] }
      ]
    },
    did: (move) => didOf(KINDS, move, describeConsumers(names, move)),
    said: (message) => saidAs(consumersPacketText(message as ConsumersPacket)),
    noted: (before, after) => {
      const [was, is] = [historyOf(before), historyOf(after)]
      return was === is ? [] : [...answersIn(was, is), ...is.processed.filter((message) => !was.processed.includes(message)).map((message) => `${message} is processed`)]
    },
    fact: factOf
  }
}

const consumptionFields = ({ processed, stored }: Consumption): readonly Field[] => [
  ...minorIf(processed.length > 0, "processed", () => processed.join(" ")),
  ...minorIf(Object.keys(stored).length > 0, "largest offset stored", () => Object.entries(stored).map(([broker, offset]) => `${broker} ${offset}`).join(", "))
]

const brokerSnapshot = (lane: string, member: MemberNode, history: Consumption): Snapshot => {
  const raft = member.disk.hard.term > 0
  const acks = history.told.filter(({ status }) => status === "SEND_OK").map(({ message }) => ({ message, inTerm: 0 }))
  const base = raft ? nodeSnapshot(lane, member, { acks }) : memberSnapshot(lane, member, history)
  const locks = [...member.broker.locks].map(([, holder]) => holder)
  const stored = member.up ? storedAt(member) : (member.disk.savedOffsets?.[0]?.[1] ?? 0)
  return {
    ...base,
    alive: member.up,
    headline: raft ? (member.up ? `${base.headline}${member.broker.raft.role === "LEADER" && !isReady(member.broker) ? ", not ready" : ""}` : "down") : base.headline,
    fields: [field("offset of the group", String(stored)), ...fieldIf(locks.length > 0, "locked for", () => locks.join(", ")), ...base.fields]
  }
}

const clientSnapshot = (lane: string, client: Client): Snapshot => ({
  lane,
  alive: client.is === "up",
  headline: client.is === "dead" ? "dead" : client.is === "joining" ? "not started" : "up",
  fields:
    client.is === "up"
      ? [
          ...queuesOf(client).map(({ name, offset, unprocessed, lock, asked }) =>
            field(
              name,
              [
                lock === "not needed" ? "its own" : lock === "held" ? "locked" : "waits for the lock",
                ...(offset === null ? [] : [`pulls from ${offset}`]),
                ...(unprocessed.length > 0 ? [`has yet to process ${unprocessed.map(({ message }) => message).join(" ")}`] : []),
                ...(asked === null ? [] : [`asked ${asked}`])
              ].join(", ")
            )
          ),
          minor("timers", timersText(client.timers))
        ]
      : []
})
