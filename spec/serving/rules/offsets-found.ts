import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import { emit, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { groupOf } from "../groups.ts"
import { offsetKey, offsetOf } from "../offsets.ts"

/**
 * Where the queues were at the time that an operator sends a group to. Members that are connected are told and commit it
 * themselves; a group without members is reset here, as in 5.x, or not at all, as in 4.9. Forward only if forced.
 *
 * RocketMQ `Broker2Client.resetOffset`; 5.x `AdminBrokerProcessor.resetOffsetInner`.
 */
export const offsetsFound = rule(
  "OffsetsFound",
  (self, { group }) => {
    if ((groupOf(self, group)?.members.length ?? 0) > 0) return "told"
    return self.config.compatibility === "4.9" ? "not online" : "reset"
  },
  (self, { request, group, topic, timestamp, isForce, found }, verdict) => {
    const offsets = found.map(({ queueId, offset }) => ({ queueId, offset: isForce ? offset : Math.min(offset, offsetOf(self, group, topic, queueId) ?? offset) }))
    return match(verdict)
      .with("told", () => {
        const channels = (groupOf(self, group)?.members ?? []).map(({ channel }) => channel)
        return emit({ _tag: "ResetConsumerClientOffset", group, topic, timestamp, offsets, channels }, { _tag: "ReplyOffsets", request, topic, offsets })(self)
      })
      .with("reset", () => {
        let table = self.offsets
        for (const { queueId, offset } of offsets) table = HashMap.set(table, offsetKey(group, topic, queueId), offset)
        return chain({ ...self, offsets: table }, emit({ _tag: "SaveOffsets" }, { _tag: "ReplyOffsets", request, topic, offsets }))
      })
      .with("not online", () =>
        emit({ _tag: "Reply", request, code: "CONSUMER_NOT_ONLINE", remark: `Consumer not online, so can not reset offset, Group: ${group} Topic: ${topic} Timestamp: ${timestamp}` })(self)
      )
      .exhaustive()
  }
)
