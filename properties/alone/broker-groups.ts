/**
 * What a broker does for groups and their members.
 *
 * RocketMQ `ConsumerManager`, `ProducerManager`, `RebalanceLockManager`, `AdminBrokerProcessor`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Member } from "../../spec/serving/state.ts"
import type { ResponseCode } from "../../spec/vocabulary.ts"
import { forgetPops } from "./broker-pop-table.ts"
import { got, isKeeper, listOf, refines, takes, type Taking, works } from "./broker-taking.ts"

/** Members leave their groups; those who stay are told, and a group that has none left is forgotten. */
const leave = (b: Taking, goes: (member: Member, group: string) => boolean): void => {
  for (const [name, group] of listOf(b.self.groups)) {
    const members = group.members.filter((member) => !goes(member, name))
    if (members.length === group.members.length) continue
    b.self.groups = members.length > 0 ? HashMap.set(b.self.groups, name, { ...group, members }) : HashMap.remove(b.self.groups, name)
    if (members.length > 0) b.say({ _tag: "NotifyConsumerIdsChanged", group: name, channels: members.map(({ channel }) => channel) })
  }
}

const forgetProducers = (b: Taking, goes: (key: string, channel: string) => boolean): void => {
  for (const [key, channel] of listOf(b.self.producers)) if (goes(key, channel)) b.self.producers = HashMap.remove(b.self.producers, key)
}

export const membersKnown = refines(
  "S74 MembersKnown",
  "A group's members are those who have said so and are connected, each once, over its last connection; whoever stays is told of a change; silence, a closed connection and a farewell end it.",
  "C4, L8 · ConsumerManager.registerConsumer, doChannelCloseEvent, scanNotActiveChannel",
  {
    Heartbeat: takes((b, { request, channel, clientId, producers, consumers }) => {
      for (const group of producers) b.self.producers = HashMap.set(b.self.producers, `${clientId} ${group}`, channel)
      for (const { group: name, ...what } of consumers) {
        const was = got(b.self.groups, name)
        const members = [...(was?.members ?? []).filter((member) => member.clientId !== clientId), { clientId, channel }].sort((x, y) => (x.clientId < y.clientId ? -1 : 1))
        const topics = new Set(was?.subscriptions.map(({ topic }) => topic))
        const isSame = was?.members.some((member) => member.clientId === clientId && member.channel === channel) === true && what.subscriptions.every(({ topic }) => topics.has(topic))
        b.self.groups = HashMap.set(b.self.groups, name, { ...what, members })
        if (!isSame) b.say({ _tag: "NotifyConsumerIdsChanged", group: name, channels: members.map((member) => member.channel) })
      }
      for (const { group } of consumers) b.ensureTopic(`%RETRY%${group}`)
      b.arm({ _tag: "ClientExpired", clientId }, b.self.config.timing.channelExpiredTimeoutMs)
      b.answer(request, "SUCCESS")
    }),
    UnregisterClient: takes((b, { request, clientId, producerGroup, consumerGroup }) => {
      leave(b, (member, group) => member.clientId === clientId && group === consumerGroup)
      forgetProducers(b, (key) => key === `${clientId} ${producerGroup}`)
      b.answer(request, "SUCCESS")
    }),
    ClientExpired: takes((b, { clientId }) => {
      leave(b, (member) => member.clientId === clientId)
      forgetProducers(b, (key) => key.split(" ")[0] === clientId)
    }),
    ChannelClosed: takes((b, { channel }) => {
      leave(b, (member) => member.channel === channel)
      forgetProducers(b, (_key, at) => at === channel)
      const ended = b.held().filter((pull) => pull.channel === channel)
      if (ended.length > 0) b.setHeld(b.held().filter((pull) => !ended.includes(pull)))
      for (const { request, queue } of ended) b.cancel({ _tag: "HoldTimeout", request, queue })
      forgetPops(b, channel)
    }),
    GetConsumerListByGroup: takes((b, { request, group }) => {
      const members = got(b.self.groups, group)?.members
      if (members === undefined) b.answer(request, "SYSTEM_ERROR")
      else b.say({ _tag: "ReplyConsumerList", request, clientIds: members.map(({ clientId }) => clientId) })
    })
  }
)

