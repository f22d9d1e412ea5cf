/**
 * What the translation of a client's request may use.
 *
 * @module
 */
import type { Config } from "../../spec/broker/config.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { Broker } from "../../spec/broker/state.ts"
import type { Retention } from "../../spec/store/expired.ts"
import type { RequestId } from "../../spec/vocabulary.ts"
import type { Address, NetworkService } from "../layers/network.ts"
import type { TimersService } from "../layers/timers.ts"
import type { ExtFields, RemotingCommand } from "../remoting/command.ts"
import type { Channel } from "../remoting/server.ts"
import type { Bodies } from "./bodies.ts"
import type { Statistics } from "./admin/statistics.ts"
import type { Routes } from "./routes.ts"
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
  readonly statistics: Statistics
  /** Lets go of files whose time is up. */
  readonly deleteExpired: () => void
  /** Changes when that is; where everything is kept, it still is. */
  readonly setRetention: (change: Partial<Retention>) => void
  /** Where its data is. */
  readonly dir: string
  /** Which machine it runs: `multi-master`, `dledger`… */
  readonly mode: string
  readonly nameServers: readonly Address[]
  readonly routes: Routes
  /** Its configuration key by key, as it was set, for those who ask. */
  readonly items: Map<string, string>
  /** Somebody should know of this. */
  readonly warn?: (event: string, fields: Readonly<Record<string, unknown>>) => void
}

/** What a connected client says of itself in its heartbeats. RocketMQ `ClientChannelInfo`. */
export interface ClientInfo {
  readonly language: string
  readonly version: number
  /** Milliseconds since 1970 of its last heartbeat. */
  readonly lastUpdate: number
}

/** What a request's translation may use. */
export interface RequestContext extends Omit<ClientsOptions, "network" | "at"> {
  readonly channel: Channel
  readonly command: RemotingCommand
  /** A connected client, by the channel's id: where it is, and what it is once it has sent a heartbeat. */
  readonly clientAt: (channel: string) => { readonly channel: Channel; readonly info: ClientInfo } | undefined
  /** Asks a connected client; undefined if it is gone or does not answer in time. */
  readonly callClient: (channel: string, code: number, fields: ExtFields, body: Buffer | undefined, timeoutMs: number) => Promise<RemotingCommand | undefined>
  /** Names this request for the machine; its answer will find its way back. */
  readonly open: () => RequestId
  /** Names one of several steps of this request; its answer comes back here. */
  readonly openInner: (answered: (answer: RemotingCommand) => void) => RequestId
  /** Answers what needs no rule. */
  readonly reply: (code: number, parts?: { readonly remark?: string; readonly extFields?: Readonly<Record<string, string>>; readonly body?: Buffer }) => void
}

export type Handle = (context: RequestContext) => void
