/**
 * Reads that wait until a majority has confirmed that this broker leads still (`linearizableRead`).
 *
 * @module
 */
import type { BrokerOutput } from "../broker/outputs.ts"
import type { Part } from "../broker/rule.ts"
import { endOf } from "./hold.ts"
import type { PendingRead } from "./state.ts"

/** Answers every read that is confirmed, with where its queue ends by now. */
export const answerReads =
  (confirmed: (read: PendingRead) => boolean): Part =>
  (self) => {
    const done = self.pendingReads.filter(confirmed)
    if (done.length === 0) return [self, []]
    return [
      { ...self, pendingReads: self.pendingReads.filter((read) => !confirmed(read)) },
      done.map(({ request, queue }): BrokerOutput => ({ _tag: "ReplyOffset", request, offset: endOf(self, queue) }))
    ]
  }

/** Answers every read that waits: this broker cannot find out any more. Its client asks the new leader. */
export const refuseReads: Part = (self) => [
  self.pendingReads.length === 0 ? self : { ...self, pendingReads: [] },
  self.pendingReads.map(({ request }): BrokerOutput => ({ _tag: "Reply", request, code: "SERVICE_NOT_AVAILABLE", remark: "the leader was deposed before a majority confirmed it: ask the new one" }))
]

/** Forgets the reads of a connection that is gone. */
export const dropReadsOf =
  (channel: string): Part =>
  (self) => [self.pendingReads.some((read) => read.channel === channel) ? { ...self, pendingReads: self.pendingReads.filter((read) => read.channel !== channel) } : self, []]
