/**
 * What a definition says of a model: nodes by name, the network, and what is claimed of them.
 *
 * @module
 */

/** What a node does in one step: its next state, and what it sends to whom. */
export interface Reaction<State, Message> {
  readonly state: State
  /** To one node, or the same to several. */
  readonly send?: readonly { readonly to: string | readonly string[]; readonly message: Message }[]
}

/** One of several things that may be done. */
export interface Choice<State, Message> extends Reaction<State, Message> {
  /** What tells it apart from the others, in traces: the value that is proposed, say. */
  readonly as: string
}

/** @typeParam Message what it receives, @typeParam Sent what it sends (default: the same). */
export interface Node<State, Message, Sent = Message> {
  readonly initial: State
  /** What it may do by itself, by name: a timer fires, a client calls, it crashes. `undefined`: not possible in this state. */
  readonly actions?: { readonly [name: string]: (self: State) => Reaction<State, Sent> | undefined }
  /** What it may do in several ways, by name: every one of them is explored. None: not possible in this state. */
  readonly choices?: { readonly [name: string]: (self: State) => readonly Choice<State, Sent>[] }
  /** What it does on a message. `undefined`: nothing, and the message stays in flight; to take it and do nothing, return `{ state: self }`. */
  receive?(self: State, message: Message, from: string): Reaction<State, Sent> | undefined
  /** A bound: steps that lead to a state in which this is false are not taken (TLC's constraint). */
  within?(self: State): boolean
}

// oxlint-disable-next-line typescript/no-explicit-any
export type AnyNodes = { readonly [name: string]: Node<any, any, any> }

type StateOf<Node> = Node extends { readonly initial: infer State } ? State : never
// oxlint-disable-next-line typescript/no-explicit-any
type ReceivedBy<Node> = Node extends { receive?(self: any, message: infer Message, from: string): any } ? (unknown extends Message ? any : Message) : any
type NameOf<Nodes> = keyof Nodes & string

/** The states of all nodes, by name. */
export type States<Nodes> = { readonly [Name in keyof Nodes]: StateOf<Nodes[Name]> }

/** A message under way. */
export type UnderWay<Nodes> = { readonly [To in NameOf<Nodes>]: { readonly from: NameOf<Nodes>; readonly to: To; readonly message: ReceivedBy<Nodes[To]> } }[NameOf<Nodes>]

/**
 * A claim that takes three arguments is given the messages under way, too, as often as each is. To keep account of them costs
 * time, and no states.
 */
export type Claim<Nodes, History> = (nodes: States<Nodes>, history: History, underWay: readonly UnderWay<Nodes>[]) => boolean

/** A step of a node, as a history and claims about steps see it: tell them apart by `node`. A message that gets lost is none. */
export type Seen<Nodes = { readonly [name: string]: { readonly initial: unknown } }> = {
  readonly [Name in NameOf<Nodes>]: {
    readonly node: Name
    /** The action or the choice that it made; absent on a message. */
    readonly does?: string
    /** Which of the choices. */
    readonly as?: string
    /** The message that it received, and from whom; absent on an action. */
    readonly receives?: ReceivedBy<Nodes[Name]>
    readonly from?: string
    readonly before: StateOf<Nodes[Name]>
    readonly after: StateOf<Nodes[Name]>
    // oxlint-disable-next-line typescript/no-explicit-any
    readonly sends: readonly { readonly to: string; readonly message: any }[]
  }
}[NameOf<Nodes>]

/** What comes about in every fair run; see `Eventually`. */
export interface Promise<Nodes, History = unknown> {
  /** Default: every state, that is: it comes about again and again, for ever. */
  readonly from?: Claim<Nodes, History>
  readonly holds: Claim<Nodes, History>
  /**
   * Which actions a fair run does not put off for ever, as `alice: vote` or `vote`; or each with its own strength, as
   * `{ vote: "strong", retry: "weak" }`. Deliveries are always fair; losses never. Default: every action.
   */
  readonly fair?: readonly string[] | { readonly [action: string]: "weak" | "strong" }
  /** `weak`: what can be done from some point on without a break is done. `strong` (the default): what can be done again and again is. */
  readonly fairness?: "weak" | "strong"
}

export interface Definition<Nodes extends AnyNodes, History = undefined> {
  readonly name: string
  readonly nodes: Nodes
  /** A run begins in any of these, which say what differs from `initial` (default: `initial` alone). To begin is a step of its own, the first one; claims are asked from then on. */
  readonly begins?: readonly Partial<States<Nodes>>[]
  /** Messages under way at first. No history has seen them sent. */
  readonly underWay?: readonly UnderWay<Nodes>[]
  readonly network?: {
    /** Any message may get lost, or so many in all (default: none does). */
    readonly lossy?: boolean | number
    /**
     * `true`: delivery does not consume, and every message may come again (default: it comes once); not together with `lossy`,
     * which it implies. A number: so many deliveries in all leave the message in flight.
     */
    readonly repeats?: boolean | number
    /** What one node sends to another arrives in that order (default: in any order). The message that comes next then stands in the receiver's `inbox`. */
    readonly ordered?: boolean
    /** Steps that would have more messages in flight are not taken. With `ordered`: more from one node to another. */
    readonly maxInFlight?: number
  }
  /** How often actions may be taken in a run, as `crash` (by all nodes together) or `alice: crash`. */
  readonly atMost?: { readonly [action: string]: number }
  /**
   * What an observer keeps who sees every step, and no node does: who was elected, what clients called and were told. Claims
   * get it after the nodes. It is part of the state, so let it remember no more than they need.
   */
  readonly history?: { readonly initial: History; readonly note: (history: History, step: Seen<Nodes>) => History }
  /** What holds in every reachable state, by name. */
  readonly always?: { readonly [id: string]: Claim<Nodes, History> }
  /** What must be reachable, by name: that a promise speaks of something. */
  readonly sometimes?: { readonly [id: string]: Claim<Nodes, History> }
  /** What holds of every step, by name: a term never goes back. */
  readonly steps?: { readonly [id: string]: (before: States<Nodes>, step: Seen<Nodes>, after: States<Nodes>) => boolean }
  /** What every fair run comes to, by name. Explore without symmetry then. */
  readonly eventually?: { readonly [id: string]: Promise<Nodes, History> }
  /** What holds where no step is possible any more, by name: a run ends only so. `() => false`: none is ever stuck. */
  readonly ends?: { readonly [id: string]: Claim<Nodes, History> }
  /** What can be reached from every reachable state, by name: nothing is stuck for ever. */
  readonly recoverable?: { readonly [id: string]: Claim<Nodes, History> }
  /**
   * Nodes that are alike: states that differ only by which is which are explored once. Their names may stand anywhere in states
   * and messages, as texts or as keys; lists that hold some must not depend on their order (use a `Set`, or keys). Several groups
   * are lists of their own, and a group may be of other texts than nodes: values, keys, threads of one memory.
   */
  readonly symmetric?: readonly NameOf<Nodes>[] | readonly (readonly string[])[]
}
