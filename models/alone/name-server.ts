/**
 * What may happen to a NameServer alone.
 *
 * @module
 */
import type { TopicConfig } from "../../spec/broker/state.ts"
import { nameServerDefaults } from "../../spec/name-server/config.ts"
import type { EventOf, NameServerEvent } from "../../spec/name-server/events.ts"
import { initialNameServer, type NameServer } from "../../spec/name-server/state.ts"
import type { Alphabet } from "./alone.ts"

const topic = (queues: number, perm: number): TopicConfig => ({ readQueueNums: queues, writeQueueNums: queues, perm, topicSysFlag: 0, order: false })

const initial = initialNameServer(nameServerDefaults)

const register = (brokerAddr: string, brokerName: string, brokerId: number, fields: Partial<EventOf<"RegisterBroker">> = {}): EventOf<"RegisterBroker"> => ({
  _tag: "RegisterBroker",
  request: "r",
  channel: brokerAddr,
  clusterName: brokerName === "z" ? "d" : "c",
  brokerName,
  brokerId,
  brokerAddr,
  haServerAddr: `ha-${brokerAddr}`,
  term: 0,
  topics: [["t", topic(2, 6)]],
  ...fields
})

const leaves = (brokerAddr: string, brokerName: string, brokerId: number, channel = brokerAddr): NameServerEvent => ({ _tag: "UnregisterBroker", request: "u", channel, clusterName: "c", brokerName, brokerId, brokerAddr })

const alphabetOf = (events: readonly NameServerEvent[]): Alphabet<NameServer, NameServerEvent> => ({ initial, events: () => events })

const asked: readonly NameServerEvent[] = [
  { _tag: "GetRouteInfoByTopic", request: "q", topic: "t" },
  { _tag: "GetRouteInfoByTopic", request: "q", topic: "u" },
  { _tag: "GetBrokerClusterInfo", request: "q" },
  { _tag: "GetAllTopicList", request: "q" },
  { _tag: "GetTopicsByCluster", request: "q", cluster: "d" }
]

/** Masters and slaves of one group, as roles change: terms, and the same address under other brokerIds. */
const roles = alphabetOf([
  register("a", "x", 0, { term: 1 }),
  register("a", "x", 1, { term: 2, haServerAddr: "ha-again" }),
  register("a", "x", 0, { term: 3, channel: "a/1", topics: [["t", topic(1, 4)]] }),
  register("b", "x", 1, { term: 1, topics: [["t", topic(3, 6)], ["u", topic(1, 6)]] }),
  register("b", "x", 0, { term: 2, clusterName: "d" }),
  register("b", "x", 0, { term: 2, oneway: true, channel: "a" }),
  register("b", "x", 2, { term: 1, topics: [["u", topic(1, 6)]] }),
  register("c", "x", 2, { term: 0, oneway: true, topics: [["t", topic(5, 6)]] }),
  leaves("a", "x", 0),
  leaves("a", "x", 1),
  leaves("b", "x", 1),
  leaves("b", "x", 1, "a"),
  leaves("c", "x", 0),
  { _tag: "ChannelClosed", channel: "a" },
  { _tag: "ChannelClosed", channel: "a/1" },
  { _tag: "ChannelClosed", channel: "b" },
  { _tag: "BrokerExpired", brokerAddr: "a" },
  { _tag: "BrokerExpired", brokerAddr: "b" },
  { _tag: "BrokerExpired", brokerAddr: "c" },
  ...asked
])

/** Groups of two clusters, an address that goes from one to the other, and an operator. */
const groups = alphabetOf([
  register("a", "x", 0, { topics: [["t", topic(2, 6)], ["u", topic(1, 7)]] }),
  register("a", "x", 0, { topics: [["u", topic(1, 4)]] }),
  register("a", "x", 0, { topics: [["t", { ...topic(2, 6), writeQueueNums: 3 }]] }),
  register("a", "x", 1),
  register("b", "x", 1, { term: 3 }),
  register("b", "z", 0, { topics: [["t", topic(1, 6)]] }),
  register("c", "z", 0, { channel: "b", topics: [["t", topic(1, 6)]] }),
  leaves("a", "x", 0),
  leaves("b", "z", 0),
  { _tag: "ChannelClosed", channel: "a" },
  { _tag: "ChannelClosed", channel: "b" },
  { _tag: "BrokerExpired", brokerAddr: "c" },
  { _tag: "WipeWritePermOfBroker", request: "w", brokerName: "x" },
  { _tag: "WipeWritePermOfBroker", request: "w", brokerName: "z" },
  { _tag: "AddWritePermOfBroker", request: "w", brokerName: "x" },
  { _tag: "DeleteTopic", request: "d", topic: "t", clusterName: null },
  { _tag: "DeleteTopic", request: "d", topic: "t", clusterName: "" },
  { _tag: "DeleteTopic", request: "d", topic: "t", clusterName: "d" },
  { _tag: "DeleteTopic", request: "d", topic: "u", clusterName: "d" },
  { _tag: "DeleteTopic", request: "d", topic: "v", clusterName: null },
  ...asked
])

const kvConfig = alphabetOf([
  { _tag: "Recovered", kvConfig: [["m", [["k", "1"], ["l", "2"]]], ["n", []]] },
  { _tag: "PutKVConfig", request: "p", namespace: "m", key: "k", value: "1" },
  { _tag: "PutKVConfig", request: "p", namespace: "m", key: "k", value: "2" },
  { _tag: "PutKVConfig", request: "p", namespace: "m", key: "l", value: "1" },
  { _tag: "PutKVConfig", request: "p", namespace: "n", key: "k", value: "1" },
  { _tag: "PutKVConfig", request: "p", namespace: null, key: "k", value: "1" },
  { _tag: "PutKVConfig", request: "p", namespace: "m", key: null, value: "1" },
  { _tag: "GetKVConfig", request: "g", namespace: "m", key: "k" },
  { _tag: "GetKVConfig", request: "g", namespace: "n", key: "k" },
  { _tag: "GetKVConfig", request: "g", namespace: "o", key: "k" },
  { _tag: "DeleteKVConfig", request: "d", namespace: "m", key: "k" },
  { _tag: "DeleteKVConfig", request: "d", namespace: "n", key: "k" },
  { _tag: "DeleteKVConfig", request: "d", namespace: "o", key: "k" },
  { _tag: "GetKVListByNamespace", request: "l", namespace: "m" },
  { _tag: "GetKVListByNamespace", request: "l", namespace: "n" },
  { _tag: "GetKVListByNamespace", request: "l", namespace: "o" }
])

export const nameServerAlphabets = { roles, groups, kvConfig } as const
