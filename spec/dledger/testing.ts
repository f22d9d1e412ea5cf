/**
 * Nodes, messages and outputs for unit tests of a released DLedger's rules, beside those of `spec/broker/testing.ts`. The node
 * under test is `n0` of 0.3.1.2, unless said otherwise.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import * as broker from "../broker/testing.ts"
import type { BrokerOutput } from "../broker/outputs.ts"
import type { Broker } from "../broker/state.ts"
import * as Log from "../log/log.ts"
import { step, verdictOf } from "../machine.ts"
import { dledgerReleased } from "../modes/dledger-released.ts"
import type { DLedgerEvent, DLedgerEventOf } from "./events.ts"
import type { DLedgerMessage } from "./messages.ts"
import type { DLedgerOutput } from "./outputs.ts"
import { type Dispatcher, type DLedger, initialDLedger } from "./state.ts"

export interface Shape extends Omit<broker.Shape, "dledger"> {
  readonly dledger?: Partial<DLedger>
}

/** What tells 0.4.0 from 0.3.1.2. */
export const V040 = { dLedgerVersion: "0.4.0" } as const

const known = ({ dledger = {}, ...shape }: Shape): broker.Shape => ({ ...shape, dledger: { ...initialDLedger, ...dledger } })

/** A follower of `n1`. */
export const follower = (shape: Shape = {}): Broker => broker.follower(known(shape))

/** A candidate that holds no vote at the moment. */
export const candidate = (shape: Shape = {}): Broker => broker.candidate(known({ votes: [], votedFor: null, ...shape }))

/** A leader whose followers hold all that is committed, its log unless said otherwise; nothing is under way. */
export const leader = (shape: Shape = {}): Broker => {
  const self = broker.leader({ ...known(shape), progress: {} })
  const marks = { n1: self.raft.commitIndex, n2: self.raft.commitIndex }
  const dispatchers = { n1: dispatcher({ writeIndex: self.log.lastIndex + 1 }), n2: dispatcher({ writeIndex: self.log.lastIndex + 1 }) }
  return { ...self, dledger: { ...self.dledger, ledTerm: self.raft.term, watermarks: marks, dispatchers, ...shape.dledger } }
}

export const dispatcher = (over: Partial<Dispatcher> = {}): Dispatcher => ({ state: "APPEND", compareIndex: -1, writeIndex: -1, matchIndex: -1, awaiting: null, opaque: 0, ...over })

/** A leader that is busy with `n1` in this way; `n2` has everything. */
export const pushing = (over: Partial<Dispatcher>, shape: Shape = {}): Broker => {
  const self = leader(shape)
  return { ...self, dledger: { ...self.dledger, dispatchers: { ...self.dledger.dispatchers, n1: dispatcher(over) } } }
}

const isState = Schema.is(dledgerReleased.State)
const isEvent = Schema.is(dledgerReleased.Event)
const isOutput = Schema.is(dledgerReleased.Output)

/** What the event does to the node, and what the node asks for: fields of `dledger` stand among the others. */
export const take = (self: Broker, event: DLedgerEvent): Omit<broker.Taken, "outputs"> & { readonly outputs: readonly DLedgerOutput[] } => {
  if (!isState(self) || !isEvent(event)) throw new Error(`the test gives what the schemas do not know: ${event._tag}`)
  const [next, outputs] = step(dledgerReleased, self, event)
  if (!isState(next) || !outputs.every((output) => isOutput(output))) throw new Error(`the rule gives what the schemas do not know: ${event._tag}`)
  const { dledger: _whole, ...changed } = broker.changes(self, next)
  const own = Object.entries(next.dledger).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(self.dledger[key as keyof DLedger]))
  return { verdict: verdictOf(dledgerReleased, self, event).slice(event._tag.length + 2), changed: { ...changed, ...Object.fromEntries(own) }, outputs }
}

/** The node after these events. */
export const after = (self: Broker, ...events: readonly DLedgerEvent[]): Broker => events.reduce((me, event) => step(dledgerReleased, me, event)[0], self)

// Outputs.

export const sendTo = (to: string, message: DLedgerMessage): DLedgerOutput => ({ _tag: "SendToPeer", to, message })
export const toBoth = (message: DLedgerMessage): readonly DLedgerOutput[] => [sendTo("n1", message), sendTo("n2", message)]
export const armPush = (peer: string): DLedgerOutput => ({ _tag: "ArmTimer", event: { _tag: "PushTimeout", peer }, ms: broker.configOf().timing.heartBeatTimeIntervalMs })
/** With the timers of tests, elections of 250 to 500 ms, so long. */
export const armWait = (from: number, to: number): BrokerOutput => ({ _tag: "ArmTimer", event: { _tag: "ElectionTimeout" }, ms: [from, to] })
/** A candidate looks at once what there is to do. */
export const goOn: BrokerOutput = armWait(10, 10)
export const beatAgain: BrokerOutput = { _tag: "ArmTimer", event: { _tag: "HeartbeatTimeout" }, ms: [10, 10] }
export const saveTerm = (term: number, votedFor: string | null): BrokerOutput => broker.saveHardState(term, votedFor)

/** What a leader gives up, in this order. */
export const endOfLeadership: readonly DLedgerOutput[] = [
  broker.cancel("HeartbeatTimeout"),
  broker.cancel("MetadataTimeout"),
  { _tag: "CancelTimer", event: { _tag: "PushTimeout", peer: "n1" } },
  { _tag: "CancelTimer", event: { _tag: "PushTimeout", peer: "n2" } }
]

/** Entries of these terms from index `first` on, as DLedger sends them. */
export const pushed = (first: number, ...terms: readonly number[]): Log.Slice => broker.entries(terms, first - 1)

// Events.

export const vote = (term: number, ledgerEndTerm: number, ledgerEndIndex: number, from = "n1"): DLedgerEventOf<"VoteRequest"> => ({ _tag: "VoteRequest", from, term, ledgerEndIndex, ledgerEndTerm })

export const voted = (voteResult: DLedgerEventOf<"VoteResponse">["voteResult"], asked: number, from = "n1", term = asked): DLedgerEventOf<"VoteResponse"> => ({ _tag: "VoteResponse", from, asked, term, voteResult })

export const beaten = (code: DLedgerEventOf<"HeartBeatResponse">["code"], asked: number, from = "n1", term = asked): DLedgerEventOf<"HeartBeatResponse"> => ({ _tag: "HeartBeatResponse", from, asked, term, code })
