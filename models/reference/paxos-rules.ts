/**
 * What a server of the reference Paxos does on a message; see `paxos.ts`. Lamport, "Paxos Made Simple" (2001), §2.2: proposer,
 * acceptor and learner in one.
 *
 * @module
 */
import type { Send } from "../engine/model.ts"
import type { Value } from "./linearizability.ts"
import type { RegisterMessage } from "./register-client.ts"

/** Rounds of two servers are told apart by the server. */
export interface Ballot {
  readonly round: number
  readonly server: number
}

/** What a client asked to be written. */
export interface Proposal {
  readonly request: number
  readonly client: number
  readonly value: Value
}

export interface Accepted {
  readonly ballot: Ballot
  readonly proposal: Proposal
}

/** An acceptor's answer to a prepare: what it had accepted. */
export interface Promised {
  readonly server: number
  readonly accepted: Accepted | null
}

export interface Server {
  readonly kind: "server"
  /** The highest that it has seen. */
  readonly ballot: Ballot
  /** What it proposes. */
  readonly proposal: Proposal | null
  /** Who has promised, and who has accepted, its ballot; by server, ascending. */
  readonly promised: readonly Promised[]
  readonly accepts: readonly number[]
  readonly accepted: Accepted | null
  readonly decided: boolean
}

export type Message =
  | RegisterMessage
  | { readonly kind: "prepare"; readonly ballot: Ballot }
  | { readonly kind: "promise"; readonly ballot: Ballot; readonly accepted: Accepted | null }
  | { readonly kind: "accept"; readonly ballot: Ballot; readonly proposal: Proposal }
  | { readonly kind: "accepted"; readonly ballot: Ballot }
  | { readonly kind: "decided"; readonly ballot: Ballot; readonly proposal: Proposal }

type Of<K extends Message["kind"]> = Extract<Message, { readonly kind: K }>

export interface Reaction {
  readonly local: Server
  readonly sends: readonly Send<Message>[]
}

export const newServer: Server = { kind: "server", ballot: { round: 0, server: 0 }, proposal: null, promised: [], accepts: [], accepted: null, decided: false }

/** Server `id` of `count`; `undefined`: the message is not for this state. */
export const onMessage = (server: Server, id: number, count: number, from: number, message: Message): Reaction | undefined => {
  if (server.decided) return message.kind === "get" ? onGet(server, from, message) : undefined
  switch (message.kind) {
    case "put":
      return onPut(server, id, count, from, message)
    case "prepare":
      return onPrepare(server, from, message)
    case "promise":
      return onPromise(server, id, count, from, message)
    case "accept":
      return onAccept(server, from, message)
    case "accepted":
      return onAccepted(server, id, count, from, message)
    case "decided":
      return { local: { ...server, ballot: message.ballot, accepted: { ballot: message.ballot, proposal: message.proposal }, decided: true }, sends: [] }
    default:
      // A get waits until this server knows of a decision: it cannot know that there was none.
      return undefined
  }
}

const onGet = (server: Server, from: number, { request }: Of<"get">): Reaction => {
  if (server.accepted === null) throw new Error("decided, and nothing accepted")
  return { local: server, sends: [{ to: from, message: { kind: "get ok", request, value: server.accepted.proposal.value } }] }
}

/** Phase 1a, once in a server's life. Its own promise is taken as given. */
const onPut = (server: Server, id: number, count: number, from: number, { request, value }: Of<"put">): Reaction | undefined => {
  if (server.proposal !== null) return undefined
  const ballot = { round: server.ballot.round + 1, server: id }
  const promised = [{ server: id, accepted: server.accepted }]
  return { local: { ...server, ballot, proposal: { request, client: from, value }, promised, accepts: [] }, sends: toPeers(id, count, { kind: "prepare", ballot }) }
}

/** Phase 1b. */
const onPrepare = (server: Server, from: number, { ballot }: Of<"prepare">): Reaction | undefined => {
  if (compareBallots(server.ballot, ballot) >= 0) return undefined
  return { local: { ...server, ballot }, sends: [{ to: from, message: { kind: "promise", ballot, accepted: server.accepted } }] }
}

/** Phase 2a: with a majority of promises, what was accepted last by any of them is proposed; if nothing was, its own. */
const onPromise = (server: Server, id: number, count: number, from: number, { ballot, accepted }: Of<"promise">): Reaction | undefined => {
  if (compareBallots(server.ballot, ballot) !== 0) return undefined
  const promised = [...server.promised.filter(({ server: other }) => other !== from), { server: from, accepted }].sort((a, b) => a.server - b.server)
  if (promised.length !== majority(count)) return { local: { ...server, promised }, sends: [] }
  const last = promised.reduce<Accepted | null>((best, { accepted: one }) => (one !== null && (best === null || compareBallots(best.ballot, one.ballot) < 0) ? one : best), null)
  const proposal = last?.proposal ?? server.proposal
  if (proposal === null) throw new Error("a promise for a ballot without a proposal")
  return {
    local: { ...server, promised, proposal, accepted: { ballot, proposal }, accepts: including(server.accepts, id) },
    sends: toPeers(id, count, { kind: "accept", ballot, proposal })
  }
}

/** Phase 2b. */
const onAccept = (server: Server, from: number, { ballot, proposal }: Of<"accept">): Reaction | undefined => {
  if (compareBallots(server.ballot, ballot) > 0) return undefined
  return { local: { ...server, ballot, accepted: { ballot, proposal } }, sends: [{ to: from, message: { kind: "accepted", ballot } }] }
}

/** With a majority, the proposal is chosen: everybody is told, and the client that asked for it. */
const onAccepted = (server: Server, id: number, count: number, from: number, { ballot }: Of<"accepted">): Reaction | undefined => {
  if (compareBallots(server.ballot, ballot) !== 0) return undefined
  const accepts = including(server.accepts, from)
  if (accepts.length !== majority(count)) return { local: { ...server, accepts }, sends: [] }
  const { proposal } = server
  if (proposal === null) throw new Error("a ballot was accepted that proposed nothing")
  return {
    local: { ...server, accepts, decided: true },
    sends: [...toPeers(id, count, { kind: "decided", ballot, proposal }), { to: proposal.client, message: { kind: "put ok", request: proposal.request } }]
  }
}

const compareBallots = (a: Ballot, b: Ballot): number => a.round - b.round || a.server - b.server

const majority = (count: number): number => Math.floor(count / 2) + 1

const including = (servers: readonly number[], one: number): readonly number[] => [...new Set([...servers, one])].sort((a, b) => a - b)

const toPeers = (id: number, count: number, message: Message): readonly Send<Message>[] =>
  Array.from({ length: count }, (_, to) => ({ to, message })).filter(({ to }) => to !== id)
