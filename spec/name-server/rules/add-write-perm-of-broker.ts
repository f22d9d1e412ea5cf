import { match } from "ts-pattern"
import { PERM_READ, PERM_WRITE } from "../../vocabulary.ts"
import { rule } from "../rule.ts"
import { setPerm } from "../topics.ts"

/**
 * An operator lets producers write to a broker again: all its topics are for reading and writing then.
 *
 * RocketMQ `RouteInfoManager.addWritePermOfBrokerByLock`.
 */
export const addWritePermOfBroker = rule(
  "AddWritePermOfBroker",
  () => "added" as const,
  (self, { request, brokerName }, verdict) =>
    match(verdict)
      .with("added", () => {
        const [next, count] = setPerm(self, brokerName, () => PERM_READ | PERM_WRITE)
        return [next, [{ _tag: "ReplyCount", request, count }]] as const
      })
      .exhaustive()
)
