import { match } from "ts-pattern"
import { emit, rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"

/**
 * An operator changes settings of a broker that runs, until its next start.
 *
 * RocketMQ `AdminBrokerProcessor.updateBrokerConfig`, which changes anything that is not on its black list.
 */
export const updateBrokerConfig = rule(
  "UpdateBrokerConfig",
  (_self, { settings: { maxMessageSize = 1 } }) => (maxMessageSize < 1 ? "out of range" : "changed"),
  (self, { request, settings }, verdict) =>
    match(verdict)
      .with("out of range", () => emit({ _tag: "Reply", request, code: "SYSTEM_ERROR", remark: `maxMessageSize: is ${settings.maxMessageSize}; must be 1 or more` })(self))
      .with("changed", () => chain({ ...self, config: { ...self.config, ...settings } }, emit({ _tag: "Reply", request, code: "SUCCESS", remark: "" })))
      .exhaustive()
)
