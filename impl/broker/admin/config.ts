/**
 * This broker's configuration: as text, and the little of it that can be changed while it runs.
 *
 * RocketMQ `AdminBrokerProcessor.getBrokerConfig`, `updateBrokerConfig`.
 *
 * @module
 */
import type { Settings } from "../../../spec/broker/config.ts"
import { alwaysSo } from "../../config/always-so.ts"
import { valueOf } from "../../config/kinds.ts"
import { presetsOf } from "../../config/presets.ts"
import { kindWithoutEffect } from "../../config/settings.ts"
import { formatAddress } from "../../layers/network.ts"
import { RequestCode, ResponseCode } from "../../remoting/codes.ts"
import { RequestError } from "../../remoting/errors.ts"
import { forbiddenKey, propertiesText, readProperties } from "../../remoting/properties-text.ts"
import type { Handle, RequestContext } from "../request-context.ts"

type Reader = (value: string) => boolean | number | undefined

const bool: Reader = (value) => (value === "true" ? true : value === "false" ? false : undefined)
const whole: Reader = (value) => (/^\d{1,9}$/.test(value) ? Number(value) : undefined)

const settable: { readonly [key in keyof Settings]-?: { readonly read: Reader; readonly wanted: string } } = {
  autoCreateTopicEnable: { read: bool, wanted: "true or false" },
  maxMessageSize: { read: whole, wanted: "a number of bytes" },
  slaveReadEnable: { read: bool, wanted: "true or false" },
  consumerFailoverToSlave: { read: bool, wanted: "true or false" }
}

/** Classes whose keys RocketMQ's brokers tell. */
const CLASSES = ["BrokerConfig", "NettyServerConfig", "NettyClientConfig", "MessageStoreConfig"]

const configEntries = ({ state, advertised, nameServers, dir, mode, items }: RequestContext): Readonly<Record<string, unknown>> => {
  const { timing, peers, ...flat } = state().config
  const { host, port } = advertised()
  return {
    // What has no effect here is told as RocketMQ has it: dashboards ask for it.
    ...presetsOf(CLASSES, flat.compatibility === "4.9" ? "4.9" : "5"),
    bindAddress: host,
    fileReservedTime: "never deleted",
    ...alwaysSo,
    ...Object.fromEntries(items),
    ...flat,
    enableDLegerCommitLog: mode === "dledger",
    ...(mode === "dledger" ? { dLegerPeers: items.get("dLegerPeers") ?? [flat.dLegerSelfId, ...peers].sort().join(";") } : {}),
    brokerIP1: host,
    brokerIP2: host,
    listenPort: port,
    namesrvAddr: nameServers.map(formatAddress).join(";"),
    storePathRootDir: dir,
    storePathCommitLog: items.get("storePathCommitLog") ?? `${dir}/commitlog`,
    registerNameServerPeriod: timing.registerNameServerPeriodMs[0],
    syncFlushTimeout: timing.syncFlushTimeoutMs[0],
    slaveTimeout: timing.slaveTimeoutMs[0],
    flushIntervalCommitLog: timing.flushIntervalMs[0]
  }
}

/** All of it is changed, or nothing. What has no effect is kept, and told when it is asked for. */
const update: Handle = (context) => {
  const { command, reply, take, open, items } = context
  const asked = readProperties(command.body?.toString("utf8") ?? "")
  const settings: Record<string, boolean | number> = {}
  const idle: (readonly [key: string, value: string])[] = []
  for (const [key, value] of asked) {
    const danger = forbiddenKey(key)
    if (danger !== undefined) return reply(ResponseCode.NO_PERMISSION, { remark: `Can not update config in black list. ${key.slice(0, 64)}: ${danger}` })
    const known = Object.hasOwn(settable, key) ? settable[key as keyof Settings] : undefined
    const kind = known === undefined ? kindWithoutEffect(key) : undefined
    if (kind !== undefined) {
      if (valueOf(kind, value) === undefined) throw new RequestError(key, `UPDATE_BROKER_CONFIG: ${key} is ${JSON.stringify(value.slice(0, 64))}. Send ${kind.wanted}.`)
      idle.push([key, value])
      continue
    }
    if (known === undefined) {
      const why = Object.hasOwn(configEntries(context), key) ? "is read at the start only: restart the broker with it" : "is no key that this broker knows"
      throw new RequestError(key, `UPDATE_BROKER_CONFIG: ${key.slice(0, 64)} ${why}. Changed while it runs can be ${Object.keys(settable).join(", ")}.`)
    }
    const read = known.read(value)
    if (read === undefined) throw new RequestError(key, `UPDATE_BROKER_CONFIG: ${key} is ${JSON.stringify(value.slice(0, 64))}. Send ${known.wanted}.`)
    settings[key] = read
  }
  for (const [key, value] of idle) items.set(key, value)
  if (Object.keys(settings).length === 0) return reply(ResponseCode.SUCCESS)
  take({ _tag: "UpdateBrokerConfig", request: open(), settings })
}

export const configRequests: { readonly [code: number]: Handle } = {
  [RequestCode.GET_BROKER_CONFIG]: (context) => context.reply(ResponseCode.SUCCESS, { extFields: { version: "{}" }, body: Buffer.from(propertiesText(configEntries(context))) }),
  [RequestCode.UPDATE_BROKER_CONFIG]: update
}
