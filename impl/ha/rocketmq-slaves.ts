/**
 * A master's end of RocketMQ's HA port: for slaves that are RocketMQ's, or speak as they do. A slave does not say who it is, so each
 * connection is one.
 *
 * The machine names entries; a stream has every byte of the log, the blanks at the ends of files included, from where the slave's own log
 * ends, which may be within a message.
 *
 * RocketMQ `HAService.AcceptSocketService`, `HAConnection`.
 *
 * @module
 */
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import { type Connection, formatAddress, type Handler } from "../layers/network.ts"
import type { EntryLog } from "../store/entry-log.ts"
import { encodePiece, HaWireError, reportReader, TRANSFER_BATCH_SIZE } from "./wire.ts"

/** What the names of these slaves, and of connections as RocketMQ makes them, begin with. */
export const ROCKETMQ = "rocketmq:"

export interface RocketmqSlavesOptions {
  readonly log: EntryLog
  readonly take: (event: BrokerEvent) => void
}

export interface RocketmqSlaves {
  /** A slave has connected. */
  readonly handler: Handler
  /** Carries out an output; false if it is about none of these connections. */
  readonly perform: (output: BrokerOutput) => boolean
}

interface Slave {
  readonly connection: Connection
  /** Where its log ended when it came; `undefined` before it has said so. */
  reported: number | undefined
  /** Where the next byte that it is sent begins; `undefined` before anything was. */
  next: number | undefined
}

export const rocketmqSlaves = ({ log, take }: RocketmqSlavesOptions): RocketmqSlaves => {
  const slaves = new Map<string, Slave>()

  /** The last entry that the slave has whole. One more than there is, for a log that is longer than this one. */
  const entryAt = (offset: number): number => {
    if (offset === 0) return -1
    if (offset > log.positionAfter(log.lastIndex)) return log.lastIndex + 1
    // Before the first one that is left, so that none can follow.
    return offset < log.positionAfter(log.firstIndex - 1) ? Math.max(0, log.firstIndex - 2) : log.lastEndingBy(offset)
  }

  const send = (slave: Slave, previous: number, last: number): void => {
    // The disk has failed, and the machine is about to hear of it.
    if (last > log.lastIndex) return
    const from = slave.next ?? (slave.reported || log.positionAfter(previous))
    const to = last > previous ? log.positionAfter(last) : from
    for (const piece of log.pieces(from, to, TRANSFER_BATCH_SIZE)) slave.connection.send(encodePiece(piece))
    if (to === from) slave.connection.send(encodePiece({ offset: from, bytes: Buffer.alloc(0) }))
    slave.next = to
  }

  return {
    handler: {
      opened: (connection) => {
        const name = `${ROCKETMQ}${formatAddress(connection.remote)}`
        const slave: Slave = { connection, reported: undefined, next: undefined }
        slaves.set(name, slave)
        take({ _tag: "HaConnected", from: name, connection: name, streams: true })
        const read = reportReader((offset) => {
          slave.reported ??= offset
          take({ _tag: "ReportSlaveMaxOffset", from: name, connection: name, maxOffset: entryAt(offset) })
        })
        return {
          received: (chunk) => {
            try {
              read(chunk)
            } catch (error) {
              if (!(error instanceof HaWireError)) throw error
              connection.close()
            }
          },
          closed: () => {
            if (slaves.delete(name)) take({ _tag: "HaClosed", connection: name })
          }
        }
      }
    },
    perform: (output) => {
      if (output._tag === "SendOnHaConnection" && output.message._tag === "TransferData") {
        const slave = slaves.get(output.message.connection)
        if (slave !== undefined) send(slave, output.message.entries.prevLogIndex, output.message.entries.lastIndex)
        return slave !== undefined || output.message.connection.startsWith(ROCKETMQ)
      }
      if (output._tag !== "CloseHaConnection") return false
      const slave = slaves.get(output.connection)
      slaves.delete(output.connection)
      slave?.connection.close()
      return slave !== undefined
    }
  }
}
