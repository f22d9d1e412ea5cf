/**
 * Who is connected: consumer groups with their members, producer groups.
 *
 * RocketMQ `ConsumerManager`, `ProducerManager`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { BrokerOutput } from "../broker/outputs.ts"
import type { Next, Part } from "../broker/rule.ts"
import type { Broker, SubscriptionGroupConfig } from "../broker/state.ts"
import { sorted } from "../sorted.ts"
import type { Group, Member } from "./state.ts"

export const groupOf = (self: Broker, group: string): Group | undefined => Option.getOrUndefined(HashMap.get(self.groups, group))

/** RocketMQ `TopicValidator.validateGroup`: the characters of a group's name, and 255 of them at most. */
export const isLegalGroup = (group: string): boolean => /^[%|a-zA-Z0-9_-]{1,255}$/.test(group)

/** What an operator has said of the group, if anything. */
export const subscriptionGroupOf = (self: Broker, group: string): SubscriptionGroupConfig | undefined => Option.getOrUndefined(HashMap.get(self.subscriptionGroups, group))

/** Why the group may not consume, as its members are told; `undefined`: it may. RocketMQ `PullMessageProcessor.processRequest`. */
export const forbiddenTo = (self: Broker, group: string): string | undefined => {
  const config = subscriptionGroupOf(self, group)
  if (config === undefined) return undefined
  if (!config.consumeEnable) return `subscription group no permission, ${group}`
  return !config.consumeBroadcastEnable && groupOf(self, group)?.messageModel === "BROADCASTING" ? `the consumer group[${group}] can not consume by broadcast way` : undefined
}

/** Tells the members of a group that it has changed. */
export const notify =
  (group: string, members: readonly Member[]): Part =>
  (self) => [self, members.length === 0 ? [] : [{ _tag: "NotifyConsumerIdsChanged", group, channels: members.map(({ channel }) => channel) }]]

/** Removes members from every group, tells those who stay, and forgets a group that has none left. */
export const removeMembers =
  (gone: (member: Member, group: string) => boolean): Part =>
  (self): Next => {
    let groups = self.groups
    const outputs: BrokerOutput[] = []
    for (const [name, group] of sorted(self.groups)) {
      const members = group.members.filter((member) => !gone(member, name))
      if (members.length === group.members.length) continue
      groups = members.length === 0 ? HashMap.remove(groups, name) : HashMap.set(groups, name, { ...group, members })
      outputs.push(...notify(name, members)(self)[1])
    }
    return [groups === self.groups ? self : { ...self, groups }, outputs]
  }

/** Key of a producer: one client may produce for several groups. */
export const producerKey = (clientId: string, group: string): string => `${clientId} ${group}`

/** Where a client that produces is connected. RocketMQ `ProducerManager.findChannel`. */
export const channelOf = (self: Broker, clientId: string): string | undefined =>
  [...HashMap.entries(self.producers)].filter(([key]) => key.startsWith(`${clientId} `)).map(([, channel]) => channel).sort()[0]

export const removeProducers =
  (gone: (key: string, channel: string) => boolean): Part =>
  (self) => {
    const producers = HashMap.filter(self.producers, (channel, key) => !gone(key, channel))
    return [HashMap.size(producers) === HashMap.size(self.producers) ? self : { ...self, producers }, []]
  }
