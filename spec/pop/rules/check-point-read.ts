import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { dlqTopic, ensureTopic, isDead } from "../../serving/retry.ts"
import { MAX_PROPERTIES_SIZE, REWRITE_ROOM } from "../../serving/rules/send-message.ts"
import { topicOf } from "../../serving/topics.ts"
import { type Place, put } from "../../store/put.ts"
import { checkPointOf, close, closing, openIn } from "../check-points.ts"
import { normalTopic, popRetryTopic } from "../queues.ts"
import { REVIVED, sayAck } from "../records.ts"
import type { CheckPoint } from "../state.ts"

/**
 * Messages that were not acked in time go into the retry topic of their group and topic, from where they are popped again, and
 * after the last time into its dead letter queue. Each says which one it stands for: it is there once, whatever fails.
 *
 * RocketMQ `PopReviveService.reviveRetry`, which saves later how far it has come, and does it again after a crash. Its brokers never
 * give up: its proxy does (`PopMessageResultFilterImpl`), after as many times as here.
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
    const over = (offsets: readonly number[]): Part => (offsets.length === 0 ? ignore : close(replication, checkPoint, offsets, `revived/${key}`, { _tag: "Own" }))
    return match(verdict)
      .with("done with", () => ignore(self))
      .with("topic is gone", () => over(open)(self))
      .with("come again", () => {
        const messages = found.filter(({ offset }) => open.includes(offset))
        const said = messages.filter(hasRoom).map(({ offset }) => offset)
        return chain(closing(self, checkPoint, said), ...messages.map((message) => again(replication, key, checkPoint, message)), over(open.filter((offset) => !said.includes(offset))))
      })
      .exhaustive()
  })
}

type Found = EventOf<"CheckPointRead">["found"][number]

/** Can anything be added to its properties? One that is full comes as it is, and a record behind it says what it stands for. */
const hasRoom = ({ propertiesSize }: Found): boolean => propertiesSize + REWRITE_ROOM <= MAX_PROPERTIES_SIZE

const again =
  (replication: Replication, key: string, checkPoint: CheckPoint, message: Found): Part =>
  (self) => {
    const place = placeOf(self, checkPoint, message)
    return chain(self, ensureTopic(place.topic, replication), put(replication, { request: `revive/${key}/${message.offset}`, place, source: message.index, task: { _tag: "Own" } }))
  }

const placeOf = (self: Broker, checkPoint: CheckPoint, message: Found): Place => {
  const { group, topic, popTime } = checkPoint
  const { offset, reconsumeTimes } = message
  const normal = normalTopic(group, topic)
  const isLast = isDead(self, group, reconsumeTimes)
  const set = [...(topic === normal ? [["1ST_POP_TIME", String(popTime)] as const] : []), ...(isLast ? [["RETRY_TOPIC", normal] as const] : []), [REVIVED, sayAck(self.config, checkPoint, [offset]).body] as const]
  return { topic: isLast ? dlqTopic(group) : popRetryTopic(group, normal), queueId: 0, rewrite: { remove: [], reconsumeTimes: reconsumeTimes + 1, set: hasRoom(message) ? set : [] } }
}
