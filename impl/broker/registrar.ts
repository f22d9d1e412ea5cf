/**
 * From a broker to every NameServer: what the machine registers, in RocketMQ's form.
 *
 * RocketMQ `BrokerOuterAPI.registerBrokerAll`, `RegisterBrokerRequestHeader`.
 *
 * @module
 */
import { crc32 } from "node:zlib"
import type { Config } from "../../spec/broker/config.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Address, NetworkService } from "../layers/network.ts"
import type { TimersService } from "../layers/timers.ts"
import { RequestCode } from "../remoting/codes.ts"
import { type RemotingClient, remotingClient } from "../remoting/client.ts"
import { topicTableJson } from "./topic-json.ts"

export interface Registrar {
  readonly register: (output: Extract<BrokerOutput, { readonly _tag: "RegisterBroker" }>) => void
  readonly close: () => void
}

export const openRegistrar = (
  network: NetworkService,
  timers: TimersService,
  nameServers: readonly Address[],
  config: Config,
  advertised: () => string
): Registrar => {
  const clients: readonly RemotingClient[] = nameServers.map((at) => remotingClient(network, at))
  let counter = 0
  return {
    register: ({ brokerId, term, topics }) => {
      const body = Buffer.from(
        JSON.stringify({ filterServerList: [], topicConfigSerializeWrapper: topicTableJson(topics, ++counter, term, timers.now()) })
      )
      const address = advertised()
      const fields = {
        brokerName: config.brokerName,
        brokerAddr: address,
        clusterName: config.brokerClusterName,
        haServerAddr: address,
        brokerId: String(brokerId),
        compressed: "false",
        bodyCrc32: String(crc32(body) & 0x7fffffff)
      }
      for (const client of clients) client.send(RequestCode.REGISTER_BROKER, fields, body)
    },
    close: () => {
      for (const client of clients) client.close()
    }
  }
}
