/**
 * What the nodes' journals say of acked messages: where each was written, and what every life of a node had on disk when it ended. A
 * loss is explained by a life that had the message, and lost it with its power or its disk.
 *
 * @module
 */
import type { Broker } from "../../spec/broker/state.ts"
import * as Log from "../../spec/log/log.ts"
import type { Tagged } from "../../spec/machine.ts"
import type { JournalHead } from "../journal/journal.ts"
import { type Acked, type Down, readAcks } from "../testkit/acks.ts"
import { queueOf } from "./history.ts"

export interface Lives {
  readonly onLine: (head: JournalHead, line: number, event: Tagged, outputs: readonly Tagged[]) => void
  readonly onEnd: (head: JournalHead, state: unknown) => void
  /** Entries of messages that were acked at this place of a queue, of all that were there one after the other. */
  readonly ackedAt: (queue: string, offset: number) => readonly Acked[]
  /** Ends of lives by which this message may have been lost; none: nothing explains it. */
  readonly lossesOf: (acked: Acked, ended: ReadonlyMap<string, readonly End[]>) => readonly Loss[]
}

/** How a life of a node ended. */
export interface End {
  readonly how: Down
  /** All that was struck since the group was last whole has the same number. */
  readonly epoch: number
}

export interface Loss {
  readonly epoch: number
  readonly what: string
}

const groupOf = (node: string): string => node.slice(0, node.lastIndexOf("/"))

export const readLives = (): Lives => {
  const acks = readAcks()
  const lives: { readonly node: string; readonly life: number; readonly log: Log.Log }[] = []
  let places: Map<string, Acked[]> | undefined
  return {
    onLine: acks.onLine,
    onEnd: (head, state) => {
      if (head.machine !== "name-server") lives.push({ node: head.node, life: head.life, log: (state as Broker).log })
    },
    ackedAt: (queue, offset) => {
      if (places === undefined) {
        places = new Map()
        for (const each of acks.all()) {
          const place = `${queueOf(each.group, each.queueId)} ${each.queueOffset}`
          places.set(place, [...(places.get(place) ?? []), each])
        }
      }
      return places.get(`${queue} ${offset}`) ?? []
    },
    lossesOf: ({ group, index, term }, ended) =>
      lives.flatMap(({ node, life, log }) => {
        if (groupOf(node) !== group || index > log.lastIndex || Log.termAt(log, index) !== term) return []
        const end = ended.get(node)?.[life - 1]
        if (end?.how === "diskLoss") return [{ epoch: end.epoch, what: `${node} lost its disk (life ${life})` }]
        if (end?.how === "powerLoss" && index > log.durableIndex) return [{ epoch: end.epoch, what: `${node} lost its power (life ${life}), with entries up to ${log.durableIndex} on disk` }]
        return []
      })
  }
}
