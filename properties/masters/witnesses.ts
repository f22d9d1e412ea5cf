/**
 * What modes 1–3 admit, or do to their clients: each must be found (W1–W10, W18). Losses of acked messages are cells of the
 * promise table and are found there.
 *
 * @module
 */
import type { MemberNode } from "../../models/world/member.ts"
import { ackedIn, groupOf, isLost, isServed, masterOf, membersIn, payloads, toldIn, witness } from "./declare.ts"

export const writableElsewhere = witness(
  "W4 cluster writable, queue unreadable",
  "A master is down and its acked messages cannot be read, while another master goes on acking.",
  "B2, B3 · W4",
  (world) => ({
    kind: "sometimes",
    holds: (locals) => {
      const acked = ackedIn(world, locals)
      const down = acked.filter(({ message, group }) => group.every(({ up, born }) => !up || born === "slave") && !isServed(world, group, message))
      return down.length > 0 && acked.some(({ message, group }) => message > (down[0]?.message ?? "") && group.some(({ up, born }) => up && born === "master"))
    }
  })
)

export const toldSlaveNotAvailable = witness("W9 SLAVE_NOT_AVAILABLE", "The slave is down, and a producer is told SLAVE_NOT_AVAILABLE instead of SEND_OK.", "D3 · W9", (world) => ({
  kind: "sometimes",
  holds: (locals) => toldIn(world, locals).told.some(({ status, by }) => status === "SLAVE_NOT_AVAILABLE" && groupOf(world, locals, by).some(({ up, born }) => !up && born === "slave"))
}))

export const toldFlushSlaveTimeout = witness("FLUSH_SLAVE_TIMEOUT", "The slave is connected and slow, and a producer is told FLUSH_SLAVE_TIMEOUT.", "D3", (world) => ({
  kind: "sometimes",
  reads: [world.toldSlot],
  holds: (locals) => toldIn(world, locals).told.some(({ status }) => status === "FLUSH_SLAVE_TIMEOUT")
}))

export const toldFlushDiskTimeout = witness("FLUSH_DISK_TIMEOUT", "The disk is slow, and a producer is told FLUSH_DISK_TIMEOUT.", "A6, B5", (world) => ({
  kind: "sometimes",
  reads: [world.toldSlot],
  holds: (locals) => toldIn(world, locals).told.some(({ status }) => status === "FLUSH_DISK_TIMEOUT")
}))

/** A message with a status that looks like success is as lost as one that was refused. */
export const storedNotAckedLost = witness(
  "W8 stored, not acked, lost",
  "A message answered SLAVE_NOT_AVAILABLE or FLUSH_SLAVE_TIMEOUT was stored, and is in nobody's log any more.",
  "D3 · W8",
  (world) => ({
    kind: "sometimes",
    holds: (locals) =>
      toldIn(world, locals).told.some(({ message, status, by }) => (status === "SLAVE_NOT_AVAILABLE" || status === "FLUSH_SLAVE_TIMEOUT") && isLost(groupOf(world, locals, by), message))
  })
)

/** Masters by birth, each with the broker whose slave it is now. */
const replaced = (members: readonly MemberNode[]): readonly (readonly [MemberNode, MemberNode])[] =>
  members.flatMap((old) => {
    const successor = masterOf(members, old)
    return old.born === "master" && successor !== undefined ? [[old, successor] as const] : []
  })

export const oldMasterStuck = witness(
  "W7 old master stuck",
  "The old master returns as a slave with more messages than the new one has: it is sent away at every try, and stays without a connection.",
  "C7 · W7",
  (world) => ({
    kind: "sometimes",
    holds: (locals) =>
      replaced(membersIn(world, locals)).some(
        ([old, successor]) =>
          old.up &&
          old.broker.config.brokerRole === "SLAVE" &&
          old.connections > 0 &&
          old.broker.ha.connection === null &&
          successor.up &&
          payloads(old).length > payloads(successor).length
      )
  })
)

export const oldMasterForked = witness(
  "W7 old master forked",
  "The old master returns as a slave, holds a message that the new master has not, and is copied to as if nothing had happened: positions agree, contents do not.",
  "C7 · W7",
  (world) => ({
    kind: "sometimes",
    holds: (locals) =>
      replaced(membersIn(world, locals)).some(([old, successor]) => {
        const acked = successor.broker.ha.slaves[old.broker.config.dLegerSelfId]?.acked ?? -1
        const theirs = payloads(successor)
        return old.broker.ha.connection !== null && acked >= 0 && payloads(old).some((payload, i) => theirs[i] !== payload)
      })
  })
)

export const servedBySlave = witness("served by the slave", "A slave gives a consumer an acked message while its master lives.", "C3", (world) => ({
  kind: "sometimes",
  holds: (locals) =>
    ackedIn(world, locals).some(({ message, group }) => group.some(({ up, born }) => up && born === "master") && isServed(world, group.filter(({ born }) => born === "slave"), message))
}))
