import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { LinearizableReads, Replication } from "../../broker/replication.ts"
import { emit, ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { queueKey } from "../../vocabulary.ts"
import { endOf } from "../hold.ts"
import { topicOf } from "../topics.ts"

/**
 * One past the last visible message of a queue. On a leader that was deposed without knowing it this may be stale, unless
 * `linearizableRead` makes the read wait until a majority has confirmed the leader.
 *
 * Raft §8, dissertation §6.4 · RocketMQ `AdminBrokerProcessor.getMaxOffset`, which answers from its own state.
 */
export const getMaxOffset = (replication: Replication) => {
  const linearizable = (self: Broker): LinearizableReads | undefined => (self.config.linearizableRead ? replication.linearizableReads : undefined)

  const verdict = (self: Broker, { topic }: EventOf<"GetMaxOffset">) => {
    const reads = linearizable(self)
    if (reads === undefined) return topicOf(self, topic) === undefined ? "no such topic" : "known"
    if (reads.refuses(self) !== undefined) return "not here"
    // The table of topics may be as old as a deposed leader is: whether there is such a topic has to wait as well.
    return self.pendingReads.length >= self.config.maxPendingRequestsNum ? "too many pending" : "waits for a majority"
  }

  return rule("GetMaxOffset", verdict, (self, event, verdict) => {
    const { request, topic, queueId, channel } = event
    const queue = queueKey(topic, queueId)
    return match(verdict)
      .with("known", "no such topic", () => emit({ _tag: "ReplyOffset", request, offset: endOf(self, queue) })(self))
      .with("not here", () => emit({ _tag: "Reply", request, code: "SERVICE_NOT_AVAILABLE", remark: "", ...linearizable(self)?.refuses(self) })(self))
      .with("too many pending", () =>
        emit({ _tag: "Reply", request, code: "SYSTEM_BUSY", remark: `${self.pendingReads.length} reads wait for a majority already (maxPendingRequestsNum)` })(self)
      )
      .with("waits for a majority", () => linearizable(self)?.begin(self, { request, channel, queue }) ?? ignore(self))
      .exhaustive()
  })
}
