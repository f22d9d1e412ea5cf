/**
 * A section of `docs/compatibility.md`: every request that a broker or a NameServer of RocketMQ answers, and what ours do with it. What
 * ours answer is read from the very tables that they serve from.
 *
 * RocketMQ `BrokerController.registerProcessor`, `AdminBrokerProcessor`, `DefaultRequestProcessor` of 4.9.7 and 5.5.0.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { requests } from "../../broker/requests.ts"
import { configAnswers } from "../../name-server/config.ts"
import { queries } from "../../name-server/queries.ts"
import { requests as ofNameServer } from "../../name-server/requests.ts"
import { isOfFive, RequestCode } from "../../remoting/codes.ts"
import { withSection } from "../marked.ts"

export type RequestName = keyof typeof RequestCode

/** What a broker of either version answers, besides what our own does. */
export const brokerRefuses: { readonly [why: string]: readonly RequestName[] } = {
  "there is no access control here": [
    "UPDATE_AND_CREATE_ACL_CONFIG", "DELETE_ACL_CONFIG", "GET_BROKER_CLUSTER_ACL_INFO", "UPDATE_GLOBAL_WHITE_ADDRS_CONFIG", "GET_BROKER_CLUSTER_ACL_CONFIG",
    "AUTH_CREATE_USER", "AUTH_UPDATE_USER", "AUTH_DELETE_USER", "AUTH_GET_USER", "AUTH_LIST_USER",
    "AUTH_CREATE_ACL", "AUTH_UPDATE_ACL", "AUTH_DELETE_ACL", "AUTH_GET_ACL", "AUTH_LIST_ACL"
  ],
  "no data is cold here, and no file is mapped": ["UPDATE_COLD_DATA_FLOW_CTR_CONFIG", "REMOVE_COLD_DATA_FLOW_CTR_CONFIG", "GET_COLD_DATA_FLOW_CTR_INFO", "SET_COMMITLOG_READ_MODE"],
  "there is no RocksDB here": ["CHECK_ROCKSDB_CQ_WRITE_PROGRESS", "EXPORT_ROCKSDB_CONFIG_TO_JSON", "SWITCH_TIMER_ENGINE"],
  "there are no static topics here": ["UPDATE_AND_CREATE_STATIC_TOPIC"],
  "there are no lite topics here": [
    "POP_LITE_MESSAGE", "LITE_SUBSCRIPTION_CTL", "ACK_LITE_MESSAGE", "GET_BROKER_LITE_INFO", "GET_PARENT_TOPIC_INFO", "GET_LITE_TOPIC_INFO", "GET_LITE_CLIENT_INFO",
    "GET_LITE_GROUP_INFO", "TRIGGER_LITE_DISPATCH"
  ],
  "only slaves of 5.x, controllers and NameServers of RocketMQ's own send it": [
    "GET_TIMER_CHECK_POINT", "NOTIFY_MIN_BROKER_ID_CHANGE", "EXCHANGE_BROKER_HA_INFO", "RESET_MASTER_FLUSH_OFFSET", "GET_BROKER_EPOCH_CACHE", "NOTIFY_BROKER_ROLE_CHANGED"
  ],
  "a group is forbidden a broker (consumeEnable), not one topic": ["UPDATE_AND_GET_GROUP_FORBIDDEN"],
  "a half message that nobody ended can still be ended, but its producer is not asked again": ["RESUME_CHECK_HALF_MESSAGE"]
}

/** What a NameServer of either version answers, besides what our own does. */
export const nameServerRefuses: { readonly [why: string]: readonly RequestName[] } = {
  "a broker of 5.x sends it besides REGISTER_BROKER, and waits for no answer": ["REGISTER_TOPIC_IN_NAMESRV", "BROKER_HEARTBEAT"]
}

