/**
 * What became of the messages that were answered SEND_OK in a run, read off the journals of its nodes.
 *
 * A message is known by the place and the term of its entry in the log. In the modes without terms that cannot tell a message from
 * another one that took its place after a promotion.
 *
 * @module
 */
import type { Broker } from "../../spec/broker/state.ts"
import * as Log from "../../spec/log/log.ts"
import type { Tagged } from "../../spec/machine.ts"
import type { JournalHead } from "../journal/journal.ts"

export interface Acked {
  /** `broker-a`. */
  readonly group: string
  /** The node that answered. */
  readonly node: string
  readonly topic: string
  readonly queueId: number
  readonly queueOffset: number
  readonly index: number
  readonly term: number
}

/** How a node went down last; what it had in its page cache is gone after `powerLoss`, everything after `diskLoss`. */
export type Down = "crash" | "powerLoss" | "diskLoss"

export interface AckReader {
  readonly onLine: (head: JournalHead, line: number, event: Tagged, outputs: readonly Tagged[]) => void
  readonly onEnd: (head: JournalHead, state: unknown) => void
  readonly acked: () => number
  readonly all: () => readonly Acked[]
  /** Acked messages of which nobody has the entry; of a DLedger group with a leader, those that its leader lacks. */
  readonly lost: (downBy: (node: string) => Down | undefined) => readonly Acked[]
}

interface Written extends Tagged {
  readonly request: number
  readonly index: number
  readonly term: number
  readonly topic: string
  readonly queueId: number
}

interface Replied extends Tagged {
  readonly request: number
  readonly status: string
  readonly index: number
  readonly queueOffset: number
}

const groupOf = (node: string): string => node.slice(0, node.lastIndexOf("/"))

export const readAcks = (): AckReader => {
  let acks: Acked[] = []
  let lifeBegins = 0
  /** By node, of its last life. */
  const last = new Map<string, Broker>()
  let written = new Map<number, Written>()
  return {
    onLine: (head, line, event, outputs) => {
      // Requests are numbered anew in each life.
      if (line === 2) {
        written = new Map()
        lifeBegins = acks.length
      }
      // What could not be written was not acked either, whatever the machine had said before it heard of it.
      const { _tag, unwritten } = event as Tagged & { readonly unwritten?: number }
      if (_tag === "DiskFailed" && unwritten !== undefined) acks = acks.filter(({ index }, i) => i < lifeBegins || index < unwritten)
      for (const output of outputs) {
        if (output._tag === "WriteMessages") written.set((output as Written).request, output as Written)
        if (output._tag !== "ReplySend") continue
        const { request, status, index, queueOffset } = output as Replied
        const entry = written.get(request)
        written.delete(request)
        if (status !== "SEND_OK" || entry === undefined) continue
        acks.push({ group: groupOf(head.node), node: head.node, topic: entry.topic, queueId: entry.queueId, queueOffset, index, term: entry.term })
      }
    },
    onEnd: ({ node, machine }, state) => {
      if (machine !== "name-server") last.set(node, state as Broker)
    },
    acked: () => acks.length,
    all: () => acks,
    lost: (downBy) => {
      const logs = [...last].flatMap(([node, { log, raft }]) => {
        const down = downBy(node)
        if (down === "diskLoss") return []
        return [{ group: groupOf(node), log: down === "powerLoss" ? Log.truncate(log, log.durableIndex + 1) : log, leads: down === undefined && raft.role === "LEADER" ? raft.term : -1 }]
      })
      const has = (log: Log.Log, { index, term }: Acked): boolean => index < log.baseIndex || Log.termAt(log, index) === term
      const judges = (group: string) => {
        const members = logs.filter((each) => each.group === group)
        const leader = members.reduce((best, each) => (each.leads > best ? each.leads : best), -1)
        return leader < 0 ? members : members.filter(({ leads }) => leads === leader)
      }
      const byGroup = new Map([...new Set(acks.map(({ group }) => group))].map((group) => [group, judges(group)] as const))
      return acks.filter((ack) => !(byGroup.get(ack.group) ?? []).some(({ log }) => has(log, ack)))
    }
  }
}
