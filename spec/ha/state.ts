/**
 * What a broker with a fixed role knows of the others of its group (modes 1–3).
 *
 * RocketMQ `HAService.connectionList`, `HAConnection.slaveAckOffset`, `HAClient`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Index, NodeId } from "../vocabulary.ts"

/** A connection as the master sees it. */
export const SlaveConnection = Schema.Struct({
  connection: Schema.String,
  /** Where the slave's log ended when the connection was made; `null` before it has said so. What it has from before was not copied here. */
  began: Schema.NullOr(Index),
  /** What the slave has reported last; −1 before it has. */
  acked: Index,
  /** The slave is expected to report: nothing is sent before. */
  awaiting: Schema.Boolean,
  /** Of a slave that is streamed to: the last entry sent. It reports when it likes, and no report is waited for but the first. */
  sent: Schema.optionalKey(Index)
})
export type SlaveConnection = typeof SlaveConnection.Type

export const Ha = Schema.Struct({
  /** Master: its queues hold what its log held at the start. It takes messages, and is registered, from then on. */
  serving: Schema.Boolean,
  /** Master: the slaves that are connected, one connection each. */
  slaves: Schema.Record(NodeId, SlaveConnection),
  /** Slave: the connection to its master. */
  connection: Schema.NullOr(Schema.String)
})
export type Ha = typeof Ha.Type

export const initialHa: Ha = { serving: false, slaves: {}, connection: null }
