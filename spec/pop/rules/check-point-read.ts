import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { dlqTopic, ensureTopic, isDead } from "../../serving/retry.ts"
import { topicOf } from "../../serving/topics.ts"
import { type Place, put } from "../../store/put.ts"
import { checkPointOf, close, openIn } from "../check-points.ts"
import { normalTopic, popRetryTopic } from "../queues.ts"
import type { CheckPoint } from "../state.ts"

/**
 * Messages that were not acked in time go into the retry topic of their group and topic, from where they are popped again, and
 * after the last time into its dead letter queue; behind them goes that this is done. A master that fails in between hands them
 * out twice, and never not at all.
 *
 * RocketMQ `PopReviveService.reviveRetry`. Its brokers never give up: its proxy does (`PopMessageResultFilterImpl`), after as
 * many times as here.
 */
export const checkPointRead = (replication: Replication) => {
  const verdict = (self: Broker, { checkPoint: key }: EventOf<"CheckPointRead">) => {
    const checkPoint = checkPointOf(self, key)
    if (checkPoint === undefined || openIn(self, checkPoint, checkPoint.offsets).length === 0 || self.diskFailed || replication.refusesWrites(self) !== undefined) return "done with"
    return topicOf(self, normalTopic(checkPoint.group, checkPoint.topic)) === undefined ? "topic is gone" : "come again"
  }
  return rule("CheckPointRead", verdict, (self, { checkPoint: key, found }, verdict) => {
    const checkPoint = checkPointOf(self, key) as CheckPoint
    const open = checkPoint === undefined ? [] : openIn(self, checkPoint, checkPoint.offsets)
    const over: Part = (me) => close(replication, checkPoint, open, `revived/${key}`, { _tag: "Own" })(me)
    return match(verdict)
      .with("done with", () => ignore(self))
      .with("topic is gone", () => over(self))
      .with("come again", () => chain(self, ...found.filter(({ offset }) => open.includes(offset)).map((message) => again(replication, key, checkPoint, message)), over))
      .exhaustive()
  })
}

const again =
  (replication: Replication, key: string, checkPoint: CheckPoint, { offset, index, reconsumeTimes }: EventOf<"CheckPointRead">["found"][number]): Part =>
  (self) => {
    const place = placeOf(self, checkPoint, reconsumeTimes)
    return chain(self, ensureTopic(place.topic, replication), put(replication, { request: `revive/${key}/${offset}`, place, source: index, task: { _tag: "Own" } }))
  }

const placeOf = (self: Broker, { group, topic, popTime }: CheckPoint, reconsumeTimes: number): Place => {
  const normal = normalTopic(group, topic)
  const firstTime = topic === normal ? ([["1ST_POP_TIME", String(popTime)]] as const) : []
  const rewrite = { remove: [], reconsumeTimes: reconsumeTimes + 1 }
  return isDead(self, group, reconsumeTimes)
    ? { topic: dlqTopic(group), queueId: 0, rewrite: { ...rewrite, set: [...firstTime, ["RETRY_TOPIC", normal]] } }
    : { topic: popRetryTopic(group, normal), queueId: 0, rewrite: { ...rewrite, set: firstTime } }
}