/** RocketMQ's own do not answer these either, or others than brokers and NameServers do. */
export const nobodyAnswers: { readonly [why: string]: readonly RequestName[] } = {
  "no broker answers it, of either version": [
    "QUERY_BROKER_OFFSET", "GET_TOPIC_CONFIG_LIST", "GET_TOPIC_NAME_LIST", "TRIGGER_DELETE_FILES", "SUSPEND_CONSUMER", "RESUME_CONSUMER", "RESET_CONSUMER_OFFSET_IN_CONSUMER",
    "RESET_CONSUMER_OFFSET_IN_BROKER", "ADJUST_CONSUMER_THREAD_POOL", "WHO_CONSUME_THE_MESSAGE", "REGISTER_FILTER_SERVER", "REGISTER_MESSAGE_FILTER_CLASS", "GET_CLIENT_CONFIG"
  ],
  "a broker sends it to a client": [
    "CHECK_TRANSACTION_STATE", "NOTIFY_CONSUMER_IDS_CHANGED", "RESET_CONSUMER_CLIENT_OFFSET", "GET_CONSUMER_STATUS_FROM_CLIENT", "PUSH_REPLY_MESSAGE_TO_CLIENT", "NOTIFY_UNSUBSCRIBE_LITE"
  ],
  "a controller of 5.x answers it": [
    "CONTROLLER_ALTER_SYNC_STATE_SET", "CONTROLLER_ELECT_MASTER", "CONTROLLER_REGISTER_BROKER", "CONTROLLER_GET_REPLICA_INFO", "CONTROLLER_GET_METADATA_INFO",
    "CONTROLLER_GET_SYNC_STATE_DATA", "UPDATE_CONTROLLER_CONFIG", "GET_CONTROLLER_CONFIG", "CLEAN_BROKER_DATA", "CONTROLLER_GET_NEXT_BROKER_ID", "CONTROLLER_APPLY_BROKER_ID"
  ],
  "a broker container of 5.x answers it": ["ADD_BROKER", "REMOVE_BROKER"]
}

const entries = Object.entries(RequestCode) as readonly (readonly [RequestName, number])[]

const whyIn = (table: { readonly [why: string]: readonly RequestName[] }, name: RequestName): string | undefined => Object.keys(table).find((why) => table[why]?.includes(name))

/** Who answers a request here. */
const answeredBy = (code: number): readonly string[] => [
  ...(requests[code] === undefined ? [] : ["broker"]),
  ...(ofNameServer[code] === undefined && queries[code] === undefined && !configAnswers.has(code) ? [] : ["NameServer"])
]

/** What is told of a request; `undefined`: nothing is known of it. */
export const rowOf = (name: RequestName): readonly [answer: string, why: string] | undefined => {
  const by = answeredBy(RequestCode[name])
  if (by.length > 0) return [`${by.join(", ")}`, ""]
  const refused = whyIn(brokerRefuses, name) ?? whyIn(nameServerRefuses, name)
  if (refused !== undefined) return ["REQUEST_CODE_NOT_SUPPORTED (3)", refused]
  const nobody = whyIn(nobodyAnswers, name)
  return nobody === undefined ? undefined : ["—", nobody]
}

const table = (): string =>
  [...entries]
    .sort(([, a], [, b]) => a - b)
    .map(([name, code]) => {
      const [answer, why] = rowOf(name) ?? ["**unknown**", ""]
      return `| ${code} | ${name} | ${isOfFive(code) ? "5.5.0" : "both"} | ${answer} | ${why} |`
    })
    .join("\n")

const BEGIN = "<!-- npm run docs writes from here -->"
const END = "<!-- to here -->"

export const requestsSection = (): string => {
  const answered = entries.filter(([, code]) => answeredBy(code).length > 0).length
  return `## Requests

Every request code of RocketMQ 4.9.7 and 5.5.0, who answers it here, and why nobody does: written by \`npm run docs\` from the tables that brokers
and NameServers serve from. ${answered} of ${entries.length} are answered. What is refused is refused as RocketMQ refuses a code that it does not know:
REQUEST_CODE_NOT_SUPPORTED, and the name of the request besides. With \`compatibility=4.9\` brokers refuse those of 5.5.0, too.

| code | request | of | answered here by | |
|---|---|---|---|---|
${table()}`
}

/** docs/compatibility.md with the section as it is now. */
export const renderCompatibility = (root: string): string => {
  return withSection(readFileSync(join(root, "docs", "compatibility.md"), "utf8"), BEGIN, END, requestsSection())
}
