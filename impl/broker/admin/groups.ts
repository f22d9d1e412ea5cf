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
import { sorted } from "../../../spec/sorted.ts"
import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import { RequestError } from "../../remoting/errors.ts"
import { bool, header, int, long, or, text } from "../../remoting/header-fields.ts"
import { deleteSubscriptionGroup, subscriptionGroup, subscriptionGroupList, type SubscriptionGroupConfig as Sent } from "../../remoting/requests/clients.ts"
import type { Handle, RequestContext } from "../request-context.ts"

const groupHeader = header({ group: text })

const groupJson = (groupName: string, config: SubscriptionGroupConfig) => ({ groupName, ...config })

const configOf = (self: Broker, group: string): SubscriptionGroupConfig | undefined =>
  subscriptionGroupOf(self, group) ?? (HashMap.has(self.groups, group) ? subscriptionGroupDefaults : undefined)

const update = (context: RequestContext, groups: readonly Sent[]): void =>
  context.take({ _tag: "UpdateAndCreateSubscriptionGroup", request: context.open(), groups: groups.map(({ groupName, ...config }) => [groupName, config] as const) })

const resetHeader = header({ topic: text, group: text, timestamp: long, isForce: or(bool, false), queueId: or(int, -1), offset: or(long, -1) })

export const groupRequests: { readonly [code: number]: Handle } = {
  [RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP]: (context) => update(context, [subscriptionGroup(context.command)]),
  [RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST]: (context) => update(context, subscriptionGroupList(context.command)),
  [RequestCode.INVOKE_BROKER_TO_RESET_OFFSET]: (context) => {
    const { topic, group, timestamp, isForce, queueId, offset } = resetHeader(context.command)
    // 5.x can send one queue to an offset; UPDATE_CONSUMER_OFFSET does that for a group that is not connected.
    if (queueId >= 0 || offset >= 0) throw new RequestError("queueId", "INVOKE_BROKER_TO_RESET_OFFSET: a reset of one queue, or to an offset, is not done here. Send a timestamp, without queueId and offset.")
    context.take({ _tag: "ResetOffset", request: context.open(), group, topic, timestamp, isForce })
  },
  [RequestCode.DELETE_SUBSCRIPTIONGROUP]: (context) => {
    const { groupName, removeOffset, cleanOffset } = deleteSubscriptionGroup(context.command)
    context.take({ _tag: "DeleteSubscriptionGroup", request: context.open(), group: groupName, removeOffset: removeOffset || cleanOffset })
  },
  [RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG]: ({ state, timers, reply }) => {
    const self = state()
    const names = new Set([...sorted(self.subscriptionGroups), ...sorted(self.groups)].map(([name]) => name))
    const table = Object.fromEntries([...names].sort().map((name) => [name, groupJson(name, configOf(self, name) ?? subscriptionGroupDefaults)]))
    reply(ResponseCode.SUCCESS, { body: Buffer.from(JSON.stringify({ dataVersion: { counter: names.size, timestamp: timers.now() }, forbiddenTable: {}, subscriptionGroupTable: table })) })
  },
  [RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG]: ({ command, state, reply }) => {
    const { group } = groupHeader(command)
    const config = configOf(state(), group)
    if (config === undefined) return reply(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, { remark: "No group in this broker" })
    reply(ResponseCode.SUCCESS, { body: Buffer.from(JSON.stringify(groupJson(group, config))) })
  }
}
