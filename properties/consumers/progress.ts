/**
 * What a group's progress promises, and where it goes back.
 *
 * @module
 */
import type { ConsumersLocal, ConsumersWorld } from "../../models/world/consumers-bounds.ts"
import { isKeeper, queuesOf, storedAt } from "../../models/world/consumers-bounds.ts"
import type { Budget } from "../../models/world/budget.ts"
import { lastIndexOf } from "../../models/world/disk.ts"
import { messagesUpTo } from "../../models/world/node.ts"
import type { MemberNode } from "../../models/world/member.ts"
import type { Evidence } from "../declare.ts"
import { listed } from "../telling/view.ts"
import { ackedAndKept, brokersIn, clientsIn, historyIn, promise, visibleAt, witness } from "./declare.ts"

export const ackServed = promise("S13 AckServed", "A message that was answered SEND_OK and is in some log is processed by a member in the end, once what is down is back.", "B3, C1, E14 · S13, L8", (world) => ({
  kind: "recoverable",
  ...(world.options.terms === undefined ? {} : { from: (locals: readonly ConsumersLocal[]) => canElect(world, locals) }),
  holds: (locals) => ackedAndKept(world, locals).every((message) => historyIn(world, locals).processed.includes(message))
}))

/** Nothing is left to go wrong, and the bounds allow one more election. */
const canElect = (world: ConsumersWorld, locals: readonly ConsumersLocal[]): boolean =>
  Object.values((locals[world.budgetSlot] as Budget).left).every((left) => left === 0) &&
  brokersIn(world, locals).every(({ broker, disk }) => Math.max(broker.raft.term, disk.hard.term) < (world.options.terms ?? 0))

const skippedText = (world: ConsumersWorld): Evidence<ConsumersLocal> => ({ locals }) =>
  brokersIn(world, locals).flatMap((member) => {
    const messages = member.up ? skipped(world, locals, member) : []
    return messages.length === 0 ? [] : [`${member.broker.config.dLegerSelfId} has stored offset ${storedAt(member)} for the group, and no member has processed ${listed(messages)}, which ${messages.length === 1 ? "stands" : "stand"} before it.`]
  })

export const atLeastOnce = promise("S22 AtLeastOnce", "When the stored offset of the group is k, every message that can be read before k was processed by some member.", "C4 · S22", (world) => ({
  kind: "always",
  reads: [...world.memberSlots, world.historySlot],
  holds: (locals) => brokersIn(world, locals).every((member) => !member.up || skipped(world, locals, member).length === 0)
}), skippedText)

/** Messages before the stored offset that nobody has processed. */
const skipped = (world: ConsumersWorld, locals: readonly ConsumersLocal[], member: MemberNode): readonly string[] =>
  visibleAt(member)
    .slice(0, storedAt(member))
    .filter((message) => !historyIn(world, locals).processed.includes(message))

export const messageSkipped = witness(
  "message skipped",
  "The log has lost its end, the stored offset has not: what is sent next stands before it, and no member is given it.",
  "A6, B5 · S22, rocketmq #4771",
  (world) => ({ kind: "sometimes", reads: [...world.memberSlots, world.historySlot], holds: (locals) => brokersIn(world, locals).some((member) => isKeeper(member) && skipped(world, locals, member).length > 0) }),
  skippedText
)

export const offsetMonotone = promise("S23 OffsetMonotone", "While a broker lives (in a DLedger group: while it leads), the offset that it has stored for the group never decreases.", "C4 · S23", (world) => ({
  kind: "step",
  concerns: (_before, move) => world.memberSlots.includes(move.slot),
  holds: (before, _move, _outcome, after) =>
    world.memberSlots.every((slot) => {
      const [was, is] = [before[slot] as MemberNode, after[slot] as MemberNode]
      const another = world.options.terms !== undefined && !(isKeeper(was) && isKeeper(is) && was.broker.raft.term === is.broker.raft.term)
      return another || !was.up || !is.up || was.life !== is.life || storedAt(is) >= storedAt(was)
    })
}))

