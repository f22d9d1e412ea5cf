import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { copyToAll } from "../../metadata/copy.ts"
import { altered } from "../attributes.ts"
import { isLegalGroup, subscriptionGroupOf } from "../groups.ts"
import { invalid } from "../topics.ts"

/**
 * An operator creates or changes consumer groups: all of them, or none if one has no legal name.
 *
 * RocketMQ `AdminBrokerProcessor.updateAndCreateSubscriptionGroup`, `TopicValidator.validateGroup`.
 */
export const updateAndCreateSubscriptionGroup = (replication: Replication) => {
  const illegal = ({ groups }: EventOf<"UpdateAndCreateSubscriptionGroup">): string | undefined => groups.find(([name]) => !isLegalGroup(name))?.[0]
  const verdict = (self: Broker, event: EventOf<"UpdateAndCreateSubscriptionGroup">) => {
    if (!replication.keepsMetadata(self)) return "not here"
    return illegal(event) === undefined ? "kept" : "illegal name"
  }
  return rule("UpdateAndCreateSubscriptionGroup", verdict, (self, event, verdict) => {
    const { request, groups, attributes = {} } = event
    const answer = (code: "SUCCESS" | "SYSTEM_ERROR" | "INVALID_PARAMETER", remark: string) => emit({ _tag: "Reply", request, code, remark })
    return match(verdict)
      .with("not here", () => answer("SYSTEM_ERROR", "Can't modify topic or subscription group from slave broker, please execute it from master broker.")(self))
      .with("illegal name", () =>
        answer(invalid(self), `group: the specified group[${illegal(event)}] is blank, contains illegal characters or is longer than 255, allowing only ^[%|a-zA-Z0-9_-]+$`)(self)
      )
      .with("kept", () => {
        let subscriptionGroups = self.subscriptionGroups
        for (const [name, config] of groups) subscriptionGroups = HashMap.set(subscriptionGroups, name, { ...config, ...altered(subscriptionGroupOf(self, name)?.attributes, attributes[name] ?? []) })
        return chain({ ...self, subscriptionGroups }, emit({ _tag: "SaveSubscriptionGroups" }), copyToAll, answer("SUCCESS", ""))
      })
      .exhaustive()
  })
}
