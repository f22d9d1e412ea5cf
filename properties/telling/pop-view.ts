/**
 * Brokers and consumers that pop, told.
 *
 * @module
 */
import type { Move } from "../../models/engine/model.ts"
import type { Budget } from "../../models/world/budget.ts"
import { brokerPacketText } from "../../models/world/describe-brokers.ts"
import { checkPointText, describePop, handedText } from "../../models/world/describe-pop.ts"
import { allEntries, type Entry, nameOf } from "../../models/world/disk.ts"
import type { BrokerPacket } from "../../models/world/member.ts"
import { QUEUE } from "../../models/world/node.ts"
import { handsOut, type PopAction, type PopClients, type PopHistory, type PopLocal, type PopNode } from "../../models/world/pop-bounds.ts"
import { sorted } from "../../spec/sorted.ts"
import { type QueueKey, splitQueueKey } from "../../spec/vocabulary.ts"
import { BROKER_KINDS, budgetFields, memberSnapshot } from "./brokers-view.ts"
import { nodeSnapshot } from "./group-view.ts"
import type { Cell, Field, Snapshot } from "./telling.ts"
import { type ActionKinds, didOf, factOf, fieldIf, minorIf, saidAs, type View, WORLD } from "./view.ts"

const KINDS: ActionKinds = { ...BROKER_KINDS, pop: "client", ack: "client", change: "client", take: "deliver" }
const CONSUMERS = "consumers"

export const popView = (brokers: readonly string[]): View => {
  const historyOf = (locals: readonly unknown[]): PopHistory => (locals as readonly PopLocal[])[brokers.length + 2] as PopHistory
  return {
    lanes: [...brokers.map((id) => ({ id, kind: "broker" }) as const), { id: CONSUMERS, kind: "consumer" }, { id: WORLD, kind: "world" }],
    laneOf: (slot) => brokers[slot] ?? (slot === brokers.length ? CONSUMERS : WORLD),
    snapshots: (locals) => {
      const history = historyOf(locals)
      return [
        ...brokers.map((name, i) => brokerSnapshot(name, locals[i] as PopNode, history)),
        { lane: CONSUMERS, alive: true, headline: "", fields: handedFields(locals[brokers.length] as PopClients, history) },
        { lane: WORLD, alive: true, headline: "", fields: budgetFields(locals[brokers.length + 1] as Budget) }
      ]
    },
    did: (move) => didOf(KINDS, move, describePop(brokers, move as Move<BrokerPacket, PopAction>)),
    said: (message) => saidAs(brokerPacketText(message as BrokerPacket)),
    noted: (before, after) => {
      const [was, is] = [historyOf(before), historyOf(after)]
      if (was === is) return []
      return [
        ...is.acked.filter((message) => !was.acked.includes(message)).map((message) => `SEND_OK for ${message}`),
        ...Object.entries(is.times).filter(([message, times]) => times > (was.times[message] ?? 0)).map(([message, times]) => `a consumer has ${message}${times > 1 ? `, for the ${times === 2 ? "second" : `${times}th`} time` : ""}`),
        ...is.consumed.filter((message) => !was.consumed.includes(message)).map((message) => `the ack of ${message} is answered`)
      ]
    },
    fact: factOf
  }
}

const brokerSnapshot = (lane: string, member: PopNode, history: PopHistory): Snapshot => {
  const raft = member.disk.hard.term > 0
  const told = history.acked.map((message) => ({ message, status: "SEND_OK" as const, by: lane }))
  const base = raft ? nodeSnapshot(lane, member, { acks: history.acked.map((message) => ({ message, inTerm: 0 })) }) : memberSnapshot(lane, member, { told })
  const { cursors, checkPoints } = member.broker.pop
  return {
    ...base,
    log: popCells(base.log ?? [], member),
    alive: member.up,
    headline: raft && !member.up ? "down" : `${base.headline}${raft && member.broker.raft.role === "LEADER" && !handsOut(member) ? ", not ready" : ""}`,
    fields: [
      ...fieldIf(sorted(checkPoints).length > 0, "handed out", () => sorted(checkPoints).map(([key, { offsets, closing }]) => `${checkPointText(key)}: ${offsets.join(" ")}${closing.length > 0 ? `, of which ${closing.join(" ")} about to be done with` : ""}`).join("; ")),
      ...fieldIf(sorted(cursors).length > 0, "handed out below", () => sorted(cursors).map(([key, { popped, handing }]) => `${key} ${popped}${handing === popped ? "" : ` (${handing} with those on their way)`}`).join(", ")),
      ...base.fields
    ]
  }
}

/** Records of the revive topic by their tags: what they say is among the fields. Copies of a message with the topic that they are in. */
const popCells = (cells: readonly Cell[], { disk }: PopNode): readonly Cell[] => {
  const entries = allEntries(disk)
  return cells.map((cell) => {
    const { payload, at } = entries[cell.index] as Entry
    const name = nameOf(payload)
    const isCopy = at !== undefined && name === payload && at.queue !== QUEUE
    return { ...cell, payload: name, ...(name !== null && name !== payload ? { record: true as const } : {}), ...(isCopy ? { queue: `${splitQueueKey(at.queue as QueueKey)[0]}${at.times > 0 ? `(retry ${at.times})` : ""}` } : {}) }
  })
}

const handedFields = ({ pops, acks, changes }: PopClients, { invisible, consumed }: PopHistory): readonly Field[] => [
  ...fieldIf(invisible.length > 0, "in their hands", () => invisible.map(handedText).join(", ")),
  ...fieldIf(consumed.length > 0, "consumed", () => consumed.join(" ")),
  ...minorIf(pops + acks + changes > 0, "asked", () => `${pops} pops, ${acks} acks, ${changes} times for more time`)
]
