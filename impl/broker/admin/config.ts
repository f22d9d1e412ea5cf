/**
 * This broker's configuration: as text, and the little of it that can be changed while it runs.
 *
 * RocketMQ `AdminBrokerProcessor.getBrokerConfig`, `updateBrokerConfig`.
 *
 * @module
 */
import type { Settings } from "../../../spec/broker/config.ts"
import type { Retention } from "../../../spec/store/expired.ts"
import { alwaysSo } from "../../config/always-so.ts"
import { honoured } from "../../config/honoured.ts"
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

const permission: Reader = (value) => valueOf(honoured.brokerPermission.kind, value)

const settable: { readonly [key in keyof Settings]-?: { readonly read: Reader; readonly wanted: string } } = {
  autoCreateTopicEnable: { read: bool, wanted: "true or false" },
  maxMessageSize: { read: whole, wanted: "a number of bytes" },
  slaveReadEnable: { read: bool, wanted: "true or false" },
  consumerFailoverToSlave: { read: bool, wanted: "true or false" },
  brokerPermission: { read: permission, wanted: honoured.brokerPermission.kind.wanted }
}

/** Classes whose keys RocketMQ's brokers tell. */
const CLASSES = ["BrokerConfig", "NettyServerConfig", "NettyClientConfig", "MessageStoreConfig"]

/** Where slaves come is not RocketMQ's preset here. */
const toldOf = (version: "4.9" | "5"): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(presetsOf(CLASSES, version)).filter(([key]) => key !== "haListenPort"))
const ofFour = toldOf("4.9")
const ofFive = toldOf("5")

const configEntries = ({ state, advertised, nameServers, dir, mode, items }: RequestContext): Readonly<Record<string, unknown>> => {
  const { timing, peers, ...flat } = state().config
  const { host, port } = advertised()
  return {
    // What has no effect here is told as RocketMQ has it: dashboards ask for it.
    ...(flat.compatibility === "4.9" ? ofFour : ofFive),
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

/** When files go may change while it runs: what each key says of it. */
const retentionBy: { readonly [key: string]: (value: string) => Partial<Retention> | undefined } = {
  fileReservedTime: (value) => given(valueOf(honoured.fileReservedTime.kind, value), (fileReservedTime) => ({ fileReservedTime })),
  deleteWhen: (value) => given(valueOf(honoured.deleteWhen.kind, value), (deleteWhen) => ({ deleteWhen: deleteWhen.split(";").map(Number) })),
  diskMaxUsedSpaceRatio: (value) => given(valueOf(honoured.diskMaxUsedSpaceRatio.kind, value), (diskMaxUsedSpaceRatio) => ({ diskMaxUsedSpaceRatio })),
  cleanFileForciblyEnable: (value) => given(valueOf(honoured.cleanFileForciblyEnable.kind, value), (cleanFileForciblyEnable) => ({ cleanFileForciblyEnable }))
}

/** What is asked for where it matters, and may be told otherwise at any time. */
const AS_TOLD: ReadonlySet<string> = new Set(["enableMixedMessageType"])

const given = <A, B>(value: A | undefined, then: (value: A) => B): B | undefined => (value === undefined ? undefined : then(value))

/** All of it is changed, or nothing. What has no effect is kept, and told when it is asked for. */
const update: Handle = (context) => {
  const { command, reply, take, open, items, setRetention } = context
  const asked = readProperties(command.body?.toString("utf8") ?? "")
  const settings: Record<string, boolean | number> = {}
  const idle: (readonly [key: string, value: string])[] = []
  let retention: Partial<Retention> = {}
  for (const [key, value] of asked) {
    const danger = forbiddenKey(key)
    if (danger !== undefined) return reply(ResponseCode.NO_PERMISSION, { remark: `Can not update config in black list. ${key.slice(0, 64)}: ${danger}` })
    const ofRetention = Object.hasOwn(retentionBy, key) ? retentionBy[key] : undefined
    if (ofRetention !== undefined) {
      const change = ofRetention(value)
      if (change === undefined) throw new RequestError(key, `UPDATE_BROKER_CONFIG: ${key} is ${JSON.stringify(value.slice(0, 64))}. Send ${honoured[key as keyof typeof honoured].kind.wanted}.`)
      retention = { ...retention, ...change }
      idle.push([key, value])
      continue
    }
    const known = Object.hasOwn(settable, key) ? settable[key as keyof Settings] : undefined
    const kind = known === undefined ? (AS_TOLD.has(key) ? honoured[key as keyof typeof honoured].kind : kindWithoutEffect(key)) : undefined
    if (kind !== undefined) {
      if (valueOf(kind, value) === undefined) throw new RequestError(key, `UPDATE_BROKER_CONFIG: ${key} is ${JSON.stringify(value.slice(0, 64))}. Send ${kind.wanted}.`)
      idle.push([key, value])
      continue
    }
    if (known === undefined) {
      const why = Object.hasOwn(configEntries(context), key) ? "is read at the start only: restart the broker with it" : "is no key that this broker knows"
      throw new RequestError(key, `UPDATE_BROKER_CONFIG: ${key.slice(0, 64)} ${why}. Changed while it runs can be ${[...Object.keys(settable), ...Object.keys(retentionBy), ...AS_TOLD].join(", ")}.`)
    }
    const read = known.read(value)
    if (read === undefined) throw new RequestError(key, `UPDATE_BROKER_CONFIG: ${key} is ${JSON.stringify(value.slice(0, 64))}. Send ${known.wanted}.`)
    settings[key] = read
  }
  for (const [key, value] of idle) items.set(key, value)
  setRetention(retention)
  if (Object.keys(settings).length === 0) return reply(ResponseCode.SUCCESS)
  take({ _tag: "UpdateBrokerConfig", request: open(), settings })
}

export const configRequests: { readonly [code: number]: Handle } = {
  [RequestCode.GET_BROKER_CONFIG]: (context) => context.reply(ResponseCode.SUCCESS, { extFields: { version: "{}" }, body: Buffer.from(propertiesText(configEntries(context))) }),
  [RequestCode.UPDATE_BROKER_CONFIG]: update
}
