import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { reset } from "../../pop/check-points.ts"
import { cursorOf } from "../../pop/queues.ts"
import { groupOf } from "../groups.ts"
import { offsetKey, offsetOf } from "../offsets.ts"

/**
 * Where the queues were at the time that an operator sends a group to. Members that are connected are told and commit it
 * themselves; a group without members is reset here, as in 5.x, or not at all, as in 4.9. Of a group that pops the broker itself
 * keeps how far it has come: it is reset through the log, like everything that is handed out. Forward only if forced.
 *
 * RocketMQ `Broker2Client.resetOffset`; 5.x `AdminBrokerProcessor.resetOffsetInner`, `PopMessageProcessor.resetPopOffset`.
 */
export const offsetsFound = (replication: Replication) => {
  const verdict = (self: Broker, { group, topic, found }: EventOf<"OffsetsFound">) => {
    if (found.some(({ queueId }) => cursorOf(self, offsetKey(group, topic, queueId)) !== undefined))
      return replication.refusesWrites(self) !== undefined || self.pending.length >= self.config.maxPendingRequestsNum ? "pops, not now" : "pops"
    if ((groupOf(self, group)?.members.length ?? 0) > 0) return "told"
    return self.config.compatibility === "4.9" ? "not online" : "reset"
  }
  return rule("OffsetsFound", verdict, (self, { request, group, topic, timestamp, isForce, found }, verdict) => {
    const offsets = found.map(({ queueId, offset }) => ({ queueId, offset: isForce ? offset : Math.min(offset, offsetOf(self, group, topic, queueId) ?? offset) }))
    const keep: Part = (me) => {
      const table = offsets.reduce((kept, { queueId, offset }) => HashMap.set(kept, offsetKey(group, topic, queueId), offset), me.offsets)
      return [{ ...me, offsets: table }, [{ _tag: "SaveOffsets" }]]
    }
    const channels = (groupOf(self, group)?.members ?? []).map(({ channel }) => channel)
    return match(verdict)
      .with("pops, not now", () => emit({ _tag: "Reply", request, code: "SYSTEM_BUSY", remark: `the group ${group} pops, and nothing can be written now: try again` })(self))
      .with("pops", () =>
        chain(
          self,
          keep,
          ...offsets.map(({ queueId, offset }, i): Part => {
            const isLast = i === offsets.length - 1
            return reset(replication, { group, topic, queueId, offset }, isLast ? request : `reset/${offsetKey(group, topic, queueId)}`, isLast ? { _tag: "Reset", topic, offsets } : { _tag: "Own" })
          })
        )
      )
      .with("told", () => emit({ _tag: "ResetConsumerClientOffset", group, topic, timestamp, offsets, channels }, { _tag: "ReplyOffsets", request, topic, offsets })(self))
      .with("reset", () => chain(self, keep, emit({ _tag: "ReplyOffsets", request, topic, offsets })))
      .with("not online", () =>
        emit({ _tag: "Reply", request, code: "CONSUMER_NOT_ONLINE", remark: `Consumer not online, so can not reset offset, Group: ${group} Topic: ${topic} Timestamp: ${timestamp}` })(self)
      )
      .exhaustive()
  })
}
