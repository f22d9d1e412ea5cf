import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import type { EventOf } from "../events.ts"
import { relyOnLock, renewalOf, renewLater } from "../locks.ts"
import { advance, askedAs, pause, queuesWhere } from "../queues.ts"
import { ignore, rule } from "../rule.ts"
import type { Consumer, Progress } from "../state.ts"
import { lapse } from "./lock-lapsed.ts"

/**
 * A master says whether a queue is locked for this member (C5). With the lock the member asks how far the group has come; without
 * it asks for the lock again after a while: another member has it still. A lock that is held and refused on renewal has
 * been lost.
 *
 * RocketMQ `RebalanceImpl.lock`, `lockAll`, `ProcessQueue.setLocked`.
 */
export const lockReply = rule("LockReply", (self, event) => verdict(self, event), (self, { request }, verdict) => {
  const progress = askedAs(self, request) ?? heldAs(self, request)
  if (progress === undefined) return ignore(self)
  return match(verdict)
    .with("late", () => ignore(self))
    .with("locked", () => chain(self, relyOnLock(progress), renewLater(progress), advance({ ...progress, lock: "held" })))
    .with("another has it", () => pause(progress)(self))
    .with("renewed", () => relyOnLock(progress)(self))
    .with("lost", () => lapse(progress)(self))
    .exhaustive()
})

const verdict = (self: Consumer, { request, locked }: EventOf<"LockReply">) => {
  if (heldAs(self, request) !== undefined) return locked ? "renewed" : "lost"
  if (askedAs(self, request)?.lock !== "wanted") return "late"
  return locked ? "locked" : "another has it"
}

/** The queue whose lock was to be renewed. */
const heldAs = (self: Consumer, request: string | number): Progress | undefined => queuesWhere(self, (progress) => progress.lock === "held" && renewalOf(progress) === request)[0]
