/**
 * Sending a message: tries, one at a time, until one is answered for good or there are none left. Nothing tells a broker that
 * two tries are of the same message: when an answer is lost, the message may be stored twice.
 *
 * RocketMQ `DefaultMQProducerImpl.sendDefaultImpl`, `TopicPublishInfo.selectOneMessageQueue`.
 *
 * @module
 */
import { chain } from "../../machine.ts"
import { PERM_WRITE } from "../../vocabulary.ts"
import { askRoute, masterOf } from "../routing.ts"
import type { OutputOf } from "./outputs.ts"
import { ignore, type Next, type Part } from "./rule.ts"
import type { Producer, Sending, SendStatus, Target } from "./state.ts"

/** The queues of the route that have a master and may be written to. RocketMQ `topicRouteData2TopicPublishInfo`. */
export const writableQueues = ({ routing: { route } }: Producer): readonly Target[] =>
  (route?.queueDatas ?? []).flatMap(({ brokerName, perm, writeQueueNums }) => {
    const broker = route?.brokerDatas.find((data) => data.brokerName === brokerName)
    const address = broker && masterOf(broker)
    if (address === undefined || (perm & PERM_WRITE) === 0) return []
    return Array.from({ length: writeQueueNums }, (_, queueId) => ({ brokerName, address, queueId }))
  })

export const sendOf = (self: Producer, message: string): Sending | undefined => self.sends.find((send) => send.message === message)

/** Id of the try under way: small, and used again when the message's name is. */
export const requestOf = ({ message, attempt }: Sending): string => `${message}/${attempt}`

export const canRetry = (self: Producer, { attempt }: Sending): boolean => attempt < self.config.retryTimesWhenSendFailed

/** Tries to send: to the next queue in turn (A5), on another broker than the last time if there is one. Without any it ends. */
export const tryToSend =
  (send: Sending): Part =>
  (self) => {
    const queues = writableQueues(self)
    const inTurn = queues.map((_, i) => (self.nextQueue + i) % queues.length)
    const index = inTurn.find((i) => queues[i]?.brokerName !== send.to?.brokerName) ?? inTurn[0]
    const to = index === undefined ? undefined : queues[index]
    if (index === undefined || to === undefined) return giveUp(send)(self)
    const trying = { ...send, to }
    return [
      withSend({ ...self, nextQueue: (index + 1) % queues.length }, trying),
      [
        { _tag: "SendMessage", to: to.address, request: requestOf(trying), topic: self.config.topic, queueId: to.queueId, message: send.message },
        { _tag: "ArmTimer", event: { _tag: "SendTimeout", message: send.message }, ms: self.config.sendMsgTimeoutMs }
      ]
    ]
  }

/** A try has failed. What it leaves behind is in `send`. */
export const tryAgain =
  (send: Sending): Part =>
  (self) =>
    chain(self, canRetry(self, send) ? tryToSend({ ...send, attempt: send.attempt + 1 }) : giveUp(send), askAfterFailure)

export const askAfterFailure: Part = (self) => (self.config.pollRouteOnFailure ? askRoute(self) : ignore(self))

/** No more tries: what is known of the earlier ones is the outcome. */
export const giveUp = (send: Sending): Part => finish(send, send.status ?? (send.uncertain ? "UNKNOWN" : "FAILED"), null)

export const finish =
  ({ message }: Sending, outcome: OutputOf<"SendFinished">["outcome"], place: OutputOf<"SendFinished">["place"]): Part =>
  (self) => [
    { ...self, sends: self.sends.filter((send) => send.message !== message) },
    [
      { _tag: "CancelTimer", event: { _tag: "SendTimeout", message } },
      { _tag: "SendFinished", message, outcome, place }
    ]
  ]

/** A broker has stored it. */
export const finishStored = (send: Sending, outcome: SendStatus, queueOffset: number): Part =>
  finish(send, outcome, send.to && { brokerName: send.to.brokerName, queueId: send.to.queueId, queueOffset })

/** Goes on with the messages that wait for a route, in order. */
export const goOn = (self: Producer, how: (send: Sending) => Part): Next =>
  chain(self, ...self.sends.filter(({ to }) => to === null).map(how))

/** Adds it, or puts it in the place of what stands there. */
export const withSend = (self: Producer, send: Sending): Producer => ({
  ...self,
  sends: [...self.sends.filter(({ message }) => message !== send.message), send].sort((a, b) => (a.message < b.message ? -1 : 1))
})
