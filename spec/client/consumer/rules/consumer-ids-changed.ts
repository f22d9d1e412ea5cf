import { match } from "ts-pattern"
import { rebalance } from "../group.ts"
import { ignore, rule } from "../rule.ts"

/**
 * A broker says that the group has changed: the queues are divided anew at once. If the members have just been asked for,
 * the answer may be older than this word: they are asked for once more behind it.
 *
 * RocketMQ `ClientRemotingProcessor.notifyConsumerIdsChanged`, `MQClientInstance.rebalanceImmediately`.
 */
export const consumerIdsChanged = rule(
  "ConsumerIdsChanged",
  ({ config, listAsked }) => (config.alone ? "alone" : listAsked === null ? "asks" : "asks once more"),
  (self, _event, verdict) =>
    match(verdict)
      .with("alone", () => ignore(self))
      .with("asks", () => rebalance(self))
      .with("asks once more", () => [self.listAsked === null ? self : { ...self, listAsked: { ...self.listAsked, again: true } }, []] as const)
      .exhaustive()
)