export const locksHeld = refines(
  "S75 LocksHeld",
  "A queue is locked for one member of a group at a time, from a master alone, until that member gives it back or does not renew it.",
  "C5 · RebalanceLockManager.tryLockBatch, unlockBatch",
  {
    LockBatchMQ: takes((b, { request, group, clientId, queues }) => {
      const free = isKeeper(b.self) ? queues.filter(({ topic, queueId }) => [undefined, clientId].includes(got(b.self.locks, `${group}@${topic}@${queueId}`))) : []
      for (const { topic, queueId } of free) {
        const key = `${group}@${topic}@${queueId}`
        b.self.locks = HashMap.set(b.self.locks, key, clientId)
        b.arm({ _tag: "LockExpired", key }, b.self.config.timing.rebalanceLockMaxLiveTimeMs)
      }
      b.say({ _tag: "ReplyLock", request, locked: free.map(({ topic, queueId }) => ({ topic, queueId })) })
    }),
    UnlockBatchMQ: takes((b, { request, group, clientId, queues }) => {
      for (const { topic, queueId } of queues) {
        const key = `${group}@${topic}@${queueId}`
        if (got(b.self.locks, key) !== clientId) continue
        b.self.locks = HashMap.remove(b.self.locks, key)
        b.cancel({ _tag: "LockExpired", key })
      }
      b.answer(request, "SUCCESS")
    }),
    LockExpired: takes((b, { key }) => void (b.self.locks = HashMap.remove(b.self.locks, key)))
  }
)

/** The topics of which an operator cannot take one away: those that every broker has. */
const isSystemTopic = (b: Taking, topic: string): boolean =>
  ["SELF_TEST_TOPIC", "BenchmarkTest", b.self.config.brokerClusterName, b.self.config.brokerName, `${b.self.config.brokerClusterName}_REPLY_TOPIC`, "OFFSET_MOVED_EVENT", "SCHEDULE_TOPIC_XXXX", "RMQ_SYS_TRANS_HALF_TOPIC", "RMQ_SYS_TRANS_OP_HALF_TOPIC", "RMQ_SYS_TRACE_TOPIC"].includes(topic) ||
  (topic === "TBW102" && b.self.config.autoCreateTopicEnable) ||
  topic === "TRANS_CHECK_MAX_TIME_TOPIC" ||
  topic.startsWith("rmq_sys_")

/** 5.x has a code of its own for what no name may be. */
const misnamed = (b: Taking): ResponseCode => (b.self.config.compatibility === "4.9" ? "SYSTEM_ERROR" : "INVALID_PARAMETER")

