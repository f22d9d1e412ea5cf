import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { copyToAll } from "../../metadata/copy.ts"
import { isLegalGroup } from "../../serving/groups.ts"
import { isRetryTopic } from "../../serving/retry.ts"
import { topicOf } from "../../serving/topics.ts"
import type { ResponseCode } from "../../vocabulary.ts"
import { requestModeKey } from "../state.ts"

/**
 * An operator says whether a group pulls a topic's messages or pops them. What comes again is always pulled, or popped with the
 * topic that it came from.
 *
 * RocketMQ `QueryAssignmentProcessor.setMessageRequestMode`, `MessageRequestModeManager`.
 */
export const setMessageRequestMode = (replication: Replication) => {
  const verdict = (self: Broker, { topic, group }: EventOf<"SetMessageRequestMode">) => {
    if (!replication.keepsMetadata(self)) return "not here"
    if (isRetryTopic(topic)) return "retry topic"
    if (topicOf(self, topic) === undefined) return "no such topic"
    return isLegalGroup(group) ? "set" : "illegal group"
  }
  return rule("SetMessageRequestMode", verdict, (self, { request, topic, group, mode, popShareQueueNum }, verdict) => {
    const answer = (code: ResponseCode, remark = ""): Next => emit({ _tag: "Reply", request, code, remark })(self)
    return match(verdict)
      .with("not here", () => answer("SYSTEM_BUSY", "request modes are kept by the master: send this to it"))
      .with("retry topic", () => answer("NO_PERMISSION", "retry topic is not allowed to set mode"))
      .with("no such topic", () => answer("TOPIC_NOT_EXIST", `topic[${topic}] not exist`))
      .with("illegal group", () => answer("SUBSCRIPTION_GROUP_NOT_EXIST", "subscription group does not exist"))
      .with("set", () =>
        chain(
          { ...self, requestModes: HashMap.set(self.requestModes, requestModeKey(topic, group), { mode, popShareQueueNum }) },
          emit({ _tag: "SaveRequestModes" }),
          copyToAll,
          emit({ _tag: "Reply", request, code: "SUCCESS", remark: "" })
        )
      )
      .exhaustive()
  })
}
