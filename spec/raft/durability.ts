/**
 * Durable before it is spoken of (E5, E7): a message leaves only when what it promises is on disk.
 *
 * Raft §5.1 and Figure 2 ("updated on stable storage before responding to RPCs") · DLedger `MemberState.persistTerm`,
 * which writes without fsync and swallows errors: here nothing leaves before the disk has confirmed.
 *
 * @module
 */
import * as Equal from "effect/Equal"
import type { BrokerOutput } from "../broker/outputs.ts"
import type { Part } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { chain } from "../machine.ts"
import type { Index, NodeId } from "../vocabulary.ts"
import type { PeerMessage } from "./messages.ts"
import type { Waiting } from "./state.ts"

/** A message that relies on nothing in the log. */
export const NOTHING = -1

/** Sends `message` once term, vote and standing are on disk as they are now, and the log up to `durable` too. */
export const say =
  (to: NodeId, message: PeerMessage, durable: Index = NOTHING): Part =>
  (self) =>
    isSaved(self) && durable <= writtenAsRequired(self)
      ? [self, [{ _tag: "SendToPeer", to, message }]]
      : [{ ...self, raft: { ...self.raft, waiting: withWaiting(self.raft.waiting, { to, message, durable }) } }, []]

/**
 * What waits already is not said twice: a disk that is slow must not make every heartbeat wait beside the one before. Of two
 * that differ by their round alone the later one says enough.
 */
const withWaiting = (waiting: readonly Waiting[], next: Waiting): readonly Waiting[] =>
  waiting.some((other) => isSame(other, next)) ? waiting : [...waiting.filter((other) => !isSame(withoutRound(other), withoutRound(next))), next].sort(byReceiver)

/** Most differ by the receiver already. */
const isSame = (a: Waiting, b: Waiting): boolean => a.to === b.to && a.durable === b.durable && Equal.equals(a.message, b.message)

const withoutRound = ({ to, message, durable }: Waiting): Waiting =>
  message._tag === "AppendEntriesReply" ? { to, durable, message: { _tag: message._tag, term: message.term, success: message.success, index: message.index } } : { to, durable, message }

/** In the order of receivers, and of decisions for each: states that differ by the order of receivers alone are one. */
const byReceiver = (a: { readonly to: NodeId }, b: { readonly to: NodeId }): number => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0)

/** Sends to every other member. */
export const sayToAll =
  (message: PeerMessage): Part =>
  (self) =>
    chain(self, ...self.config.peers.map((to) => say(to, message)))

/** Sends what has waited for the disk and need not wait any more. */
export const release: Part = (self) => {
  if (self.raft.waiting.length === 0 || !isSaved(self)) return [self, []]
  const upTo = writtenAsRequired(self)
  const ready = self.raft.waiting.filter((w) => w.durable <= upTo)
  if (ready.length === 0) return [self, []]
  return [
    { ...self, raft: { ...self.raft, waiting: self.raft.waiting.filter((w) => w.durable > upTo) } },
    ready.map(({ to, message }): BrokerOutput => ({ _tag: "SendToPeer", to, message }))
  ]
}

/** Asks the disk to keep term, vote and standing as they are now. */
export const save: Part = (self) =>
  isSaved(self)
    ? [self, []]
    : [self, [{ _tag: "SaveHardState", term: self.raft.term, votedFor: self.raft.votedFor, voter: self.raft.voter }]]

/** Are term, vote and standing on disk as they are now? */
export const isSaved = ({ raft }: Broker): boolean =>
  raft.saved.term === raft.term && raft.saved.votedFor === raft.votedFor && raft.saved.voter === raft.voter

/** The last entry that counts as this member's own: on disk, or merely written (`ackRequires`). */
export const writtenAsRequired = (self: Broker): Index =>
  self.config.ackRequires === "FSYNC" ? self.log.durableIndex : self.log.lastIndex

/** What follows a write: with FSYNC the flush that the ack waits for; with PAGE_CACHE a timer flushes. */
export const flushAsRequired: Part = (self) =>
  self.config.ackRequires === "FSYNC" ? [self, [{ _tag: "Flush" }]] : [self, []]
