/**
 * The NameServer: routes, as brokers tell them (A2–A4, E14). NameServers know nothing of each other.
 *
 * RocketMQ `NamesrvController`, `DefaultRequestProcessor`.
 *
 * @module
 */
import type { Machine } from "../machine.ts"
import type { NameServerConfig } from "./config.ts"
import { NameServerEvent } from "./events.ts"
import { NameServerOutput } from "./outputs.ts"
import { addWritePermOfBroker } from "./rules/add-write-perm-of-broker.ts"
import { brokerExpired } from "./rules/broker-expired.ts"
import { channelClosed } from "./rules/channel-closed.ts"
import { deleteKVConfig } from "./rules/delete-kv-config.ts"
import { deleteTopic } from "./rules/delete-topic.ts"
import { getAllTopicList } from "./rules/get-all-topic-list.ts"
import { getBrokerClusterInfo } from "./rules/get-broker-cluster-info.ts"
import { getKVConfig } from "./rules/get-kv-config.ts"
import { getKVListByNamespace } from "./rules/get-kv-list-by-namespace.ts"
import { getRouteInfoByTopic } from "./rules/get-route-info-by-topic.ts"
import { getTopicsByCluster } from "./rules/get-topics-by-cluster.ts"
import { putKVConfig } from "./rules/put-kv-config.ts"
import { recovered } from "./rules/recovered.ts"
import { registerBroker } from "./rules/register-broker.ts"
import { unregisterBroker } from "./rules/unregister-broker.ts"
import { wipeWritePermOfBroker } from "./rules/wipe-write-perm-of-broker.ts"
import { initialNameServer, NameServer } from "./state.ts"

export const nameServer: Machine<NameServer, NameServerEvent, NameServerOutput, NameServerConfig> = {
  name: "name-server",
  State: NameServer,
  Event: NameServerEvent,
  Output: NameServerOutput,
  init: initialNameServer,
  rules: {
    RegisterBroker: registerBroker,
    UnregisterBroker: unregisterBroker,
    ChannelClosed: channelClosed,
    BrokerExpired: brokerExpired,
    GetRouteInfoByTopic: getRouteInfoByTopic,
    GetBrokerClusterInfo: getBrokerClusterInfo,
    GetAllTopicList: getAllTopicList,
    GetTopicsByCluster: getTopicsByCluster,
    DeleteTopic: deleteTopic,
    WipeWritePermOfBroker: wipeWritePermOfBroker,
    AddWritePermOfBroker: addWritePermOfBroker,
    Recovered: recovered,
    PutKVConfig: putKVConfig,
    GetKVConfig: getKVConfig,
    DeleteKVConfig: deleteKVConfig,
    GetKVListByNamespace: getKVListByNamespace
  }
}
