/**
 * HA connections between our own brokers, over the streams between peers: a slave asks for one, its master answers with the
 * same name, and either end learns when the stream to the other breaks. RocketMQ's own HA port speaks bytes of the CommitLog
 * and is another shell for the same rules.
 *
 * @module
 */
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { NodeId } from "../../spec/vocabulary.ts"
import type { TimersService } from "../layers/timers.ts"

export interface HaConnections {
  /** Carries out an output; false if it is none of these. */
  readonly perform: (output: BrokerOutput) => boolean
  /** What came from a peer and is about connections; false if it is not. */
  readonly received: (event: BrokerEvent) => boolean
  /** The stream to this peer is broken, or could not be opened. */
  readonly peerLost: (peer: NodeId) => void
}

export interface HaOptions {
  readonly self: NodeId
  readonly isSlave: boolean
  /** Makes names of connections unlike those of an earlier life. */
  readonly life: string
  readonly send: (to: NodeId, event: BrokerEvent) => void
  readonly after: TimersService["after"]
  readonly take: (event: BrokerEvent) => void
}

/** A master that has not answered by then is asked anew: milliseconds. A link may have been cut while the question was on its way. */
const CONNECT_MS = 3_000

export const haConnections = ({ self, isSlave, life, send, after, take }: HaOptions): HaConnections => {
  /** The other end, by name of the connection; those that are asked for too. */
  const ends = new Map<string, NodeId>()
  /** Those that a master has not answered yet. */
  const asked = new Set<string>()
  let number = 0

  const gone = (connection: string): void => {
    if (ends.delete(connection)) take({ _tag: "HaClosed", connection })
  }

  return {
    perform: (output) => {
      switch (output._tag) {
        case "ConnectToMaster": {
          const connection = `${self}/${life}/${++number}`
          ends.set(connection, output.to)
          asked.add(connection)
          after(CONNECT_MS, () => {
            if (asked.delete(connection)) gone(connection)
          })
          send(output.to, { _tag: "HaConnected", from: self, connection })
          return true
        }
        case "SendOnHaConnection":
          if (ends.has(output.message.connection)) send(output.to, { ...output.message, from: self })
          return true
        case "CloseHaConnection": {
          const to = ends.get(output.connection)
          ends.delete(output.connection)
          if (to !== undefined) send(to, { _tag: "HaClosed", connection: output.connection })
          return true
        }
        default:
          return false
      }
    },
    received: (event) => {
      if (event._tag === "HaClosed") {
        gone(event.connection)
        return true
      }
      if (event._tag !== "HaConnected") return false
      if (isSlave) {
        // An answer to what was given up since.
        if (asked.delete(event.connection) && ends.get(event.connection) === event.from) take(event)
        return true
      }
      ends.set(event.connection, event.from)
      send(event.from, { _tag: "HaConnected", from: self, connection: event.connection })
      take(event)
      return true
    },
    peerLost: (peer) => {
      for (const [connection, end] of ends) if (end === peer) gone(connection)
    }
  }
}
