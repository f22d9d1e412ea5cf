/**
 * A NameServer's configuration as text. None of it changes while it runs.
 *
 * RocketMQ `DefaultRequestProcessor.getConfig`, `updateConfig`.
 *
 * @module
 */
import type { NameServerConfig } from "../../spec/name-server/config.ts"
import type { Address } from "../layers/network.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { forbiddenKey, propertiesText, readProperties } from "../remoting/properties-text.ts"

export const configAnswer = (command: RemotingCommand, config: NameServerConfig, { host, port }: Address): [code: number, parts: { readonly remark?: string; readonly body?: Buffer }] => {
  if (command.code === RequestCode.GET_NAMESRV_CONFIG)
    return [ResponseCode.SUCCESS, { body: Buffer.from(propertiesText({ listenPort: port, bindAddress: host, brokerChannelExpiredTime: config.brokerChannelExpiredTimeMs[0], clusterTest: false, orderMessageEnable: false })) }]
  for (const key of readProperties(command.body?.toString("utf8") ?? "").keys()) {
    const danger = forbiddenKey(key)
    const name = key.slice(0, 64)
    if (danger !== undefined) return [ResponseCode.NO_PERMISSION, { remark: `Can not update config in black list. ${name}: ${danger}` }]
    return [ResponseCode.SYSTEM_ERROR, { remark: `UPDATE_NAMESRV_CONFIG: ${name} cannot be changed while the NameServer runs: no key can` }]
  }
  return [ResponseCode.SUCCESS, {}]
}
