/**
 * What decides a cell of the promise table: is an acked message lost, and who gives it to consumers while brokers are down
 * and after all are back.
 *
 * @module
 */
import type { BrokersLocal, BrokersWorld } from "../../models/world/brokers.ts"
import { strikeKey } from "../../models/world/budget.ts"
import { holdsMessage } from "../../models/world/disk.ts"
import type { MemberNode } from "../../models/world/member.ts"
import type { Evidence } from "../declare.ts"
import { ackedIn, allSpent, budgetIn, groupOf, isLost, isServed, locks, membersIn, promise, toldIn, witness } from "./declare.ts"

const lostAcks = (world: BrokersWorld): Evidence<BrokersLocal> => ({ locals }) =>
  toldIn(world, locals).told.flatMap(({ message, status, by }) => (status === "SEND_OK" && isLost(groupOf(world, locals, by), message) ? [`${by} answered SEND_OK for ${message}, and no broker of its group has ${message} in its log, running or not.`] : []))

export const ackDurable = promise("S12 AckDurable", "A message that was answered SEND_OK is in the log of a broker of its group, running or not.", "B5, C1, D2 · properties table", (world) => ({
  kind: "always",
  holds: (locals) => ackedIn(world, locals).every(({ message, group }) => !isLost(group, message))
}), lostAcks)

export const ackLost = witness("acked message lost", "A message that was answered SEND_OK is in nobody's log any more.", "B4, C6 · properties table", (world) => ({
  kind: "sometimes",
  holds: (locals) => ackedIn(world, locals).some(({ message, group }) => isLost(group, message))
}), lostAcks)

/** Not vacuous: something was at stake before anything went wrong. */
export const ackedBefore = witness("message acked before the faults", "A message is answered SEND_OK while every fault is still to come.", "the model itself", (world) => ({
  kind: "sometimes",
  holds: (locals) => {
    const { left } = budgetIn(world, locals)
    return world.options.strikes.every((strike) => left[strikeKey(strike)] === strike.times) && ackedIn(world, locals).length > 0
  }
}))

export const allStruck = witness("every fault used", "All faults of the budget strike in one run.", "the model itself", (world) => ({
  kind: "sometimes",
  holds: (locals) => allSpent(world, locals)
}))

const someDown = (members: readonly MemberNode[]): boolean => members.some(({ up }) => !up)

const isMaster = ({ broker }: MemberNode): boolean => broker.config.brokerRole !== "SLAVE"

/** Nobody waits for a repair. */
export const servedThroughout = promise(
  "served throughout",
  "In every state a consumer can obtain every message that was acked and is kept.",
  "properties table",
  (world) => ({
    kind: "always",
    reads: [...world.memberSlots, world.toldSlot],
    holds: (locals) => ackedIn(world, locals).every(({ message, group }) => isLost(group, message) || isServed(world, group, message))
  })
)

export const servedWhileDown = witness(
  "served while a broker is down",
  "All faults have struck, the broker that acked the message is down, and a consumer can still obtain it.",
  "properties table, availability",
  (world) => ({
    kind: "sometimes",
    holds: (locals) =>
      allSpent(world, locals) &&
      ackedIn(world, locals).some(({ message, group }) => !group.some(({ up, born }) => up && born === "master") && isServed(world, group, message))
  })
)

/** The contrary of {@link servedWhileDown}: while the master is down nobody serves its queues. */
export const unservedWhileDown = promise(
  "unserved while the master is down",
  "While the master is down no consumer can obtain a message that it acked, whoever holds a copy.",
  "B3, C5 · properties table, availability",
  (world) => ({
    kind: "always",
    holds: (locals) => ackedIn(world, locals).every(({ message, group }) => group.some((member) => member.up && isMaster(member)) || !isServed(world, group, message))
  })
)

export const noLocksWhileDown = promise(
  "no locks while the master is down",
  "While a master is down no broker of its group gives a consumer a queue to consume in order.",
  "B3, C5 · properties table, availability",
  (world) => ({
    kind: "always",
    reads: world.memberSlots,
    holds: (locals) => membersIn(world, locals).every((member) => (member.up && isMaster(member)) || !locks(world, member))
  })
)

export const servedAfter = witness(
  "served after the faults",
  "All faults have struck, every broker is back, and a consumer can obtain a message that was acked before.",
  "properties table",
  (world) => ({
    kind: "sometimes",
    holds: (locals) => allSpent(world, locals) && !someDown(membersIn(world, locals)) && ackedIn(world, locals).some(({ message, group }) => isServed(world, group, message))
  })
)

/** A message is kept, its master is back and will never have it: only a promoted slave would serve it. */
const isStuck = (group: readonly MemberNode[], message: string): boolean => {
  const masters = group.filter(isMaster)
  return masters.length > 0 && masters.every(({ up, broker, disk }) => up && broker.ha.serving && !holdsMessage(disk, message)) && !isLost(group, message)
}

export const keptOnSlaveAlone = witness(
  "kept on the slave alone",
  "Every broker is back, the slave still holds an acked message, and its master does not: it stays unserved unless the slave is promoted.",
  "C7 · properties table",
  (world) => ({
    kind: "sometimes",
    holds: (locals) => !someDown(membersIn(world, locals)) && ackedIn(world, locals).some(({ message, group }) => isStuck(group, message))
  })
)

/** The contrary of {@link keptOnSlaveAlone}. */
export const masterHasAll = promise(
  "S13 AckServed",
  "A master that serves has every message that was acked and is kept anywhere: a consumer can obtain it there.",
  "B3, C1, D2",
  (world) => ({
    kind: "always",
    holds: (locals) => ackedIn(world, locals).every(({ message, group }) => !isStuck(group, message))
  })
)

export const servedAfterPromotion = witness(
  "served after promotion",
  "The master is gone, an operator has promoted the slave, and a consumer obtains a message that was acked before.",
  "C5, D2",
  (world) => ({
    kind: "sometimes",
    holds: (locals) =>
      allSpent(world, locals) &&
      budgetIn(world, locals).left["promote"] === 0 &&
      ackedIn(world, locals).some(({ message, group }) => group.some(({ up, born }) => !up && born === "master") && isServed(world, group, message))
  })
)
