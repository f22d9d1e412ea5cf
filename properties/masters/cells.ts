/**
 * What decides a cell of the promise table: is an acked message lost, and who gives it to consumers while brokers are down
 * and after all are back.
 *
 * @module
 */
import { holdsMessage } from "../../models/world/disk.ts"
import { ackedIn, allSpent, type BrokersDeclared, budgetIn, isLost, isServed, locks, membersIn, promise, witness } from "./declare.ts"

const ACK_DURABLE = "A message that was answered SEND_OK is in the log of a broker of its group, running or not."

export const ackDurable: BrokersDeclared = promise("S12 AckDurable", ACK_DURABLE, "B5, C1, D2 · properties table", (world) => ({
  kind: "always",
  holds: (locals) => ackedIn(world, locals).every(({ message, group }) => !isLost(group, message))
}))

export const ackLost: BrokersDeclared = witness("acked message lost", "A message that was answered SEND_OK is in nobody's log any more.", "B4, C6 · properties table", (world) => ({
  kind: "sometimes",
  holds: (locals) => ackedIn(world, locals).some(({ message, group }) => isLost(group, message))
}))

/** Not vacuous: something was at stake before anything went wrong. */
export const ackedBefore: BrokersDeclared = witness("message acked before the faults", "A message is answered SEND_OK while every fault is still to come.", "the model itself", (world) => ({
  kind: "sometimes",
  holds: (locals) => {
    const untouched = world.options.strikes.every((s) => Object.values(budgetIn(world, locals).left).includes(s.times)) && Object.values(budgetIn(world, locals).left).every((n) => n > 0)
    return untouched && ackedIn(world, locals).length > 0
  }
}))

export const allStruck: BrokersDeclared = witness("every fault used", "All faults of the budget strike in one run.", "the model itself", (world) => ({
  kind: "sometimes",
  holds: (locals) => allSpent(world, locals)
}))

const someDown = (members: readonly { readonly up: boolean }[]): boolean => members.some(({ up }) => !up)

/** Nobody waits for a repair. */
export const servedThroughout: BrokersDeclared = promise(
  "served throughout",
  "In every state a consumer can obtain every message that was acked and is kept.",
  "properties table",
  (world) => ({
    kind: "always",
    reads: [...world.memberSlots, world.toldSlot],
    holds: (locals) => ackedIn(world, locals).every(({ message, group }) => isLost(group, message) || isServed(world, group, message))
  })
)

export const servedWhileDown: BrokersDeclared = witness(
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
export const unservedWhileDown: BrokersDeclared = promise(
  "unserved while the master is down",
  "While the master is down no consumer can obtain a message that it acked, whoever holds a copy.",
  "B3, C5 · properties table, availability",
  (world) => ({
    kind: "always",
    holds: (locals) => ackedIn(world, locals).every(({ message, group }) => group.some(({ up, broker }) => up && broker.config.brokerRole !== "SLAVE") || !isServed(world, group, message))
  })
)

export const noLocksWhileDown: BrokersDeclared = promise(
  "no locks while the master is down",
  "While a master is down no broker of its group gives a consumer a queue to consume in order.",
  "B3, C5 · properties table, availability",
  (world) => ({
    kind: "always",
    reads: world.memberSlots,
    holds: (locals) => membersIn(world, locals).every((member) => (member.up && member.broker.config.brokerRole !== "SLAVE") || !locks(world, member))
  })
)

export const servedAfter: BrokersDeclared = witness(
  "served after the faults",
  "All faults have struck, every broker is back, and a consumer can obtain a message that was acked before.",
  "properties table",
  (world) => ({
    kind: "sometimes",
    holds: (locals) => allSpent(world, locals) && !someDown(membersIn(world, locals)) && ackedIn(world, locals).some(({ message, group }) => isServed(world, group, message))
  })
)

/** A message is kept, its master is back and will never have it: only a promoted slave would serve it. */
const isStuck = (group: readonly { readonly disk: Parameters<typeof holdsMessage>[0]; readonly up: boolean; readonly broker: { readonly config: { readonly brokerRole: string }; readonly ha: { readonly serving: boolean } } }[], message: string): boolean => {
  const masters = group.filter(({ broker }) => broker.config.brokerRole !== "SLAVE")
  return masters.length > 0 && masters.every(({ up, broker, disk }) => up && broker.ha.serving && !holdsMessage(disk, message)) && group.some(({ disk }) => holdsMessage(disk, message))
}

export const keptOnSlaveAlone: BrokersDeclared = witness(
  "kept on the slave alone",
  "Every broker is back, the slave still holds an acked message, and its master does not: it stays unserved unless the slave is promoted.",
  "C7 · properties table",
  (world) => ({
    kind: "sometimes",
    holds: (locals) => !someDown(membersIn(world, locals)) && ackedIn(world, locals).some(({ message, group }) => isStuck(group, message))
  })
)

/** The contrary of {@link keptOnSlaveAlone}. */
export const masterHasAll: BrokersDeclared = promise(
  "S13 AckServed",
  "A master that serves has every message that was acked and is kept anywhere: a consumer can obtain it there.",
  "B3, C1, D2",
  (world) => ({
    kind: "always",
    holds: (locals) => ackedIn(world, locals).every(({ message, group }) => !isStuck(group, message))
  })
)

export const servedAfterPromotion: BrokersDeclared = witness(
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
