import * as Schema from "effect/Schema"
import { Span } from "../broker/config.ts"

/**
 * What an operator sets on a NameServer.
 *
 * RocketMQ `NamesrvConfig`, `RouteInfoManager.BROKER_CHANNEL_EXPIRED_TIME`.
 */
export const NameServerConfig = Schema.Struct({
  /** A broker that does not register again for this long is dropped from the routes (A3). */
  brokerChannelExpiredTimeMs: Span
})
export type NameServerConfig = typeof NameServerConfig.Type

export const nameServerDefaults: NameServerConfig = { brokerChannelExpiredTimeMs: [120_000, 120_000] }
