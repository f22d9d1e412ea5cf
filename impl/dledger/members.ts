/**
 * Between members of a DLedger group as released ones speak: a remoting server at the member's address in dLegerPeers, and a connection
 * to every other one. An RPC's request is an event of the machine, and what the machine says to the one who asked is its answer.
 *
 * DLedger `DLedgerRpcNettyService`, `DLedgerServer`.
 *
 * @module
 */
import type { Broker } from "../../spec/broker/state.ts"
import type { DLedgerEvent, DLedgerEventOf } from "../../spec/dledger/events.ts"
import type { DLedgerMessage } from "../../spec/dledger/messages.ts"
import type { NodeId } from "../../spec/vocabulary.ts"
import type { Bodies } from "../broker/bodies.ts"
import { type Address, formatAddress, type NetworkService } from "../layers/network.ts"
import type { TimersService } from "../layers/timers.ts"
import { type RemotingClient, remotingClient } from "../remoting/client.ts"
import { isResponse, type RemotingCommand, response } from "../remoting/command.ts"
import { RequestError } from "../remoting/errors.ts"
import { type Channel, serveRemoting } from "../remoting/server.ts"
import type { EntryLog } from "../store/entry-log.ts"
import { isDLedgerCode } from "./bodies.ts"
import { bodyOf, decodeEntry, type EntryJson } from "./entry.ts"
import { type Asked, decodeAnswer, decodeAsked, encodeAnswer, encodeAsked, encodeCommitAnswer, endsOf, isPeerCode, isRequestMessage, type RequestMessage, type ResponseEvent, type ResponseMessage } from "./messages.ts"
import { answerOther, refusal, strangerProblem } from "./others.ts"

export interface MembersOptions {
  readonly network: NetworkService
  readonly timers: TimersService
  readonly group: string
  readonly self: NodeId
  readonly listenAt: Address
  readonly peers: ReadonlyMap<NodeId, Address>
  readonly log: EntryLog
  readonly bodies: Pick<Bodies, "arrived">
  /** After the last event taken. */
  readonly state: () => Broker
  readonly take: (event: DLedgerEvent) => void
  /** Told once of each kind of stranger, and of what makes no sense. */
  readonly refused: (why: string) => void
  /** Links that are cut for tests: nothing passes from the first to the second. */
  readonly isCut: (from: NodeId, to: NodeId) => boolean
  /** Passes a message on that has come: later, behind another, or not at all. */
  readonly shape?: (from: NodeId, kind: string, pass: () => void) => void
}

export interface Members {
  readonly port: number
  /** The machine has taken this event: requests that no rule answers are answered. */
  readonly taken: (event: DLedgerEvent) => void
  /** The machine says this to a member; `cause`: the event that brought it about. */
  readonly say: (to: NodeId, message: DLedgerMessage, cause: DLedgerEvent) => void
  readonly close: () => void
}

/** The code of an answer's header; what it says is in its body. */
const ANSWERED = 200
/** Bytes of entries in one request, at most; one entry may be larger. A frame has 16 MiB, and bytes take a third more in it. */
const PUSH_BYTES = 4 * 1024 * 1024

interface Rpc {
  readonly channel: Channel
  readonly command: RemotingCommand
  readonly asked: Asked
}

