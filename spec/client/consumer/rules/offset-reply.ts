import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import type { EventOf } from "../events.ts"
import { advance, askAfterFailure, askedAs, pause } from "../queues.ts"
import { ignore, rule } from "../rule.ts"
import type { Consumer } from "../state.ts"

/**
 * A broker says how far the group has come (C4). A group that has not begun starts with the first message, as with
 * `CONSUME_FROM_FIRST_OFFSET`. A failure is no answer: taken for "has not begun" it would make the group skip or repeat
 * messages (#2708).
 *
 * RocketMQ `RemoteBrokerOffsetStore.readOffset`, `RebalancePushImpl.computePullFromWhereWithException`.
 */
export const offsetReply = rule("OffsetReply", (self, event) => verdict(self, event), (self, { request, offset }, verdict) => {
  const progress = askedAs(self, request)
  if (progress === undefined) return ignore(self)
  return match(verdict)
    .with("late", () => ignore(self))
    .with("known", () => advance({ ...progress, offset })(self))
    .with("has not begun", () => advance({ ...progress, offset: 0 })(self))
    .with("refused", () => chain(self, pause(progress), askAfterFailure))
    .exhaustive()
})

const verdict = (self: Consumer, { request, code }: EventOf<"OffsetReply">) => {
  if (askedAs(self, request)?.offset !== null) return "late"
  if (code === "SUCCESS") return "known"
  return code === "QUERY_NOT_FOUND" ? "has not begun" : "refused"
}
