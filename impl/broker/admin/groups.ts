/**
 * Consumer groups as operators set them up.
 *
 * RocketMQ `AdminBrokerProcessor`, `SubscriptionGroupManager`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { type Broker, type SubscriptionGroupConfig, subscriptionGroupDefaults } from "../../../spec/broker/state.ts"
import { subscriptionGroupOf } from "../../../spec/serving/groups.ts"
import { retryTopic } from "../../../spec/serving/retry.ts"
import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import { bool, header, int, long, or, text } from "../../remoting/header-fields.ts"
import { deleteSubscriptionGroup, type SentGroup, subscriptionGroup, subscriptionGroupList } from "../../remoting/requests/clients.ts"
import type { Handle, RequestContext } from "../request-context.ts"
import { attributesTable } from "../attributes.ts"

/** Groups that RocketMQ's tools and proxies consume with, and that each of its brokers has from the start. RocketMQ `SubscriptionGroupManager.init`. */
const systemGroups: readonly string[] = ["TOOLS_CONSUMER", "FILTERSRV_CONSUMER", "SELF_TEST_C_GROUP", "CID_ONSAPI_OWNER", "CID_ONSAPI_PERMISSION", "CID_ONSAPI_PULL", "CID_ONS-HTTP-PROXY", "CID_RMQ_SYS_TRANS"]

const RETRY_PREFIX = retryTopic("")

const groupHeader = header({ group: text })

/** What 5.x tells of a group of which nobody has said it. */
const ofFive = { attributes: {}, consumeMessageOrderly: false, consumeTimeoutMinute: 15, groupRetryPolicy: { type: "CUSTOMIZED" }, groupSysFlag: 0 }

const groupJson = ({ config }: Pick<RequestContext, "config">, groupName: string, said: SubscriptionGroupConfig) => ({ groupName, ...(config.compatibility === "4.9" ? {} : ofFive), ...said })

/** Groups that an operator has set up, that are connected, or that were: each got a retry topic then. In order. */
export const groupNames = (self: Broker): readonly string[] => {
  const known = new Set([...HashMap.keys(self.subscriptionGroups), ...HashMap.keys(self.groups)])
  const retrying = [...HashMap.keys(self.topics)].filter((topic) => topic.startsWith(RETRY_PREFIX)).map((topic) => topic.slice(RETRY_PREFIX.length))
  // Those of groups that pop have the topic's name besides.
  const isOfPop = (name: string): boolean => [...known, ...retrying].some((group) => name.startsWith(`${group}_`) && HashMap.has(self.topics, name.slice(group.length + 1)))
  return [...new Set([...known, ...retrying.filter((name) => !isOfPop(name))])].sort()
}

const configOf = (self: Broker, group: string): SubscriptionGroupConfig | undefined =>
  subscriptionGroupOf(self, group) ?? (groupNames(self).includes(group) || systemGroups.includes(group) ? subscriptionGroupDefaults : undefined)

const update = (context: RequestContext, groups: readonly SentGroup[]): void => {
  const said = groups.map(({ groupName, attributes, ...config }) => [groupName, config, attributesTable("group", attributes)] as const)
  const changes = said.flatMap(([name, , attributes]) => (attributes.length === 0 ? [] : [[name, attributes] as const]))
  context.take({
    _tag: "UpdateAndCreateSubscriptionGroup",
    request: context.open(),
    groups: said.map(([name, config]) => [name, config] as const),
    ...(changes.length === 0 ? {} : { attributes: Object.fromEntries(changes) })
  })
}

const resetHeader = header({ topic: text, group: text, timestamp: long, isForce: or(bool, false), queueId: or(int, -1), offset: or(long, -1) })

export const groupRequests: { readonly [code: number]: Handle } = {
  [RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP]: (context) => update(context, [subscriptionGroup(context.command)]),
  [RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST]: (context) => update(context, subscriptionGroupList(context.command)),
  [RequestCode.INVOKE_BROKER_TO_RESET_OFFSET]: (context) => {
    const { topic, group, timestamp, isForce, queueId, offset } = resetHeader(context.command)
    const only = queueId < 0 ? {} : { only: { queueId, offset: offset < 0 ? null : offset } }
    context.take({ _tag: "ResetOffset", request: context.open(), group, topic, timestamp, isForce: isForce || queueId >= 0, ...only })
  },
  [RequestCode.DELETE_SUBSCRIPTIONGROUP]: (context) => {
    const { groupName, removeOffset, cleanOffset } = deleteSubscriptionGroup(context.command)
    context.take({ _tag: "DeleteSubscriptionGroup", request: context.open(), group: groupName, removeOffset: removeOffset || cleanOffset })
  },
  [RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG]: (context) => {
    const { state, timers, config, reply } = context
    const self = state()
    const names = [...new Set([...systemGroups, ...groupNames(self)])].sort()
    const table = Object.fromEntries(names.map((name) => [name, groupJson(context, name, configOf(self, name) ?? subscriptionGroupDefaults)]))
    const extFields = config.compatibility === "4.9" ? {} : { totalGroupNum: String(names.length) }
    reply(ResponseCode.SUCCESS, { extFields, body: Buffer.from(JSON.stringify({ dataVersion: { counter: names.length, timestamp: timers.now() }, forbiddenTable: {}, subscriptionGroupTable: table })) })
  },
  [RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG]: (context) => {
    const { command, state, reply } = context
    const { group } = groupHeader(command)
    const config = configOf(state(), group)
    if (config === undefined) return reply(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, { remark: "No group in this broker" })
    reply(ResponseCode.SUCCESS, { body: Buffer.from(JSON.stringify(groupJson(context, group, config))) })
  }
}
