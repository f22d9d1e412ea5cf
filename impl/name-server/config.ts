/**
 * A NameServer's configuration as text. What has an effect here is read at the start; what has none may be changed, and is told
 * when it is asked for.
 *
 * RocketMQ `DefaultRequestProcessor.getConfig`, `updateConfig`.
 *
 * @module
 */
import type { NameServerConfig } from "../../spec/name-server/config.ts"
import { valueOf } from "../config/kinds.ts"
import { presetsOf } from "../config/presets.ts"
import { kindWithoutEffect } from "../config/settings.ts"
import type { Address } from "../layers/network.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { forbiddenKey, propertiesText, readProperties } from "../remoting/properties-text.ts"

type Answer = [code: number, parts: { readonly remark?: string; readonly body?: Buffer }]

/** Requests that are answered here. */
export const configAnswers: ReadonlySet<number> = new Set([RequestCode.GET_NAMESRV_CONFIG, RequestCode.UPDATE_NAMESRV_CONFIG])

/** `items`: what was changed since the start. */
export const configAnswer = (command: RemotingCommand, config: NameServerConfig, { host, port }: Address, items: Map<string, string>): Answer => {
  const own = { listenPort: port, bindAddress: host, brokerChannelExpiredTime: config.brokerChannelExpiredTimeMs[0], clusterTest: false, orderMessageEnable: false }
  if (command.code === RequestCode.GET_NAMESRV_CONFIG) return [ResponseCode.SUCCESS, { body: Buffer.from(propertiesText({ ...presetsOf(["NamesrvConfig", "NettyServerConfig"], "5"), ...own, ...Object.fromEntries(items) })) }]
  const asked = readProperties(command.body?.toString("utf8") ?? "")
  for (const [key, value] of asked) {
    const name = key.slice(0, 64)
    const refuse = (remark: string, code: number = ResponseCode.SYSTEM_ERROR): Answer => [code, { remark }]
    const danger = forbiddenKey(key)
    if (danger !== undefined) return refuse(`Can not update config in black list. ${name}: ${danger}`, ResponseCode.NO_PERMISSION)
    if (Object.hasOwn(own, key)) return refuse(`UPDATE_NAMESRV_CONFIG: ${name} is read at the start only`)
    const kind = kindWithoutEffect(key)
    if (kind === undefined) return refuse(`UPDATE_NAMESRV_CONFIG: ${name} is no key that this NameServer knows`)
    if (valueOf(kind, value) === undefined) return refuse(`UPDATE_NAMESRV_CONFIG: ${name} is ${JSON.stringify(value.slice(0, 64))}. Send ${kind.wanted}.`)
  }
  for (const [key, value] of asked) items.set(key, value)
  return [ResponseCode.SUCCESS, {}]
}
