/**
 * What a NameServer does with each event, over plain tables.
 *
 * RocketMQ `RouteInfoManager`, `KVConfigManager`, `DefaultRequestProcessor`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { EventOf, NameServerEvent } from "../../spec/name-server/events.ts"
import type { NameServerOutput } from "../../spec/name-server/outputs.ts"
import type { BrokerData, NameServer, QueueData, TopicQueue } from "../../spec/name-server/state.ts"
import { type Expected, hashMapOf, refining, tableOf } from "./refines.ts"

const refines = refining<NameServer, NameServerEvent, NameServerOutput>()
type Now = Expected<NameServer, NameServerOutput>

/** A registration: one row of who is there. */
interface Row {
  readonly addr: string
  readonly brokerName: string
  readonly brokerId: number
  readonly channel: string
  readonly term: number
  readonly haServerAddr: string
}

/** All tables of routes, as lists. */
interface Routes {
  readonly rows: readonly Row[]
  readonly clusters: ReadonlyMap<string, string>
  readonly queues: readonly { readonly topic: string; readonly brokerName: string; readonly queue: TopicQueue }[]
}

const routesOf = ({ brokerAddrTable, brokerLiveTable, topicQueueTable }: NameServer): Routes => ({
  rows: [...HashMap.entries(brokerLiveTable)].map(([addr, live]) => ({ addr, ...live })),
  clusters: new Map([...HashMap.entries(brokerAddrTable)].map(([name, { cluster }]) => [name, cluster])),
  queues: [...HashMap.entries(topicQueueTable)].flatMap(([topic, of]) => [...HashMap.entries(of)].map(([brokerName, queue]) => ({ topic, brokerName, queue })))
})

/** The tables that these lists make: a brokerName without addresses is gone, and its queues with it. */
const tablesOf = ({ rows, clusters, queues }: Routes): Partial<NameServer> => {
  const names = [...new Set(rows.map(({ brokerName }) => brokerName))]
  const left = queues.filter(({ brokerName }) => names.includes(brokerName))
  return {
    brokerLiveTable: hashMapOf(rows.map(({ addr, ...live }) => [addr, live] as const)),
    brokerAddrTable: hashMapOf(names.map((name) => [name, { cluster: clusters.get(name) ?? "", addrs: rows.filter(({ brokerName }) => brokerName === name).map(({ brokerId, addr }) => [brokerId, addr] as const).sort(([a], [b]) => a - b) }] as const)),
    topicQueueTable: hashMapOf([...new Set(left.map(({ topic }) => topic))].map((name) => [name, hashMapOf(left.filter(({ topic }) => topic === name).map(({ brokerName, queue }) => [brokerName, queue] as const))] as const))
  }
}

const waitsFor = (self: NameServer, brokerAddr: string): NameServerOutput => ({ _tag: "ArmTimer", event: { _tag: "BrokerExpired", brokerAddr }, ms: self.config.brokerChannelExpiredTimeMs })
const waitsNoMore = (brokerAddr: string): NameServerOutput => ({ _tag: "CancelTimer", event: { _tag: "BrokerExpired", brokerAddr } })
const done = (request: number | string): NameServerOutput => ({ _tag: "Reply", request, code: "SUCCESS", remark: "" })

const register = (self: NameServer, event: EventOf<"RegisterBroker">): Now => {
  const { brokerAddr: addr, brokerName, brokerId, channel, term, haServerAddr, request, oneway, clusterName } = event
  const { rows, clusters, queues } = routesOf(self)
  const told = (masterAddr: string | null, haAddr: string | null): readonly NameServerOutput[] => (oneway ? [] : [{ _tag: "ReplyRegistered", request, masterAddr, haServerAddr: haAddr }])
  const own = rows.find((row) => row.addr === addr)
  const holder = rows.find((row) => row.brokerName === brokerName && row.brokerId === brokerId)
  const isOlder = (row: Row | undefined): boolean => row !== undefined && row.brokerName === brokerName && row.term > term
  // A later role of its own, or of whoever holds the brokerId, stands.
  if (isOlder(own) || isOlder(holder)) return { says: told(null, null) }
  const others = rows.filter((row) => row !== own && row !== holder)
  const now = [...others, { addr, brokerName, brokerId, channel, term, haServerAddr }]
  const isRenewed = own !== undefined && own === holder
  const isLowest = now.every((row) => row.brokerName !== brokerName || row.brokerId >= brokerId)
  const stillThere = new Set([...others, ...(own?.brokerName === brokerName ? [own] : []), ...(holder === undefined ? [] : [holder])].map((row) => row.brokerName))
  const kept = queues.filter((queue) => stillThere.has(queue.brokerName))
  const published = isLowest ? event.topics : []
  const publish = ([topic, { readQueueNums, writeQueueNums, perm, topicSysFlag }]: (typeof event.topics)[number]) => {
    const was = kept.find((queue) => queue.topic === topic && queue.brokerName === brokerName)?.queue
    const isSame = was !== undefined && was.readQueueNums === readQueueNums && was.writeQueueNums === writeQueueNums && was.publishedPerm === perm && was.topicSysFlag === topicSysFlag
    // What an operator took stays taken while the broker says the same over and over.
    return { topic, brokerName, queue: { readQueueNums, writeQueueNums, topicSysFlag, publishedPerm: perm, perm: isSame && isRenewed ? was.perm : perm } }
  }
  const replaced = new Set(published.map(([topic]) => topic))
  const master = brokerId === 0 ? undefined : now.find((row) => row.brokerName === brokerName && row.brokerId === 0)
  return {
    next: tablesOf({
      rows: now,
      clusters: stillThere.has(brokerName) ? clusters : new Map([...clusters, [brokerName, clusterName]]),
      queues: [...kept.filter(({ topic, brokerName: of }) => of !== brokerName || !replaced.has(topic)), ...published.map(publish)]
    }),
    says: [...(holder === undefined || isRenewed ? [] : [waitsNoMore(holder.addr)]), waitsFor(self, addr), ...told(master?.addr ?? null, master?.haServerAddr ?? null)]
  }
}