export const offsetCopied = promise("S23 OffsetCopied", "What a keeper has stored, its copies have in the end while they live: a failover loses a copy period at most.", "C4 · S23, L5", (world) => ({
  kind: "recoverable",
  holds: (locals) => {
    const members = brokersIn(world, locals)
    const keeper = members.find(isKeeper)
    return keeper !== undefined && members.every((member) => member.up && storedAt(member) === storedAt(keeper))
  }
}))

const beyondText = (world: ConsumersWorld): Evidence<ConsumersLocal> => ({ locals }) =>
  brokersIn(world, locals).filter(isBeyond).map((member) => `${member.broker.config.dLegerSelfId} has stored offset ${storedAt(member)} for the group; its queue ends at ${visibleAt(member).length}.`)

export const offsetInRange = promise("S24 OffsetInRange", "The offset that a keeper has stored is not beyond the end of its queue.", "C4 · S24", (world) => ({
  kind: "always",
  reads: world.memberSlots,
  holds: (locals) => brokersIn(world, locals).every((member) => !isBeyond(member))
}), beyondText)

const isBeyond = (member: MemberNode): boolean => isKeeper(member) && storedAt(member) > visibleAt(member).length

export const offsetBeyondEnd = witness("stored offset beyond the end", "The log has lost its end, or never had it; the stored offset points behind it.", "B5, C6 · S24, rocketmq #4771", (world) => ({
  kind: "sometimes",
  reads: world.memberSlots,
  holds: (locals) => brokersIn(world, locals).some(isBeyond)
}), beyondText)

export const noPhantomGiven = promise("S19 NoPhantom", "A member is given only messages that were sent, each at the offset that a master gave it.", "C1, E12 · S19", (world) => ({
  kind: "always",
  reads: [...world.memberSlots, ...world.clientSlots],
  holds: (locals) =>
    clientsIn(world, locals).every((client) =>
      queuesOf(client).every(({ brokerName, unprocessed }) =>
        unprocessed.every(({ message, offset }) => brokersIn(world, locals).some((member) => member.born === "master" && member.broker.config.brokerName === brokerName && logged(member)[offset] === message))
      )
    )
}))

/** Messages in a broker's log, running or not, by their place in the queue. */
const logged = ({ disk }: MemberNode): readonly string[] => messagesUpTo(disk, lastIndexOf(disk))

export const offsetGoesBack = witness("W15 offset goes back", "A keeper serves with a smaller offset than an earlier one had stored, and a member is given a message that was processed before.", "C4 · W15", (world) => ({
  kind: "sometimes",
  holds: (locals) =>
    brokersIn(world, locals).some((member) => isKeeper(member) && storedAt(member) < (historyIn(world, locals).stored[member.broker.config.brokerName] ?? 0)) && givenAgain(world, locals)
}))

const givenAgain = (world: ConsumersWorld, locals: readonly ConsumersLocal[]): boolean =>
  clientsIn(world, locals).some((client) => queuesOf(client).some(({ unprocessed }) => unprocessed.some(({ message }) => historyIn(world, locals).processed.includes(message))))

export const allProcessed = witness("all processed, all committed", "Every message is processed, and the stored offset says so.", "the model itself", (world) => ({
  kind: "sometimes",
  holds: (locals) => historyIn(world, locals).processed.length === world.options.messages && brokersIn(world, locals).some((member) => isKeeper(member) && storedAt(member) === world.options.messages)
}))

export const givenWhileDown = witness("given while the master is down", "The master is down, and a member that has messages to process goes on pulling at its slave.", "C5 · properties table", (world) => ({
  kind: "sometimes",
  holds: (locals) => {
    const keepers = brokersIn(world, locals).filter(({ born }) => born === "master")
    return keepers.every(({ up }) => !up) && clientsIn(world, locals).some((client) => queuesOf(client).some(({ unprocessed, asked }) => unprocessed.length > 0 && asked !== null && keepers.every(({ broker }) => broker.config.dLegerSelfId !== asked)))
  }
}))
