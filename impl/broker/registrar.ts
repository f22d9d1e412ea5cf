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
import { MASTER_ID } from "../../spec/registration/register.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { type RemotingClient, remotingClient } from "../remoting/client.ts"
import { topicTableJson } from "./topic-json.ts"

type Registration = Extract<BrokerOutput, { readonly _tag: "RegisterBroker" }>

export interface Registrar {
  readonly register: (output: Registration) => void
  /** Registers once more: a NameServer answers a slave with its master's address. */
  readonly again: () => void
  readonly close: () => void
}

export interface RegistrarOptions {
  readonly network: NetworkService
  readonly timers: TimersService
  readonly nameServers: readonly Address[]
  readonly config: Config
  /** The address that clients are told. */
  readonly advertised: () => string
  /** The address that slaves are told. */
  readonly haAddress: () => string
  /** A NameServer has taken a registration; a slave is told where its master is, for slaves and for clients, if that is known. */
  readonly registered: (haServerAddr: string | undefined, masterAddr: string | undefined) => void
}

export const openRegistrar = ({ network, timers, nameServers, config, advertised, haAddress, registered }: RegistrarOptions): Registrar => {
  const clients: readonly RemotingClient[] = nameServers.map((at) => remotingClient(network, at))
  let counter = 0
  let closed = false
  let last: Registration | undefined
  /** How to give up the next try. */
  const retries = new Map<RemotingClient, () => void>()

  const giveUp = (): void => {
    for (const cancel of retries.values()) cancel()
    retries.clear()
  }

  const tell = (client: RemotingClient, output: Registration): void => {
    if (last !== output) return
    const { brokerId, term, topics } = output
    const body = Buffer.from(JSON.stringify({ filterServerList: [], topicConfigSerializeWrapper: topicTableJson(topics, counter, term, timers.now()) }))
    const fields = {
      brokerName: config.brokerName,
      brokerAddr: advertised(),
      clusterName: config.brokerClusterName,
      haServerAddr: haAddress(),
      brokerId: String(brokerId),
      compressed: "false",
      bodyCrc32: String(crc32(body) & 0x7fffffff)
    }
    client.ask(RequestCode.REGISTER_BROKER, fields, body).then(
      ({ code, extFields }) => {
        const isMaster = brokerId === MASTER_ID
        if (code === ResponseCode.SUCCESS) registered(isMaster ? undefined : extFields["haServerAddr"], isMaster ? undefined : extFields["masterAddr"])
      },
      // It may be about to start.
      () => {
        if (!closed) retries.set(client, timers.after(RETRY_MS, () => tell(client, output)))
      }
    )
  }

  const register: Registrar["register"] = (output) => {
    last = output
    counter++
    giveUp()
    for (const client of clients) tell(client, output)
  }
  return {
    register,
    again: () => {
      if (last !== undefined) register(last)
    },
    close: () => {
      closed = true
      giveUp()
      for (const client of clients) client.close()
    }
  }
}

/** How long a broker waits before it turns to a NameServer again that could not be reached. */
const RETRY_MS = 1_000