export const tablesKept = refines(
  "S76 TablesKept",
  "Topics and groups are as an operator said last, by the keeper's word alone; a change is on disk, with the replicas and in the routes before it is answered; a replica has its keeper's tables, whole.",
  "A2, A4, C4 · AdminBrokerProcessor, SlaveSynchronize, BrokerController.registerBrokerAll",
  {
    UpdateAndCreateTopic: takes((b, { request, topic, config, attributes = [] }) => {
      if (!isKeeper(b.self)) return b.answer(request, "SYSTEM_BUSY")
      if (topic.length > 127 || !/^[\w%|-]+$/.test(topic) || isSystemTopic(b, topic)) return b.answer(request, misnamed(b))
      if (Math.min(config.readQueueNums, config.writeQueueNums) <= 0) return b.answer(request, "SYSTEM_ERROR")
      const known = got(b.self.topics, topic)
      const said = new Map(Object.entries(known?.attributes ?? {}))
      for (const [key, value] of attributes) {
        if (known !== undefined && (key === "queue.type" || key === "cleanup.policy")) return b.answer(request, "SYSTEM_ERROR")
        if (value === null && !said.delete(key)) return b.answer(request, "SYSTEM_ERROR")
        if (value !== null) said.set(key, value)
      }
      b.setTopic(topic, said.size === 0 ? config : { ...config, attributes: Object.fromEntries(said) })
      b.answer(request, "SUCCESS")
    }),
    DeleteTopic: takes((b, { request, topic }) => {
      // A slave of 5.x has nothing against what its master decides.
      if (!isKeeper(b.self)) return b.answer(request, b.self.config.brokerRole === "SLAVE" && b.self.config.compatibility !== "4.9" ? "SUCCESS" : "SYSTEM_BUSY")
      if (isSystemTopic(b, topic)) return b.answer(request, misnamed(b))
      b.setTopic(topic, undefined)
      b.answer(request, "SUCCESS")
    }),
    // Masters are masters by configuration.
    LeadershipTransfer: takes((b, { request }) => b.answer(request, "REQUEST_CODE_NOT_SUPPORTED")),
    UpdateBrokerConfig: takes((b, { request, settings }) => {
      if (settings.maxMessageSize !== undefined && settings.maxMessageSize <= 0) return b.answer(request, "SYSTEM_ERROR")
      b.self.config = { ...b.self.config, ...settings }
      if (settings.brokerPermission !== undefined) {
        b.self.topicVersion++
        b.register()
      }
      b.answer(request, "SUCCESS")
    }),
    UpdateAndCreateSubscriptionGroup: takes((b, { request, groups, attributes = {} }) => {
      if (!isKeeper(b.self)) return b.answer(request, "SYSTEM_ERROR")
      if (groups.some(([name]) => name.length > 255 || !/^[\w%|-]+$/.test(name))) return b.answer(request, misnamed(b))
      for (const [name, config] of groups) {
        const said = new Map(Object.entries(got(b.self.subscriptionGroups, name)?.attributes ?? {}))
        for (const [key, value] of attributes[name] ?? [])
          if (value === null) said.delete(key)
          else said.set(key, value)
        b.self.subscriptionGroups = HashMap.set(b.self.subscriptionGroups, name, said.size === 0 ? config : { ...config, attributes: Object.fromEntries(said) })
      }
      b.say({ _tag: "SaveSubscriptionGroups" })
      b.copyTables()
      b.answer(request, "SUCCESS")
    }),
    DeleteSubscriptionGroup: takes((b, { request, group, removeOffset }) => {
      if (!isKeeper(b.self)) return b.answer(request, "SYSTEM_ERROR")
      b.self.subscriptionGroups = HashMap.remove(b.self.subscriptionGroups, group)
      b.say({ _tag: "SaveSubscriptionGroups" })
      if (removeOffset) {
        for (const [key] of listOf(b.self.offsets)) if (key.split("@")[0] === group) b.self.offsets = HashMap.remove(b.self.offsets, key)
        b.say({ _tag: "SaveOffsets" })
      }
      b.copyTables()
      b.answer(request, "SUCCESS")
    }),
    RegisterTimeout: takes((b, event) => {
      b.register()
      b.arm(event, b.self.config.timing.registerNameServerPeriodMs)
    }),
    MetadataTimeout: takes((b, event) => {
      if (!isKeeper(b.self)) return
      b.copyTables()
      b.say({ _tag: "SaveOffsets" })
      b.arm(event, b.self.config.timing.metadataCopyPeriodMs)
    }),
    CopyMetadata: takes((b, { topics, topicVersion, offsets, subscriptionGroups = [], requestModes = [] }) => {
      if (isKeeper(b.self) || !works(b.self)) return
      const text = (list: readonly unknown[]): string => JSON.stringify(list)
      if (text([...topics].sort()) !== text(listOf(b.self.topics))) b.say({ _tag: "SaveTopics" })
      if (text([...subscriptionGroups].sort()) !== text(listOf(b.self.subscriptionGroups))) b.say({ _tag: "SaveSubscriptionGroups" })
      if (text([...requestModes].sort()) !== text(listOf(b.self.requestModes))) b.say({ _tag: "SaveRequestModes" })
      b.say({ _tag: "SaveOffsets" })
      b.self.topics = HashMap.fromIterable(topics)
      b.self.topicVersion = topicVersion
      b.self.offsets = HashMap.fromIterable(offsets)
      b.self.subscriptionGroups = HashMap.fromIterable(subscriptionGroups)
      b.self.requestModes = HashMap.fromIterable(requestModes)
    })
  }
)
