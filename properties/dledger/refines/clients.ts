/**
 * Who is connected: consumers in their groups, producers.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerEvent, EventOf } from "../../../spec/broker/events.ts"
import type { BrokerOutput } from "../../../spec/broker/outputs.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import { serves } from "./step.ts"
import { inOrder, type Served, success } from "./served.ts"

type Groups = Broker["groups"]
type Member = { readonly clientId: string; readonly channel: string }

export const clientsAfter = (before: Broker, event: BrokerEvent): Served | undefined => {
  switch (event._tag) {
    case "Heartbeat":
      return beat(before, event)
    case "UnregisterClient": {
      const { clientId, consumerGroup, producerGroup } = event
      const gone = without(before, (member, group) => member.clientId === clientId && group === consumerGroup)
      return { ...gone, producers: HashMap.filter(before.producers, (_, key) => key !== `${clientId} ${producerGroup}`), outputs: [...gone.outputs, success(event)] }
    }
    case "ClientExpired":
      return { ...without(before, (member) => member.clientId === event.clientId), producers: HashMap.filter(before.producers, (_, key) => key.split(" ")[0] !== event.clientId) }
    case "ChannelClosed": {
      if (before.pendingReads.length > 0) return undefined
      const gone = without(before, (member) => member.channel === event.channel)
      const pulls = inOrder(before.held).map(([queue, waiting]) => [queue, waiting.filter(({ channel }) => channel !== event.channel)] as const)
      const ended = inOrder(before.held).flatMap(([, waiting]) => waiting.filter(({ channel }) => channel === event.channel))
      return {
        ...gone,
        producers: HashMap.filter(before.producers, (channel) => channel !== event.channel),
        held: HashMap.fromIterable(pulls.filter(([, waiting]) => waiting.length > 0)),
        outputs: [...gone.outputs, ...ended.map(({ request, queue }): BrokerOutput => ({ _tag: "CancelTimer", event: { _tag: "HoldTimeout", request, queue } }))]
      }
    }
    case "GetConsumerListByGroup": {
      const group = HashMap.get(before.groups, event.group)
      return { outputs: [group._tag === "None" ? { _tag: "Reply", request: event.request, code: "SYSTEM_ERROR", remark: "" } : { _tag: "ReplyConsumerList", request: event.request, clientIds: group.value.members.map(({ clientId }) => clientId) }] }
    }
    default:
      return undefined
  }
}

/** Members leave; those who stay are told, and a group without any is forgotten. */
const without = ({ groups }: Broker, gone: (member: Member, group: string) => boolean): Served => {
  const rests = inOrder(groups).map(([name, group]) => [name, { ...group, members: group.members.filter((member) => !gone(member, name)) }, group.members.length] as const)
  return {
    groups: HashMap.fromIterable(rests.filter(([, { members }]) => members.length > 0).map(([name, group]) => [name, group] as const)),
    outputs: rests.filter(([, { members }, was]) => members.length < was && members.length > 0).map(([group, { members }]): BrokerOutput => told(group, members))
  }
}

const told = (group: string, members: readonly Member[]): BrokerOutput => ({ _tag: "NotifyConsumerIdsChanged", group, channels: members.map(({ channel }) => channel) })

/** Who is new, or wants other topics, makes its group rebalance. A retry topic that is missing is another relation's. */
const beat = (before: Broker, event: EventOf<"Heartbeat">): Served | undefined => {
  const { clientId, channel, consumers, producers } = event
  if (serves(before) && consumers.some(({ group }) => !HashMap.has(before.topics, `%RETRY%${group}`))) return undefined
  let groups: Groups = before.groups
  const outputs: BrokerOutput[] = []
  for (const { group: name, ...consumer } of consumers) {
    const was = HashMap.get(groups, name)
    const known = was._tag === "Some" ? was.value : undefined
    const members = [...(known?.members ?? []).filter((member) => member.clientId !== clientId), { clientId, channel }].sort((a, b) => (a.clientId < b.clientId ? -1 : 1))
    const isNew = known?.members.find((member) => member.clientId === clientId)?.channel !== channel
    const wantsMore = consumer.subscriptions.some(({ topic }) => known?.subscriptions.find((other) => other.topic === topic) === undefined)
    groups = HashMap.set(groups, name, { ...consumer, members })
    if (isNew || wantsMore) outputs.push(told(name, members))
  }
  return {
    groups,
    producers: producers.reduce((table, group) => HashMap.set(table, `${clientId} ${group}`, channel), before.producers),
    outputs: [...outputs, { _tag: "ArmTimer", event: { _tag: "ClientExpired", clientId }, ms: before.config.timing.channelExpiredTimeoutMs }, success(event)]
  }
}