export const openMembers = async ({ network, timers, group, self, listenAt, peers, log, bodies, state, take, refused, isCut, shape = (_from, _kind, pass) => pass() }: MembersOptions): Promise<Members> => {
  const rpcs = new WeakMap<DLedgerEvent, Rpc>()
  const clients = new Map<NodeId, RemotingClient>()
  const told = new Set<string>()
  let closed = false
  const refuse = (why: string): void => {
    if (told.has(why)) return
    told.add(why)
    refused(why)
  }
  /** What `read` makes of a body; `undefined`, and the operator is told, if that is nothing. */
  const sense = <A>(who: string, read: () => A): A | undefined => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      refuse(`${who}: ${error.message}`)
      return undefined
    }
  }

  const answer = ({ channel, command, asked }: Rpc, body: Buffer): void => {
    if (!closed && !isCut(self, asked.from)) channel.send(response(command, ANSWERED, undefined, {}, body))
  }

  const asks = (channel: Channel, command: RemotingCommand): void => {
    const { code } = command
    if (closed || isResponse(command) || !isDLedgerCode(code)) return
    if (!isPeerCode(code)) {
      const body = sense(`a request of ${formatAddress(channel.remote)}`, () => answerOther(code, command.body, { group, self, address: formatAddress(listenAt), peers, log, state: state() }))
      if (body !== undefined) channel.send(response(command, ANSWERED, undefined, {}, body))
      return
    }
    const asked = sense(`a request of ${formatAddress(channel.remote)}`, () => decodeAsked(code, command.body))
    if (asked === undefined) return
    const problem = strangerProblem(asked, { group, self, peers })
    if (problem !== undefined) {
      refuse(problem.why)
      channel.send(response(command, ANSWERED, undefined, {}, refusal(asked, problem.code)))
      return
    }
    const { from, message, entries } = asked
    if (isCut(from, self)) return
    shape(from, message._tag, () => {
      if (closed) return
      const event: DLedgerEvent = { ...message, from }
      rpcs.set(event, { channel, command, asked })
      if (entries.length > 0) bodies.arrived.set(event, { first: (entries[0] as EntryJson).index, bodies: entries.map(bodyOf), positions: entries.map(({ pos }) => pos) })
      take(event)
    })
  }

  const server = await serveRemoting({ network, timers, at: listenAt }, { received: asks, closed: () => {}, refused: (why) => refuse(`at the address of dLegerPeers, ${why}`) })

  const clientOf = (to: NodeId): RemotingClient | undefined => {
    const known = clients.get(to)
    const address = peers.get(to)
    if (known !== undefined || address === undefined) return known
    const client = remotingClient(network, address)
    clients.set(to, client)
    return client
  }

  const entriesFrom = (first: number, last: number): EntryJson[] => Array.from({ length: last + 1 - first }, (_, i) => decodeEntry(log.readRaw(first + i)))

  /** Asks it, and hands on what comes back. */
  const ask = (to: NodeId, message: RequestMessage, entries: readonly EntryJson[], came: (event: ResponseEvent) => void): void => {
    const { code, body } = encodeAsked({ group, from: self, to, message, entries, compareCommitIndex: state().raft.commitIndex })
    const asked: Asked = { code, group, from: self, to, message, entries: [] }
    clientOf(to)?.send(code, {}, body, (command) => {
      if (closed || isCut(to, self)) return
      const answered = sense(`an answer of ${to}`, () => decodeAnswer(asked, command.body, "opaque" in message ? message.opaque : undefined))
      if (answered?.event === undefined) return
      const { event } = answered
      shape(to, event._tag, () => {
        if (!closed) came(event)
      })
    }, message._tag !== "VoteRequest" ? undefined : () => {
      // It is waited for no longer, as DLedger's client does not.
      if (!closed) came({ _tag: "VoteResponse", from: to, asked: message.term, term: message.term, voteResult: "UNKNOWN" })
    })
  }

  /** The entries of one APPEND may take several requests: all of them are there, or one was refused. */
  const append = (to: NodeId, message: DLedgerEventOf<"PushAppend">): void => {
    const { entries: slice } = message
    const first = slice.prevLogIndex + 1
    const pieces = inPieces(entriesFrom(first, slice.lastIndex))
    let left = pieces.length
    const came = (event: ResponseEvent): void => {
      if (event._tag !== "PushAppendResponse") return
      left--
      if (event.code !== "SUCCESS" || left === 0) take({ ...event, index: first, count: slice.lastIndex - slice.prevLogIndex })
    }
    for (const piece of pieces) ask(to, message, piece, came)
  }

  return {
    port: server.port,
    taken: (event) => {
      const rpc = event._tag === "PushCommit" ? rpcs.get(event) : undefined
      if (rpc === undefined || state().diskFailed) return
      const { raft, log: known } = state()
      answer(rpc, encodeCommitAnswer(rpc.asked, raft.role === "FOLLOWER" ? "SUCCESS" : "NOT_FOLLOWER", endsOf(known)))
    },
    say: (to, message, cause) => {
      if (closed) return
      if (!isRequestMessage(message)) {
        const rpc = rpcs.get(cause)
        if (rpc !== undefined) answer(rpc, encodeAnswer(rpc.asked, message as ResponseMessage, endsOf(state().log)))
        return
      }
      if (isCut(self, to)) return
      // The disk has failed, and the machine is about to hear of it.
      if (lastOf(message) > log.lastIndex) return
      if (message._tag === "PushAppend") append(to, { ...message, from: self })
      else ask(to, message, "index" in message ? entriesFrom(message.index, message.index) : [], take)
    },
    close: () => {
      closed = true
      server.close()
      for (const client of clients.values()) client.close()
    }
  }
}

/** The last entry that goes with it; −1: none does. */
const lastOf = (message: RequestMessage): number => ("entries" in message ? message.entries.lastIndex : "index" in message ? message.index : -1)

const inPieces = (entries: readonly EntryJson[]): readonly (readonly EntryJson[])[] => {
  const pieces: EntryJson[][] = []
  let bytes = Infinity
  for (const entry of entries) {
    bytes += entry.size
    if (bytes > PUSH_BYTES) {
      pieces.push([])
      bytes = entry.size
    }
    pieces[pieces.length - 1]?.push(entry)
  }
  return pieces
}

