/**
 * What a producer does with each event.
 *
 * RocketMQ `DefaultMQProducerImpl.sendDefaultImpl`, `MQClientInstance.updateTopicRouteInfoFromNameServer`.
 *
 * @module
 */
import type { EventOf, ProducerEvent } from "../../spec/client/producer/events.ts"
import type { OutputOf, ProducerOutput } from "../../spec/client/producer/outputs.ts"
import type { Producer, Sending } from "../../spec/client/producer/state.ts"
import { type Expected, refining } from "./refines.ts"
import { routingFrom } from "./routing.ts"

const refines = refining<Producer, ProducerEvent, ProducerOutput>()
type Now = Expected<Producer, ProducerOutput>
type Outcome = OutputOf<"SendFinished">["outcome"]

/** Queues that may be written to, of brokers whose master is known: in the order of the route. */
const targetsIn = (route: Producer["routing"]["route"]) => {
  const found: { readonly brokerName: string; readonly address: string; readonly queueId: number }[] = []
  for (const { brokerName, perm, writeQueueNums } of route?.queueDatas ?? []) {
    const address = route?.brokerDatas.find((broker) => broker.brokerName === brokerName)?.brokerAddrs["0"]
    if (address !== undefined && [2, 3, 6, 7].includes(perm % 8)) for (let queueId = 0; queueId < writeQueueNums; queueId++) found.push({ brokerName, address, queueId })
  }
  return found
}

/** What is known at the end of all tries: what a try stored, that one may have, or that none has. */
const outcomeOf = ({ status, uncertain }: Sending): Outcome => status ?? (uncertain ? "UNKNOWN" : "FAILED")

/** A producer while it takes an event. */
const taking = (self: Producer) => {
  const { config } = self
  const says: ProducerOutput[] = []
  const sends = new Map(self.sends.map((send) => [send.message, send]))
  const routing = routingFrom(self, (output) => says.push(output))
  let nextQueue = self.nextQueue

  const finish = (send: Sending, outcome: Outcome, place: OutputOf<"SendFinished">["place"] = null): void => {
    sends.delete(send.message)
    says.push({ _tag: "CancelTimer", event: { _tag: "SendTimeout", message: send.message } }, { _tag: "SendFinished", message: send.message, outcome, place })
  }
  const wait = (send: Sending): void => {
    sends.set(send.message, send)
    says.push({ _tag: "ArmTimer", event: { _tag: "SendTimeout", message: send.message }, ms: config.sendMsgTimeoutMs })
  }
  /** In turn, and at another broker than the last time where there is one. */
  const attempt = (send: Sending): void => {
    const targets = targetsIn(routing.now().route)
    const turns = [...targets.keys()].sort((a, b) => ((a - nextQueue + targets.length) % targets.length) - ((b - nextQueue + targets.length) % targets.length))
    const at = turns.find((i) => targets[i]?.brokerName !== send.to?.brokerName) ?? turns[0]
    if (at === undefined) return finish(send, outcomeOf(send))
    const to = targets[at] as (typeof targets)[number]
    nextQueue = at + 1 === targets.length ? 0 : at + 1
    wait({ ...send, to })
    says.push({ _tag: "SendMessage", to: to.address, request: `${send.message}/${send.attempt}`, topic: config.topic, queueId: to.queueId, message: send.message })
  }
  /** Another try, if there is one left; the route may have changed. */
  const again = (send: Sending): void => {
    if (send.attempt < config.retryTimesWhenSendFailed) attempt({ ...send, attempt: send.attempt + 1 })
    else finish(send, outcomeOf(send))
    if (config.pollRouteOnFailure) routing.ask()
  }
  const waiting = (): readonly Sending[] => [...sends.values()].filter(({ to }) => to === null)
  const wrap = (): void => {
    const many = targetsIn(routing.now().route).length
    nextQueue = many === 0 ? 0 : nextQueue % many
  }
  const now = (): Now => ({ next: { routing: routing.now(), nextQueue, sends: [...sends.values()].sort((a, b) => (a.message < b.message ? -1 : 1)) }, says })
  return { sends, routing, finish, wait, attempt, again, waiting, wrap, now }
}

