/**
 * What a consumer does with each event.
 *
 * RocketMQ `DefaultMQPushConsumerImpl`, `RebalanceImpl`, `ProcessQueue`, `ConsumeMessageOrderlyService`.
 *
 * @module
 */
import type { Consumer } from "../../spec/client/consumer/state.ts"
import { named, type Now, refines, taking } from "./consumer-taking.ts"

const polls = (self: Consumer): Now => {
  const c = taking(self)
  c.routing.poll()
  return c.now()
}

export const followsRoutes = refines(
  "S68 FollowsRoutes",
  "A consumer asks for routes on its timer, leaves the queues that are gone, and begins with those that are new, or says that it is there and asks who else is.",
  "A2, A4 · MQClientInstance.updateTopicRouteInfoFromNameServer",
  {
    Started: polls,
    RoutePollTimeout: polls,
    RouteReply: (self, { route }) => {
      const c = taking(self)
      if (self.routing.asking === null) return {}
      c.routing.learn(route)
      if (route === null) return c.now()
      const there = new Set(c.readable().map(named))
      for (const queue of c.sortedQueues()) if (!there.has(named(queue))) c.leave(queue)
      if (self.config.alone) for (const queue of c.readable()) {
          if (!c.queues.has(named(queue))) c.begin(queue)
        }
      else {
        c.heartbeats()
        c.askMembers()
      }
      return c.now()
    },
    ChannelClosed: (self, { address }) => {
      const c = taking(self)
      const locked = c.sortedQueues().filter((queue) => queue.lock === "held" && c.masterOf(queue.brokerName) === address)
      const waiting = c.sortedQueues().filter((queue) => queue.asked === address && !locked.includes(queue))
      const listWaits = self.listAsked?.at === address
      if (!listWaits && locked.length + waiting.length === 0) {
        c.routing.lost(address)
        return c.now()
      }
      if (listWaits) c.setList(null)
      for (const queue of locked) c.loseLock(queue)
      for (const queue of waiting) c.rest(queue)
      c.askAfterFailure()
      return c.now()
    }
  }
)

export const takesBrokersWord = refines(
  "S69 TakesBrokersWord",
  "A consumer begins where its group stands, gives the application what was found, goes on where the broker says, and commits no more than what was processed.",
  "C4, S22 · RemoteBrokerOffsetStore, PullCallback.onSuccess, ProcessQueue.removeMessage",
  {
    OffsetReply: (self, { request, code, offset }) => {
      const c = taking(self)
      const queue = c.asked(request)
      if (queue === undefined || queue.offset !== null || queue.lock === "wanted") return {}
      if (code === "SUCCESS") c.goOn({ ...queue, offset })
      else if (code === "QUERY_NOT_FOUND") c.goOn({ ...queue, offset: 0 })
      else {
        c.rest(queue)
        c.askAfterFailure()
      }
      return c.now()
    },
    PullReply: (self, { request, code, found, nextBeginOffset }) => {
      const c = taking(self)
      const queue = c.asked(request)
      if (queue === undefined || queue.offset === null) return {}
      const next = { ...queue, offset: nextBeginOffset }
      if (code === "SUCCESS" && found.length > 0) {
        if (self.config.consumesAtOnce) c.give(queue, found)
        c.goOn(self.config.consumesAtOnce ? next : { ...next, unprocessed: [...queue.unprocessed, ...found] })
      } else if (code === "SUCCESS" || code === "PULL_NOT_FOUND" || code === "PULL_RETRY_IMMEDIATELY") {
        // Whoever may hold a pull is asked again at once.
        if (self.config.suspendTimeoutMillis > 0) c.goOn(next)
        else c.rest(next)
      } else if (code === "PULL_OFFSET_MOVED") c.rest({ ...next, unprocessed: [] })
      else {
        c.rest(queue)
        c.askAfterFailure()
      }
      return c.now()
    },
    QueueTimeout: (self, { queue: name }) => {
      const c = taking(self)
      const queue = c.queues.get(name)
      if (queue === undefined) return {}
      c.goOn(queue)
      if (queue.asked !== null) c.askAfterFailure()
      return c.now()
    },
    ConsumeMessage: (self, { queue: name, offset }) => {
      const c = taking(self)
      const queue = c.queues.get(name)
      const message = queue?.unprocessed.find((other) => other.offset === offset)
      if (queue === undefined || message === undefined || (self.config.consumeOrderly && queue.unprocessed[0] !== message)) return {}
      c.give(queue, [message])
      c.queues.set(name, { ...queue, unprocessed: queue.unprocessed.filter((other) => other !== message) })
      return c.now()
    }
  }
)

