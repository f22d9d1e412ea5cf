/**
 * What a NameServer is asked that decides nothing: read from its tables, one entry a request code.
 *
 * RocketMQ `DefaultRequestProcessor`, `RouteInfoManager`.
 *
 * @module
 */
import { brokerData } from "../../spec/name-server/route.ts"
import type { NameServer, TopicQueue } from "../../spec/name-server/state.ts"
import { brokerOf } from "../../spec/name-server/tables.ts"
import { sorted } from "../../spec/sorted.ts"
import { RequestCode } from "../remoting/codes.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { writeFastJsonBody } from "../remoting/fastjson.ts"
import { header, optional, text } from "../remoting/header-fields.ts"

/** What an answer has besides its code. */
export interface Answer {
  readonly remark?: string
  readonly extFields?: Readonly<Record<string, string>>
  readonly body?: Buffer
}

type Query = (command: RemotingCommand, self: NameServer) => Answer

const memberGroupOf = header({ clusterName: optional(text), brokerName: text })

/** Bits of a topic's `topicSysFlag`. RocketMQ `TopicSysFlag`. */
const UNIT = 1
const UNIT_SUB = 2

/** Topics whose queues have such flags. One broker's say it for all, as in RocketMQ. */
const topicsWith =
  (fits: (flags: number) => boolean): Query =>
  (_command, self) => ({
    body: writeFastJsonBody({
      topicList: sorted(self.topicQueueTable).flatMap(([topic, queues]) => {
        const [first] = sorted(queues) as readonly (readonly [string, TopicQueue])[]
        return first !== undefined && fits(first[1].topicSysFlag) ? [topic] : []
      })
    })
  })

/** Topics that brokers make for themselves: each is named after its cluster, or after it. */
const systemTopics: Query = (_command, self) => {
  const brokers = sorted(self.brokerAddrTable)
  const names = brokers.flatMap(([brokerName, { cluster }]) => [cluster, brokerName])
  const brokerAddr = brokers[0]?.[1].addrs[0]?.[1]
  return { body: writeFastJsonBody({ ...(brokerAddr === undefined ? {} : { brokerAddr }), topicList: [...new Set(names)] }) }
}

/** Brokers of 5.x ask who else has their name. */
const memberGroup: Query = (command, self) => {
  const { brokerName, clusterName } = memberGroupOf(command)
  const broker = brokerOf(self, brokerName)
  const brokerAddrs = broker === undefined ? {} : brokerData(brokerName, broker).brokerAddrs
  return { body: writeFastJsonBody({ brokerMemberGroup: { brokerAddrs: new Map(Object.entries(brokerAddrs).map(([id, addr]) => [Number(id), addr])), brokerName, cluster: broker?.cluster ?? clusterName ?? "" } }) }
}

export const queries: { readonly [code: number]: Query } = {
  [RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS]: systemTopics,
  [RequestCode.GET_UNIT_TOPIC_LIST]: topicsWith((flags) => (flags & UNIT) !== 0),
  [RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST]: topicsWith((flags) => (flags & UNIT_SUB) !== 0),
  [RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST]: topicsWith((flags) => (flags & UNIT_SUB) !== 0 && (flags & UNIT) === 0),
  // Versions of what a broker registered are not kept: it registers all of it each time.
  [RequestCode.QUERY_DATA_VERSION]: () => ({ extFields: { changed: "true" } }),
  [RequestCode.GET_BROKER_MEMBER_GROUP]: memberGroup
}
