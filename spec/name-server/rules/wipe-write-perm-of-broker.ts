import { match } from "ts-pattern"
import { PERM_WRITE } from "../../vocabulary.ts"
import { rule } from "../rule.ts"
import { setPerm } from "../topics.ts"

/**
 * An operator takes a broker off writing, before stopping it: producers turn to others, consumers read on. It lasts until
 * the broker publishes something else, or registers anew.
 *
 * RocketMQ `RouteInfoManager.wipeWritePermOfBrokerByLock`.
 */
export const wipeWritePermOfBroker = rule(
  "WipeWritePermOfBroker",
  () => "wiped" as const,
  (self, { request, brokerName }, verdict) =>
    match(verdict)
      .with("wiped", () => {
        const [next, count] = setPerm(self, brokerName, (perm) => perm & ~PERM_WRITE)
        return [next, [{ _tag: "ReplyCount", request, count }]] as const
      })
      .exhaustive()
)
