/**
 * This broker's configuration as text: GET_BROKER_CONFIG.
 *
 * RocketMQ `Configuration.getAllConfigsFormatString`.
 *
 * @module
 */
import { formatAddress } from "../../layers/network.ts"
import type { RequestContext } from "../request-context.ts"

const SECRET = /password|secret|accesskey|token|credential/i

/** `key=value` a line, as a .properties file; what looks like a secret is not told. */
export const propertiesText = (entries: Readonly<Record<string, unknown>>): string =>
  Object.entries(entries)
    .map(([key, value]) => `${key}=${SECRET.test(key) ? "******" : String(value)}\n`)
    .join("")

/** Keys whose value is what this broker is, and cannot be changed; mqadmin exportConfigs needs them all. */
const fixed = {
  fileReservedTime: "never deleted",
  filterServerNums: 0,
  messageDelayLevel: "",
  msgTraceTopicName: "RMQ_SYS_TRACE_TOPIC",
  traceTopicEnable: true,
  traceOn: true,
  useTLS: false,
  autoCreateSubscriptionGroup: true
}

export const brokerConfig = ({ state, advertised, nameServers, dir, mode }: Pick<RequestContext, "state" | "advertised" | "nameServers" | "dir" | "mode">): string => {
  const { timing, peers, ...flat } = state().config
  const { host, port } = advertised()
  return propertiesText({
    ...flat,
    enableDLegerCommitLog: mode === "dledger",
    ...(mode === "dledger" ? { dLegerPeers: [flat.dLegerSelfId, ...peers].sort().join(";") } : {}),
    brokerIP1: host,
    brokerIP2: host,
    listenPort: port,
    namesrvAddr: nameServers.map(formatAddress).join(";"),
    storePathRootDir: dir,
    storePathCommitLog: `${dir}/commitlog`,
    ...fixed,
    registerNameServerPeriod: timing.registerNameServerPeriodMs[0],
    syncFlushTimeout: timing.syncFlushTimeoutMs[0],
    slaveTimeout: timing.slaveTimeoutMs[0],
    flushIntervalCommitLog: timing.flushIntervalMs[0]
  })
}