export const asksForRoutes = refines("S65 AsksForRoutes", "A client asks one NameServer at a time and on a timer, turns to the next where one does not answer, keeps the last route that it was given, and then goes on with what waited for it.", "A2, A4 · MQClientInstance.updateTopicRouteInfoFromNameServer", {
  Started: (self) => {
    const p = taking(self)
    p.routing.poll()
    return p.now()
  },
  RoutePollTimeout: (self) => {
    const p = taking(self)
    p.routing.poll()
    return p.now()
  },
  RouteReply: (self, { route }) => {
    const p = taking(self)
    if (self.routing.asking === null) return {}
    p.routing.learn(route)
    if (route !== null) p.wrap()
    for (const send of p.waiting()) {
      if (route === null) p.finish(send, outcomeOf(send))
      else p.attempt(send)
    }
    return p.now()
  }
})

export const triesElsewhere = refines(
  "S66 TriesElsewhere",
  "A message goes to the queues in turn; a try that had no answer may have stored it, and is followed by one at another broker while there are tries left.",
  "A5, E14 · DefaultMQProducerImpl.sendDefaultImpl, TopicPublishInfo.selectOneMessageQueue",
  {
    Send: (self, { message }) => {
      const p = taking(self)
      if (p.sends.has(message)) return {}
      const first: Sending = { message, attempt: 0, to: null, uncertain: false, status: null }
      if (targetsIn(self.routing.route).length > 0) p.attempt(first)
      else {
        p.wait(first)
        p.routing.ask()
      }
      return p.now()
    },
    SendTimeout: (self, { message }) => {
      const p = taking(self)
      const send = p.sends.get(message)
      if (send === undefined) return {}
      if (send.to === null) p.finish(send, outcomeOf(send))
      else p.again({ ...send, uncertain: true })
      return p.now()
    },
    ChannelClosed: (self, { address }) => {
      const p = taking(self)
      const lost = self.sends.filter(({ to }) => to?.address === address)
      for (const send of lost) p.again({ ...send, uncertain: true })
      if (lost.length > 0 || !p.routing.lost(address)) return p.now()
      if (p.routing.now().asking === null) for (const send of p.waiting()) p.finish(send, outcomeOf(send))
      return p.now()
    }
  }
)

/** Stored, with or without what the mode promises. */
const STORED = { SUCCESS: "SEND_OK", FLUSH_DISK_TIMEOUT: "FLUSH_DISK_TIMEOUT", FLUSH_SLAVE_TIMEOUT: "FLUSH_SLAVE_TIMEOUT", SLAVE_NOT_AVAILABLE: "SLAVE_NOT_AVAILABLE" } as const
/** Said before anything is stored. */
const BEFORE = ["TOPIC_NOT_EXIST", "NO_PERMISSION", "MESSAGE_ILLEGAL", "SYSTEM_BUSY"]
/** RocketMQ `retryResponseCodes`. */
const AGAIN = ["TOPIC_NOT_EXIST", "SERVICE_NOT_AVAILABLE", "SYSTEM_ERROR", "NO_PERMISSION"]

const answered = (self: Producer, { request, code, queueOffset }: EventOf<"SendReply">): Now => {
  const p = taking(self)
  const send = self.sends.find(({ message, attempt, to }) => to !== null && request === `${message}/${attempt}`)
  if (send?.to === null || send === undefined) return {}
  const isLast = send.attempt >= self.config.retryTimesWhenSendFailed
  const status = (STORED as { readonly [code: string]: Sending["status"] })[code] ?? null
  if (status === "SEND_OK" || (status !== null && (isLast || !self.config.retryAnotherBrokerWhenNotStoreOK))) {
    p.finish(send, status, { brokerName: send.to.brokerName, queueId: send.to.queueId, queueOffset })
    return p.now()
  }
  if (status !== null) {
    p.again({ ...send, status })
    return p.now()
  }
  const refused = { ...send, uncertain: send.uncertain || !BEFORE.includes(code) }
  if (AGAIN.includes(code)) p.again(refused)
  else {
    p.finish(refused, outcomeOf(refused))
    if (self.config.pollRouteOnFailure) p.routing.ask()
  }
  return p.now()
}

export const resultTellsTruth = refines("S67 ResultTellsTruth", "An application is told what the broker said of its message and where it is; after an error what all tries together leave open; and never of a try that is over.", "D3, E11, E14 · MQClientAPIImpl.processSendResponse", { SendReply: answered })

export const ofProducers = [asksForRoutes, triesElsewhere, resultTellsTruth] as const