/** Each queue goes to the member of its place; the first ones have one more. */
const shareOf = <Q>(queues: readonly Q[], members: readonly string[], me: string): readonly Q[] => {
  const all = [...members].sort()
  const shares: Q[][] = all.map(() => [])
  const owners = all.flatMap((_, i) => Array.from({ length: Math.floor(queues.length / all.length) + (i < queues.length % all.length ? 1 : 0) }, () => i))
  for (const [i, queue] of queues.entries()) shares[owners[i] as number]?.push(queue)
  return shares[all.indexOf(me)] ?? []
}

export const takesItsShare = refines(
  "S70 TakesItsShare",
  "A member says that it is there, asks who else is, again behind word of a change, and then has exactly its share: it hands over what is another's, with its progress and its lock, and begins with what is new.",
  "C4, L8 · RebalanceImpl.rebalanceByTopic, AllocateMessageQueueAveragely",
  {
    HeartbeatTimeout: (self) => {
      const c = taking(self)
      c.heartbeats()
      return c.now()
    },
    RebalanceTimeout: (self) => {
      const c = taking(self)
      c.askMembers()
      return c.now()
    },
    ConsumerIdsChanged: (self) => {
      const c = taking(self)
      if (self.config.alone) return {}
      if (self.listAsked === null) c.askMembers()
      else c.setList({ at: self.listAsked.at, again: true })
      return c.now()
    },
    ConsumerListReply: (self, { code, clientIds }) => {
      const c = taking(self)
      if (self.listAsked === null) return {}
      if (self.listAsked.again) {
        c.askMembers()
        return c.now()
      }
      c.setList(null)
      if (code !== "SUCCESS") return c.now()
      const all = [...c.readable()].sort((a, b) => (named(a) < named(b) ? -1 : 1))
      const mine = shareOf(all, clientIds, self.config.clientId)
      const names = new Set(mine.map(named))
      // What it has just asked for is handed over the next time: the answer is waited for.
      for (const queue of c.sortedQueues()) if (!names.has(named(queue)) && (queue.asked === null || queue.offset !== null)) c.handOver(queue)
      for (const queue of mine) if (!c.queues.has(named(queue))) c.begin(queue)
      return c.now()
    }
  }
)

export const reliesOnLocks = refines("S71 ReliesOnLocks", "A lock is asked of the master, relied on from its answer for a bounded time, renewed on a timer, and forgotten with what was fetched under it when it is lost.", "C5 · RebalanceImpl.lock, lockAll, ProcessQueue.isLockExpired", {
  LockReply: (self, { request, locked }) => {
    const c = taking(self)
    const renewed = c.sortedQueues().find((queue) => queue.lock === "held" && request === `renew ${named(queue)}`)
    const wanted = [...c.queues.values()].find((queue) => queue.lock === "wanted" && queue.asked !== null && request === `lock ${named(queue)}`)
    if (renewed !== undefined) {
      if (locked) c.relyOnLock(renewed)
      else c.loseLock(renewed)
    } else if (wanted !== undefined && locked) {
      c.relyOnLock(wanted)
      c.renewLater(wanted)
      c.goOn({ ...wanted, lock: "held" })
    } else if (wanted !== undefined) c.rest(wanted)
    return c.now()
  },
  LockTimeout: (self, { queue: name }) => {
    const c = taking(self)
    const queue = c.queues.get(name)
    if (queue?.lock !== "held") return {}
    const to = c.masterOf(queue.brokerName)
    const { consumerGroup: group, topic, clientId } = self.config
    if (to !== undefined) c.says.push({ _tag: "LockBatchMQ", to, request: `renew ${name}`, group, topic, queueId: queue.queueId, clientId })
    c.renewLater(queue)
    return c.now()
  },
  LockLapsed: (self, { queue: name }) => {
    const c = taking(self)
    const queue = c.queues.get(name)
    if (queue?.lock !== "held") return {}
    c.loseLock(queue)
    return c.now()
  }
})

export const ofConsumers = [followsRoutes, takesBrokersWord, takesItsShare, reliesOnLocks] as const

