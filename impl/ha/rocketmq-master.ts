/**
 * A slave's end of RocketMQ's HA port: it follows a master that is RocketMQ's, or one of ours that it knows by its address alone.
 *
 * The machine takes whole messages; what a piece holds of the next one waits here, so that a report never counts half a message.
 *
 * RocketMQ `HAClient`.
 *
 * @module
 */
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { NodeId } from "../../spec/vocabulary.ts"
import type { Bodies } from "../broker/bodies.ts"
import type { Address, Connection, NetworkService } from "../layers/network.ts"
import type { TimersService } from "../layers/timers.ts"
import type { EntryLog } from "../store/entry-log.ts"
import { RecordReader } from "./records.ts"
import { ROCKETMQ } from "./rocketmq-slaves.ts"
import { encodeReport, HaWireError, type Piece, pieceReader } from "./wire.ts"

export interface RocketmqMasterOptions {
  readonly network: NetworkService
  readonly after: TimersService["after"]
  readonly self: NodeId
  /** Makes names of connections unlike those of an earlier life. */
  readonly life: string
  readonly log: EntryLog
  readonly bodies: Pick<Bodies, "arrived">
  /** Where the master is; `undefined`: nobody knows. */
  readonly addressOf: (master: NodeId) => Address | undefined
  /** The link to the master is cut, one way or the other, for tests. */
  readonly isCut: (master: NodeId) => boolean
  readonly take: (event: BrokerEvent) => void
  /** The master has sent what no master sends. */
  readonly refused: (problem: string) => void
}

export interface RocketmqMaster {
  /** Carries out an output; false if it is about none of these connections. */
  readonly perform: (output: BrokerOutput) => boolean
  readonly close: () => void
}

/** Milliseconds. `RemotingUtil.connect`. */
const CONNECT_MS = 5_000

/** Before an entry that has none before it. */
const termBefore = (index: number): number => (index < 0 ? -1 : 0)

export const rocketmqMaster = ({ network, after, self, life, log, bodies, addressOf, isCut, take, refused }: RocketmqMasterOptions): RocketmqMaster => {
  let current: { readonly name: string; readonly connection: Connection; readonly from: NodeId } | undefined
  let number = 0
  /** The last entry that was handed to the machine, and the bytes behind it. */
  let index = -1
  let records = new RecordReader(0, log.segmentSize)

  const lose = (name: string): void => {
    if (current?.name !== name) return
    const { connection } = current
    current = undefined
    connection.close()
    take({ _tag: "HaClosed", connection: name })
  }

  /** Entries behind `previous`, by their bodies; none: a sign of life. */
  const transfer = (name: string, from: NodeId, previous: number, whole: readonly Buffer[]): void => {
    const event: BrokerEvent = {
      _tag: "TransferData",
      from,
      connection: name,
      entries: { prevLogIndex: previous, prevLogTerm: termBefore(previous), runs: whole.length === 0 ? [] : [{ first: previous + 1, term: 0 }], lastIndex: previous + whole.length }
    }
    bodies.arrived.set(event, { first: previous + 1, bodies: whole })
    take(event)
  }

  const came = (name: string, from: NodeId, { offset, bytes }: Piece): void => {
    if (current?.name !== name) return
    if (offset !== records.next && index < 0 && records.next === 0 && bytes.length > 0) {
      // It has nothing yet: what was before has expired there. Entries are counted as those of a log that begins here are.
      index = offset - 1
      records = new RecordReader(offset, log.segmentSize)
    }
    // Where it is not at the end of this log, the machine is told of an entry that is not either.
    if (offset !== records.next && !(index < 0 && bytes.length === 0)) return transfer(name, from, offset > records.next ? index + 1 : Math.max(-1, index - 1), [])
    const whole = records.take(bytes)
    if (bytes.length > 0 && whole.length === 0) return
    const previous = index
    index += whole.length
    transfer(name, from, previous, whole)
  }

  const connect = (to: NodeId): void => {
    const name = `${ROCKETMQ}${self}/${life}/${++number}`
    const at = addressOf(to)
    const failed = (): void => take({ _tag: "HaClosed", connection: name })
    if (at === undefined || isCut(to)) {
      after(CONNECT_MS, failed)
      return
    }
    let opened = false
    let over = false
    const fail = (): void => {
      if (over) return
      over = true
      if (opened) lose(name)
      else failed()
    }
    const stream = network.connect(at, {
      opened: (connection) => {
        opened = true
        current = { name, connection, from: to }
        index = log.lastIndex
        records = new RecordReader(log.positionAfter(index), log.segmentSize)
        take({ _tag: "HaConnected", from: to, connection: name })
        const read = pieceReader((piece) => came(name, to, piece))
        return {
          received: (chunk) => {
            if (isCut(to)) return lose(name)
            try {
              read(chunk)
            } catch (error) {
              if (!(error instanceof HaWireError)) throw error
              refused(error.message)
              lose(name)
            }
          },
          closed: fail
        }
      }
    })
    after(CONNECT_MS, () => {
      if (opened || over) return
      fail()
      stream.close()
    })
  }

  return {
    perform: (output) => {
      switch (output._tag) {
        case "ConnectToMaster":
          connect(output.to)
          return true
        case "SendOnHaConnection": {
          if (output.message._tag !== "ReportSlaveMaxOffset" || current?.name !== output.message.connection) return output.message.connection.startsWith(ROCKETMQ)
          if (isCut(current.from)) lose(current.name)
          else current.connection.send(encodeReport(log.positionAfter(output.message.maxOffset)))
          return true
        }
        case "CloseHaConnection": {
          const stands = current?.name === output.connection ? current : undefined
          if (stands === undefined) return output.connection.startsWith(ROCKETMQ)
          current = undefined
          stands.connection.close()
          return true
        }
        default:
          return false
      }
    },
    close: () => {
      const stands = current
      current = undefined
      stands?.connection.close()
    }
  }
}
