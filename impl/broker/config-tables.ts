/**
 * The tables in `config/` as RocketMQ 4.9 writes and reads them. Read leniently, as fastjson does; a field that is missing has its
 * default, one that nobody here knows is ignored.
 *
 * RocketMQ `TopicConfigSerializeWrapper`, `SubscriptionGroupManager`, `ConsumerOffsetManager`, `DelayOffsetSerializeWrapper`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { groupFields, groupFieldsOfFive, type SubscriptionGroupConfig, subscriptionGroupDefaults, type TopicConfig } from "../../spec/broker/state.ts"
import { SCHEDULE_GROUP, SCHEDULE_TOPIC } from "../../spec/schedule/levels.ts"
import { altered } from "../../spec/serving/attributes.ts"
import { offsetKey } from "../../spec/serving/offsets.ts"
import type { JsonShape } from "../store/json-file.ts"
import { decodeJson, prettyJson } from "../store/json-shape.ts"
import { topicTableJson } from "./topic-json.ts"

export type Topics = readonly (readonly [string, TopicConfig])[]
export type Groups = readonly (readonly [string, SubscriptionGroupConfig])[]
/** By `group@topic@queueId`. */
export type Offsets = readonly (readonly [string, number])[]

export interface Versioned<T> {
  readonly table: T
  /** Raised with every change. */
  readonly counter: number
  /** Milliseconds since 1970. */
  readonly timestamp: number
}

const DataVersion = Schema.Struct({ counter: Schema.Number })
const counterOf = ({ dataVersion }: { readonly dataVersion?: { readonly counter: number } | undefined }): number => dataVersion?.counter ?? 0

/** RocketMQ `TopicConfig`. */
const TopicJson = Schema.Struct({
  readQueueNums: Schema.optionalKey(Schema.Int),
  writeQueueNums: Schema.optionalKey(Schema.Int),
  perm: Schema.optionalKey(Schema.Int),
  topicSysFlag: Schema.optionalKey(Schema.Int),
  order: Schema.optionalKey(Schema.Boolean),
  attributes: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
})
const TopicsJson = Schema.Struct({ dataVersion: Schema.optionalKey(DataVersion), topicConfigTable: Schema.Record(Schema.String, TopicJson) })
const topicDefaults: TopicConfig = { readQueueNums: 16, writeQueueNums: 16, perm: 6, topicSysFlag: 0, order: false }

const GroupJson = Schema.Struct({
  ...(Object.fromEntries(Object.entries(groupFields).map(([name, field]) => [name, Schema.optionalKey(field)])) as { [K in keyof typeof groupFields]: Schema.optionalKey<(typeof groupFields)[K]> }),
  ...groupFieldsOfFive
})
const GroupsJson = Schema.Struct({ dataVersion: Schema.optionalKey(DataVersion), subscriptionGroupTable: Schema.Record(Schema.String, GroupJson) })

const QueueOffsets = Schema.Record(Schema.String, Schema.Int)
const OffsetsJson = Schema.Struct({ offsetTable: Schema.Record(Schema.String, QueueOffsets) })
const DelaysJson = Schema.Struct({ offsetTable: QueueOffsets })

/** fastjson writes numbers that are keys without quotes. */
const withBareKeys = (text: string): string => text.replace(/^(\s+)"(\d+)":/gm, "$1$2:")

export const topicsShape: JsonShape<Versioned<Topics>> = {
  read: (text) => {
    const json = decodeJson(TopicsJson, text)
    return { table: Object.entries(json.topicConfigTable).map(([name, { attributes = {}, ...topic }]) => [name, { ...topicDefaults, ...topic, ...(Object.keys(attributes).length === 0 ? {} : { attributes }) }]), counter: counterOf(json), timestamp: 0 }
  },
  write: ({ table, counter, timestamp }) => prettyJson(topicTableJson(table, counter, 0, timestamp))
}

export const groupsShape: JsonShape<Versioned<Groups>> = {
  read: (text) => {
    const json = decodeJson(GroupsJson, text)
    return { table: Object.entries(json.subscriptionGroupTable).map(([name, { attributes, ...group }]) => [name, { ...subscriptionGroupDefaults, ...group, ...altered(attributes, []) }]), counter: counterOf(json), timestamp: 0 }
  },
  write: ({ table, counter, timestamp }) =>
    prettyJson({ dataVersion: { counter, timestamp }, subscriptionGroupTable: Object.fromEntries(table.map(([groupName, group]) => [groupName, { groupName, ...group }])) })
}

const DELAYED = offsetKey(SCHEDULE_GROUP, SCHEDULE_TOPIC, 0).slice(0, -1)

/** How far the delay levels have come is in a file of its own. */
const isOfLevel = (key: string): boolean => key.startsWith(DELAYED)

export const offsetsShape: JsonShape<Offsets> = {
  read: (text) =>
    Object.entries(decodeJson(OffsetsJson, text).offsetTable).flatMap(([topicAtGroup, queues]) => {
      const at = topicAtGroup.indexOf("@")
      return at < 0 ? [] : Object.entries(queues).map(([queueId, offset]) => [offsetKey(topicAtGroup.slice(at + 1), topicAtGroup.slice(0, at), Number(queueId)), offset] as const)
    }),
  write: (offsets) => {
    const offsetTable: Record<string, Record<string, number>> = {}
    for (const [key, offset] of offsets) {
      if (isOfLevel(key)) continue
      const [group = "", topic = "", queueId = ""] = key.split("@")
      ;(offsetTable[`${topic}@${group}`] ??= {})[queueId] = offset
    }
    return withBareKeys(prettyJson({ offsetTable }))
  }
}

/** Of all offsets, those of the delay levels: by level, the first of which is 1. */
export const delaysShape: JsonShape<Offsets> = {
  read: (text) => Object.entries(decodeJson(DelaysJson, text).offsetTable).map(([level, offset]) => [offsetKey(SCHEDULE_GROUP, SCHEDULE_TOPIC, Number(level) - 1), offset] as const),
  write: (offsets) => {
    const levels = offsets.filter(([key]) => isOfLevel(key)).map(([key, offset]) => [Number(key.slice(DELAYED.length)) + 1, offset] as const)
    return withBareKeys(prettyJson({ offsetTable: Object.fromEntries(levels) }))
  }
}
