import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, type Next, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { groupOf, notify, producerKey } from "../groups.ts"
import { ensureTopic, retryTopic } from "../retry.ts"

/**
 * A client says that it is there: its groups know it, and members of a group that has changed are told to rebalance. A
 * consumer group gets its retry topic on the broker that keeps the topics.
 *
 * RocketMQ `ClientManageProcessor.heartBeat`, `ConsumerManager.registerConsumer`, `ProducerManager.registerProducer`.
 */
export const heartbeat = (replication: Replication) =>
  rule("Heartbeat", (self, event) => verdict(self, event), (self, event, verdict) =>
    match(verdict)
      .with("new", "known", () =>
        chain(
          self,
          takeProducers(event),
          ...event.consumers.map((consumer) => takeConsumer(event, consumer)),
          ...event.consumers.map((consumer) => ensureTopic(retryTopic(consumer.group), replication)),
          emit(
            {
              _tag: "ArmTimer",
              event: { _tag: "ClientExpired", clientId: event.clientId },
              ms: self.config.timing.channelExpiredTimeoutMs
            },
            { _tag: "Reply", request: event.request, code: "SUCCESS", remark: "" }
          )
        )
      )
      .exhaustive()
  )

const verdict = (self: Broker, { clientId, consumers }: EventOf<"Heartbeat">) =>
  consumers.every(({ group }) => groupOf(self, group)?.members.some((member) => member.clientId === clientId) ?? false) ? "known" : "new"

const takeProducers =
  ({ producers, clientId, channel }: EventOf<"Heartbeat">): Part =>
  (self) => {
    let table = self.producers
    for (const group of producers) table = HashMap.set(table, producerKey(clientId, group), channel)
    return [table === self.producers ? self : { ...self, producers: table }, []]
  }

const takeConsumer =
  ({ clientId, channel }: EventOf<"Heartbeat">, { group: name, ...consumer }: EventOf<"Heartbeat">["consumers"][number]): Part =>
  (self): Next => {
    const before = groupOf(self, name)
    const others = (before?.members ?? []).filter((member) => member.clientId !== clientId)
    const members = [...others, { clientId, channel }].sort((a, b) => (a.clientId < b.clientId ? -1 : 1))
    const joined = before?.members.some((member) => member.clientId === clientId && member.channel === channel) !== true
    const changed = joined || consumer.subscriptions.some(({ topic }) => !before?.subscriptions.some((known) => known.topic === topic))
    const next = { ...self, groups: HashMap.set(self.groups, name, { ...consumer, members }) }
    return changed ? notify(name, members)(next) : [next, []]
  }