export const registration = refines(
  "S60 Registration",
  "A registration puts the broker under its brokerId and nowhere else, publishes what the lowest brokerId says, tells a slave its master, and is awaited again; one of an older role changes nothing.",
  "A2, A3, E14 · RouteInfoManager.registerBroker",
  { RegisterBroker: register }
)

const without = (self: NameServer, addrs: readonly string[]): Partial<NameServer> => {
  const { rows, ...rest } = routesOf(self)
  return addrs.length === 0 ? {} : tablesOf({ ...rest, rows: rows.filter(({ addr }) => !addrs.includes(addr)) })
}

export const departure = refines(
  "S61 Departure",
  "Who unregisters, whose connection ends, or who is silent too long leaves the routes, and nobody else; the last address of a brokerName takes its queues along.",
  "A3, C5, E14 · RouteInfoManager.unregisterBroker, onChannelDestroy, scanNotActiveBroker",
  {
    UnregisterBroker: (self, { request, brokerName, brokerId, brokerAddr, channel }) => {
      const gone = routesOf(self).rows.filter((row) => row.addr === brokerAddr && row.brokerName === brokerName && row.brokerId === brokerId && row.channel === channel).map(({ addr }) => addr)
      return { next: without(self, gone), says: [...gone.map(waitsNoMore), done(request)] }
    },
    ChannelClosed: (self, { channel }) => {
      const gone = routesOf(self).rows.filter((row) => row.channel === channel).map(({ addr }) => addr)
      return { next: without(self, gone), says: gone.map(waitsNoMore) }
    },
    BrokerExpired: (self, { brokerAddr }) => ({ next: without(self, routesOf(self).rows.some(({ addr }) => addr === brokerAddr) ? [brokerAddr] : []) })
  }
)

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const brokersOf = ({ rows, clusters }: Routes, names: readonly string[]): readonly BrokerData[] =>
  [...new Set(names)].sort(byName).filter((name) => rows.some(({ brokerName }) => brokerName === name)).map((brokerName) => ({
    cluster: clusters.get(brokerName) ?? "",
    brokerName,
    brokerAddrs: Object.fromEntries(rows.filter((row) => row.brokerName === brokerName).map(({ brokerId, addr }) => [String(brokerId), addr]))
  }))

export const routesTold = refines(
  "S62 RoutesTold",
  "Who asks is told what the tables say: the queues of a topic and the addresses of their brokers, or that there is no route.",
  "A2, A4 · RouteInfoManager.pickupTopicRouteData, getAllClusterInfo, getTopicsByCluster",
  {
    GetRouteInfoByTopic: (self, { request, topic }) => {
      const routes = routesOf(self)
      const queues = routes.queues.filter((queue) => queue.topic === topic)
      const brokerDatas = brokersOf(routes, queues.map(({ brokerName }) => brokerName))
      if (brokerDatas.length === 0) return { says: [{ _tag: "Reply", request, code: "TOPIC_NOT_EXIST", remark: `No topic route info in name server for the topic: ${topic}\nSee http://rocketmq.apache.org/docs/faq/ for further details.` }] }
      const queueDatas = queues.map(({ brokerName, queue: { publishedPerm: _published, ...queue } }): QueueData => ({ brokerName, ...queue })).sort((a, b) => byName(a.brokerName, b.brokerName))
      return { says: [{ _tag: "ReplyRoute", request, route: { brokerDatas, queueDatas } }] }
    },
    GetBrokerClusterInfo: (self, { request }) => {
      const routes = routesOf(self)
      const brokerDatas = brokersOf(routes, routes.rows.map(({ brokerName }) => brokerName))
      const clusters = [...new Set(brokerDatas.map(({ cluster }) => cluster))].sort(byName).map((cluster) => ({ cluster, brokerNames: brokerDatas.filter((broker) => broker.cluster === cluster).map(({ brokerName }) => brokerName) }))
      return { says: [{ _tag: "ReplyClusterInfo", request, brokerDatas, clusters }] }
    },
    GetAllTopicList: (self, { request }) => ({ says: [{ _tag: "ReplyTopicList", request, topics: [...new Set(routesOf(self).queues.map(({ topic }) => topic))].sort(byName) }] }),
    GetTopicsByCluster: (self, { request, cluster }) => {
      const { queues, clusters } = routesOf(self)
      return { says: [{ _tag: "ReplyTopicList", request, topics: [...new Set(queues.filter(({ brokerName }) => clusters.get(brokerName) === cluster).map(({ topic }) => topic))].sort(byName) }] }
    }
  }
)

