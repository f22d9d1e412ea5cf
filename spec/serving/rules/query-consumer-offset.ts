import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { queueKey } from "../../vocabulary.ts"
import { minOf } from "../hold.ts"
import { offsetOf } from "../offsets.ts"

/**
 * How far a group has come. A group without progress starts at 0 while the queue still has its first message, whatever it
 * asked for: so a young queue loses nothing to a consumer that comes late.
 *
 * RocketMQ `ConsumerManageProcessor.queryConsumerOffset`.
 */
export const queryConsumerOffset = rule("QueryConsumerOffset", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("known", () =>
      emit({ _tag: "ReplyOffset", request: event.request, offset: offsetOf(self, event.group, event.topic, event.queueId) ?? 0 })(self)
    )
    .with("young queue", () => emit({ _tag: "ReplyOffset", request: event.request, offset: 0 })(self))
    .with("unknown", () =>
      emit({ _tag: "Reply", request: event.request, code: "QUERY_NOT_FOUND", remark: event.noZero === true ? "Not found, do not set to zero, maybe this group boot first" : "Not found, V3_0_6_SNAPSHOT maybe this group consumer boot first" })(self)
    )
    .exhaustive()
)

const verdict = (self: Broker, { group, topic, queueId, noZero }: EventOf<"QueryConsumerOffset">) => {
  if (offsetOf(self, group, topic, queueId) !== undefined) return "known"
  return noZero !== true && minOf(self, queueKey(topic, queueId)) <= 0 ? "young queue" : "unknown"
}
