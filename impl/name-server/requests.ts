/**
 * What is asked of a NameServer, one entry a request code: header and body become an event.
 *
 * RocketMQ `DefaultRequestProcessor.processRequest`.
 *
 * @module
 */
import type { NameServerEvent } from "../../spec/name-server/events.ts"
import type { RemotingCommand } from "../wire/command.ts"
import { RequestCode } from "../wire/codes.ts"
import { jsonBody, numberField, optionalText, textField } from "../wire/fields.ts"

type Translate = (command: RemotingCommand, channel: string, request: number) => NameServerEvent

interface RegisterBody {
  readonly topicConfigSerializeWrapper?: {
    readonly dataVersion?: { readonly stateVersion?: number }
    readonly topicConfigTable?: Readonly<
      Record<string, { readonly readQueueNums: number; readonly writeQueueNums: number; readonly perm: number; readonly topicSysFlag?: number; readonly order?: boolean }>
    >
  }
}

const brokerOf = (command: RemotingCommand) => ({
  clusterName: textField(command, "clusterName"),
  brokerName: textField(command, "brokerName"),
  brokerId: numberField(command, "brokerId"),
  brokerAddr: textField(command, "brokerAddr")
})

export const requests: { readonly [code: number]: Translate } = {
  [RequestCode.REGISTER_BROKER]: (command, channel, request) => {
    const { topicConfigSerializeWrapper: wrapper } = command.body === undefined ? {} : jsonBody<RegisterBody>(command)
    return {
      _tag: "RegisterBroker",
      request,
      channel,
      ...brokerOf(command),
      haServerAddr: optionalText(command, "haServerAddr") ?? "",
      term: wrapper?.dataVersion?.stateVersion ?? 0,
      topics: Object.entries(wrapper?.topicConfigTable ?? {})
        .map(([name, { readQueueNums, writeQueueNums, perm, topicSysFlag = 0, order = false }]) => [name, { readQueueNums, writeQueueNums, perm, topicSysFlag, order }] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
    }
  },
  [RequestCode.UNREGISTER_BROKER]: (command, channel, request) => ({ _tag: "UnregisterBroker", request, channel, ...brokerOf(command) }),
  [RequestCode.GET_ROUTEINFO_BY_TOPIC]: (command, _channel, request) => ({ _tag: "GetRouteInfoByTopic", request, topic: textField(command, "topic") }),
  [RequestCode.GET_BROKER_CLUSTER_INFO]: (_command, _channel, request) => ({ _tag: "GetBrokerClusterInfo", request }),
  [RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER]: (_command, _channel, request) => ({ _tag: "GetAllTopicList", request }),
  [RequestCode.GET_TOPICS_BY_CLUSTER]: (command, _channel, request) => ({ _tag: "GetTopicsByCluster", request, cluster: textField(command, "cluster") }),
  [RequestCode.DELETE_TOPIC_IN_NAMESRV]: (command, _channel, request) => ({
    _tag: "DeleteTopic",
    request,
    topic: textField(command, "topic"),
    clusterName: optionalText(command, "clusterName") ?? null
  }),
  [RequestCode.WIPE_WRITE_PERM_OF_BROKER]: (command, _channel, request) => ({ _tag: "WipeWritePermOfBroker", request, brokerName: textField(command, "brokerName") }),
  [RequestCode.ADD_WRITE_PERM_OF_BROKER]: (command, _channel, request) => ({ _tag: "AddWritePermOfBroker", request, brokerName: textField(command, "brokerName") }),
  [RequestCode.PUT_KV_CONFIG]: (command, _channel, request) => ({
    _tag: "PutKVConfig",
    request,
    namespace: optionalText(command, "namespace") ?? null,
    key: optionalText(command, "key") ?? null,
    value: optionalText(command, "value") ?? ""
  }),
  [RequestCode.GET_KV_CONFIG]: (command, _channel, request) => ({
    _tag: "GetKVConfig",
    request,
    namespace: textField(command, "namespace"),
    key: textField(command, "key")
  }),
  [RequestCode.DELETE_KV_CONFIG]: (command, _channel, request) => ({
    _tag: "DeleteKVConfig",
    request,
    namespace: textField(command, "namespace"),
    key: textField(command, "key")
  }),
  [RequestCode.GET_KVLIST_BY_NAMESPACE]: (command, _channel, request) => ({
    _tag: "GetKVListByNamespace",
    request,
    namespace: textField(command, "namespace")
  })
}
