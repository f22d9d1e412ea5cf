/**
 * Consumers that a broker sent back to the end of a queue, read off the journals of a DLedger group.
 *
 * A leader that was deposed, and has not heard of it, does not have what its successor has handed out: by its own log a consumer is
 * past the end. That is no promise broken (E12 is about what is uncommitted; a consumer is given messages at least once), but only
 * if it was so: the consumer had got as far from the leader of a later term.
 *
 * @module
 */
import type { Tagged } from "../../spec/machine.ts"
import { splitQueueKey } from "../../spec/vocabulary.ts"
import type { JournalHead } from "../journal/journal.ts"
import { queueOf } from "./history.ts"

export interface SentBack {
  readonly node: string
  /** In which it led, or had led last. −1: it never did, or has no terms. */
  readonly term: number
  /** Highest term whose leader had handed messages to this consumer up to where it was sent back from; −1: none did. */
  readonly handedOutIn: number
}

export interface SentBackReader {
  readonly onLine: (head: JournalHead, line: number, event: Tagged, outputs: readonly Tagged[]) => void
  readonly of: (consumer: string, queue: string, from: number, to: number) => readonly SentBack[]
}

interface Pull extends Tagged {
  readonly request: string
  readonly group: string
  readonly offset: number
}

interface ReplyPull extends Tagged {
  readonly request: string
  readonly code: string
  readonly queue: string
  readonly nextBeginOffset: number
}

interface Appends extends Tagged {
  readonly message: Tagged & { readonly term: number }
}

const NONE = -1

export const readSentBack = (): SentBackReader => {
  /** By consumer, queue, and where it came from: the broker, its term, and where it was to go. */
  const moved = new Map<string, { readonly node: string; readonly term: number; readonly to: number }[]>()
  /** By consumer, queue, and the offset behind what it was given: the highest term of a leader that did. */
  const handedOut = new Map<string, number>()
  /** Of the life that is being read. */
  let pulls = new Map<string, Pull>()
  let term = NONE
  return {
    onLine: ({ node }, line, event, outputs) => {
      if (line === 2) {
        pulls = new Map()
        term = NONE
      }
      if (event._tag === "PullMessage") pulls.set((event as Pull).request, event as Pull)
      for (const output of outputs) {
        if (output._tag === "SendToPeer" && (output as Appends).message._tag === "AppendEntries") term = (output as Appends).message.term
        if (output._tag !== "ReplyPull") continue
        const { request, code, queue, nextBeginOffset } = output as ReplyPull
        const pull = pulls.get(request)
        pulls.delete(request)
        if (pull === undefined) continue
        const reader = `${pull.group} ${queueOf(node.slice(0, node.lastIndexOf("/")), splitQueueKey(queue)[1])}`
        if (code === "SUCCESS") handedOut.set(`${reader} ${nextBeginOffset}`, Math.max(term, handedOut.get(`${reader} ${nextBeginOffset}`) ?? NONE))
        if (code !== "PULL_OFFSET_MOVED") continue
        const key = `${reader} ${pull.offset}`
        moved.set(key, [...(moved.get(key) ?? []), { node, term, to: nextBeginOffset }])
      }
    },
    of: (consumer, queue, from, to) => {
      const key = `${consumer} ${queue} ${from}`
      return (moved.get(key) ?? []).filter((each) => each.to === to).map(({ node, term: led }) => ({ node, term: led, handedOutIn: handedOut.get(key) ?? NONE }))
    }
  }
}