/** The permissions of all topics of a broker become these. */
const permit = (self: NameServer, { request, brokerName }: EventOf<"WipeWritePermOfBroker" | "AddWritePermOfBroker">, perm: (was: number) => number): Now => {
  const { queues, ...rest } = routesOf(self)
  const of = queues.filter((queue) => queue.brokerName === brokerName)
  return {
    next: tablesOf({ ...rest, queues: queues.map((row) => (of.includes(row) ? { ...row, queue: { ...row.queue, perm: perm(row.queue.perm) } } : row)) }),
    says: [{ _tag: "ReplyCount", request, count: of.length }]
  }
}

export const operatorsWord = refines(
  "S63 OperatorsWord",
  "An operator's word counts for all topics of the broker that is named, or for the topic and cluster that are, and for nothing else.",
  "RocketMQ RouteInfoManager.operateWritePermOfBroker, deleteTopic",
  {
    WipeWritePermOfBroker: (self, event) => permit(self, event, (was) => (Math.floor(was / 2) % 2 === 1 ? was - 2 : was)),
    AddWritePermOfBroker: (self, event) => permit(self, event, () => 6),
    DeleteTopic: (self, { request, topic, clusterName }) => {
      const { queues, ...rest } = routesOf(self)
      const goes = (row: Routes["queues"][number]): boolean => row.topic === topic && (clusterName === null || clusterName === "" || rest.clusters.get(row.brokerName) === clusterName)
      return { next: tablesOf({ ...rest, queues: queues.filter((row) => !goes(row)) }), says: [done(request)] }
    }
  }
)

const spaces = ({ kvConfig }: NameServer): Map<string, Map<string, string>> => new Map([...HashMap.entries(kvConfig)].map(([name, of]) => [name, tableOf(of)]))
const kept = (of: Map<string, Map<string, string>>): Partial<NameServer> => ({ kvConfig: hashMapOf([...of].map(([name, values]) => [name, hashMapOf(values)] as const)) })
const save: NameServerOutput = { _tag: "SaveKVConfig" }

export const kvConfigKept = refines("S64 KVConfigKept", "A value of the KV configuration is what was put last, on disk before the answer, until it is deleted; its namespace stays.", "RocketMQ KVConfigManager", {
  Recovered: (_self, { kvConfig }) => ({ next: kept(new Map(kvConfig.map(([name, of]) => [name, new Map(of)]))) }),
  PutKVConfig: (self, { request, namespace, key, value }) => {
    if (namespace === null || key === null) return { says: [{ _tag: "Reply", request, code: "SYSTEM_ERROR", remark: "namespace or key is null" }] }
    const all = spaces(self)
    return { next: kept(all.set(namespace, (all.get(namespace) ?? new Map<string, string>()).set(key, value))), says: [save, done(request)] }
  },
  DeleteKVConfig: (self, { request, namespace, key }) => {
    const all = spaces(self)
    return all.get(namespace)?.delete(key) === true ? { next: kept(all), says: [save, done(request)] } : { says: [done(request)] }
  },
  GetKVConfig: (self, { request, namespace, key }) => {
    const value = spaces(self).get(namespace)?.get(key)
    return { says: [value === undefined ? { _tag: "Reply", request, code: "QUERY_NOT_FOUND", remark: `No config item, Namespace: ${namespace} Key: ${key}` } : { _tag: "ReplyValue", request, value }] }
  },
  GetKVListByNamespace: (self, { request, namespace }) => {
    const of = spaces(self).get(namespace)
    return { says: [of === undefined ? { _tag: "Reply", request, code: "QUERY_NOT_FOUND", remark: `No config item, Namespace: ${namespace}` } : { _tag: "ReplyTable", request, table: [...of].sort(([a], [b]) => byName(a, b)) }] }
  }
})

export const ofNameServers = [registration, departure, routesTold, operatorsWord, kvConfigKept] as const
