import { match } from "ts-pattern"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Part, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { registerAs } from "../../registration/register.ts"

/**
 * An operator changes settings of a broker that runs, until its next start. What clients may do with it the NameServers learn at once.
 *
 * RocketMQ `AdminBrokerProcessor.updateBrokerConfig`, which changes anything that is not on its black list.
 */
export const updateBrokerConfig = (replication: Replication) => {
  // RocketMQ's NameServer takes topics of a new version only.
  const registered: Part = (self) => chain({ ...self, topicVersion: self.topicVersion + 1 }, (me) => registerAs(me, replication.brokerId(me)))
  return rule(
    "UpdateBrokerConfig",
    (_self, { settings: { maxMessageSize = 1 } }) => (maxMessageSize < 1 ? "out of range" : "changed"),
    (self, { request, settings }, verdict) =>
      match(verdict)
        .with("out of range", () => emit({ _tag: "Reply", request, code: "SYSTEM_ERROR", remark: `maxMessageSize: is ${settings.maxMessageSize}; must be 1 or more` })(self))
        .with("changed", () =>
          chain(
            { ...self, config: { ...self.config, ...settings } },
            settings.brokerPermission === undefined ? emit() : registered,
            emit({ _tag: "Reply", request, code: "SUCCESS", remark: "" })
          )
        )
        .exhaustive()
  )
}
