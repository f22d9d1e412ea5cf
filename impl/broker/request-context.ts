/**
 * What the translation of a client's request may use.
 *
 * @module
 */
import type { Config } from "../../spec/broker/config.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { Broker } from "../../spec/broker/state.ts"
import type { RequestId } from "../../spec/vocabulary.ts"
import type { Address, NetworkService } from "../layers/network.ts"
import type { TimersService } from "../layers/timers.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import type { Channel } from "../remoting/server.ts"
import type { Bodies } from "./bodies.ts"
import type { Storage } from "./storage.ts"

export interface ClientsOptions {
  readonly network: NetworkService
  readonly timers: TimersService
  readonly at: Address
  /** The address that clients are told. */
  readonly advertised: () => Address
  readonly config: Config
  readonly bodies: Bodies
  readonly storage: Storage
  readonly take: (event: BrokerEvent) => void
  readonly state: () => Broker
}

/** What a request's translation may use. */
export interface RequestContext extends Omit<ClientsOptions, "network" | "at"> {
  readonly channel: Channel
  readonly command: RemotingCommand
  /** Names this request for the machine; its answer will find its way back. */
  readonly open: () => RequestId
  /** Answers what needs no rule. */
  readonly reply: (code: number, parts?: { readonly remark?: string; readonly extFields?: Readonly<Record<string, string>>; readonly body?: Buffer }) => void
}
