/**
 * Requests about topics, to a broker or a name server.
 *
 * @module
 */
import { bool, header, int, optional, or, text } from "../header-fields.ts"

/** UPDATE_AND_CREATE_TOPIC (17): `CreateTopicRequestHeader`. */
export const createTopic = header({
  topic: text,
  defaultTopic: text,
  readQueueNums: int,
  writeQueueNums: int,
  /** `PermName`: 4 read, 2 write, 1 inherit. */
  perm: int,
  /** `TopicFilterType`: SINGLE_TAG or MULTI_TAG. */
  topicFilterType: text,
  topicSysFlag: or(int, 0),
  order: or(bool, false),
  /** 5.x: `+key=value,-key`. */
  attributes: optional(text),
  force: or(bool, false)
})

/** DELETE_TOPIC_IN_BROKER (215): `DeleteTopicRequestHeader`. */
export const deleteTopicInBroker = header({ topic: text })

/** DELETE_TOPIC_IN_NAMESRV (216): `DeleteTopicFromNamesrvRequestHeader`. */
export const deleteTopicInNamesrv = header({ topic: text, clusterName: optional(text) })

/** GET_TOPIC_STATS_INFO (202): `GetTopicStatsInfoRequestHeader`. */
export const getTopicStatsInfo = header({ topic: text })

/** GET_ROUTEINFO_BY_TOPIC (105): `GetRouteInfoRequestHeader`. */
export const getRouteInfo = header({
  topic: text,
  /** 5.x: the client cannot read numbers as keys. */
  acceptStandardJsonOnly: or(bool, false)
})

/** GET_ALL_TOPIC_CONFIG (21): none in 4.9; `GetAllTopicConfigRequestHeader` of 5.x asks for a part of the table. */
export const getAllTopicConfig = header({
  topicSeq: optional(int),
  dataVersion: optional(text),
  maxTopicNum: optional(int)
})
