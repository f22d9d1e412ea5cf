/**
 * What is asked of a NameServer, one entry a request code: header and body become an event.
 *
 * RocketMQ `DefaultRequestProcessor.processRequest`.
 *
 * @module
 */
import type { NameServerEvent } from "../../spec/name-server/events.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { RequestCode } from "../remoting/codes.ts"
import { header, optional, text } from "../remoting/header-fields.ts"
import { registerBroker, registerBrokerBody, unregisterBroker } from "../remoting/requests/brokers.ts"
import { deleteTopicInNamesrv, getRouteInfo } from "../remoting/requests/topics.ts"

type Translate = (command: RemotingCommand, channel: string, request: number) => NameServerEvent

const clusterOf = header({ cluster: text })
const brokerNameOf = header({ brokerName: text })
const kvOf = header({ namespace: optional(text), key: optional(text), value: optional(text) })
const keyOf = header({ namespace: text, key: text })
const namespaceOf = header({ namespace: text })

export const requests: { readonly [code: number]: Translate } = {
  [RequestCode.REGISTER_BROKER]: (command, channel, request) => {
    const fields = registerBroker(command)
    const { clusterName, brokerName, brokerId, brokerAddr, haServerAddr } = fields
    const { dataVersion, topics } = registerBrokerBody(command, fields)
    return {
      _tag: "RegisterBroker",
      request,
      channel,
      clusterName,
      brokerName,
      brokerId,
      brokerAddr,
      haServerAddr,
      term: dataVersion.stateVersion,
      topics: topics
        .map(({ topicName, readQueueNums, writeQueueNums, perm, topicSysFlag, order }) => [topicName, { readQueueNums, writeQueueNums, perm, topicSysFlag, order }] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
    }
  },
  [RequestCode.UNREGISTER_BROKER]: (command, channel, request) => ({ _tag: "UnregisterBroker", request, channel, ...unregisterBroker(command) }),
  [RequestCode.GET_ROUTEINFO_BY_TOPIC]: (command, _channel, request) => ({ _tag: "GetRouteInfoByTopic", request, topic: getRouteInfo(command).topic }),
  [RequestCode.GET_BROKER_CLUSTER_INFO]: (_command, _channel, request) => ({ _tag: "GetBrokerClusterInfo", request }),
  [RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER]: (_command, _channel, request) => ({ _tag: "GetAllTopicList", request }),
  [RequestCode.GET_TOPICS_BY_CLUSTER]: (command, _channel, request) => ({ _tag: "GetTopicsByCluster", request, cluster: clusterOf(command).cluster }),
  [RequestCode.DELETE_TOPIC_IN_NAMESRV]: (command, _channel, request) => ({
    _tag: "DeleteTopic",
    request,
    topic: deleteTopicInNamesrv(command).topic,
    clusterName: deleteTopicInNamesrv(command).clusterName ?? null
  }),
  [RequestCode.WIPE_WRITE_PERM_OF_BROKER]: (command, _channel, request) => ({ _tag: "WipeWritePermOfBroker", request, brokerName: brokerNameOf(command).brokerName }),
  [RequestCode.ADD_WRITE_PERM_OF_BROKER]: (command, _channel, request) => ({ _tag: "AddWritePermOfBroker", request, brokerName: brokerNameOf(command).brokerName }),
  [RequestCode.PUT_KV_CONFIG]: (command, _channel, request) => ({
    _tag: "PutKVConfig",
    request,
    namespace: kvOf(command).namespace ?? null,
    key: kvOf(command).key ?? null,
    value: kvOf(command).value ?? ""
  }),
  [RequestCode.GET_KV_CONFIG]: (command, _channel, request) => ({
    _tag: "GetKVConfig",
    request,
    ...keyOf(command)
  }),
  [RequestCode.DELETE_KV_CONFIG]: (command, _channel, request) => ({
    _tag: "DeleteKVConfig",
    request,
    ...keyOf(command)
  }),
  [RequestCode.GET_KVLIST_BY_NAMESPACE]: (command, _channel, request) => ({
    _tag: "GetKVListByNamespace",
    request,
    ...namespaceOf(command)
  })
}
