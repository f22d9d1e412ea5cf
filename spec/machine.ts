/**
 * The three words everything else is made of.
 *
 * A **rule** is a pure function for one event: `(self, event) → [next, outputs]`. A **machine** is a typed table from
 * event to rule: leaving a rule out does not compile. Nothing here or in any rule reads a clock, a random source, a file
 * or a socket: time, randomness, disk completions and messages arrive as events; sends, persists, timers and replies
 * leave as outputs, to be carried out in order by whoever runs the machine (the checker's world, the live broker).
 *
 * @module
 */
import type * as Schema from "effect/Schema"

/** Anything with a `_tag`: what `Schema.TaggedUnion` declares. */
export interface Tagged {
  readonly _tag: string
}

/** The next state, and what the world must do, in this order. */
export type Step<State, Output> = readonly [State, readonly Output[]]

/** The member of a tagged union with this tag. */
export type Case<Union extends Tagged, Tag extends Union["_tag"]> = Extract<Union, { readonly _tag: Tag }>

/**
 * What a machine does with one event. The named **verdict** comes first (which case is this?), the step for that verdict
 * second; both are kept, so that coverage and traces can say which verdict was taken without running the rule's insides.
 */
export interface Rule<State, Event extends Tagged, Output, Verdict extends string = string> {
  (self: State, event: Event): Step<State, Output>
  readonly event: Event["_tag"]
  readonly verdict: (self: State, event: Event) => Verdict
  /** Every verdict there is. */
  readonly verdicts: readonly Verdict[]
}

/** One rule for every event. */
export type Rules<State, Event extends Tagged, Output> = {
  readonly [Tag in Event["_tag"]]: Rule<State, Case<Event, Tag>, Output>
}

/** A machine: schemas that declare, a start, and a table of rules that compute. */
export interface Machine<State, Event extends Tagged, Output extends Tagged, Config> {
  readonly name: string
  readonly State: Schema.Codec<State, unknown>
  readonly Event: Schema.Codec<Event, unknown>
  readonly Output: Schema.Codec<Output, unknown>
  /** The state before the first event. */
  readonly init: (config: Config) => State
  readonly rules: Rules<State, Event, Output>
}

/**
 * Makes `rule(tag, verdict, step)` for one machine's state, events and outputs. `step` receives the verdict and is
 * expected to `match` it exhaustively, so that a new verdict without a case does not compile; and so its cases are the list
 * of all verdicts. A step that matches nothing says which they are.
 */
export const rulesFor =
  <State, Event extends Tagged, Output>() =>
  <Tag extends Event["_tag"], Verdict extends string>(
    event: Tag,
    verdict: (self: State, event: Case<Event, Tag>) => Verdict,
    step: (self: State, event: Case<Event, Tag>, verdict: Verdict) => Step<State, Output>,
    verdicts: readonly Verdict[] = casesOf(String(step)) as readonly Verdict[]
  ): Rule<State, Case<Event, Tag>, Output, Verdict> =>
    Object.assign((self: State, e: Case<Event, Tag>) => step(self, e, verdict(self, e)), { event, verdict, verdicts })

/** The cases of the exhaustive match in a step's source: TypeScript holds them equal to its verdicts. */
export const casesOf = (source: string): readonly string[] => {
  const literals = `(?:"[^"]+"|'[^']+'|\`[^\`]+\`)`
  return [...source.matchAll(new RegExp(`\\.with\\(((?:\\s*${literals},)+)`, "g"))].flatMap(([, list = ""]) => (list.match(new RegExp(literals, "g")) ?? []).map((literal) => literal.slice(1, -1)))
}

/** Takes one event: the only dispatcher. */
export const step = <State, Event extends Tagged, Output extends Tagged>(
  machine: { readonly rules: Rules<State, Event, Output> },
  self: State,
  event: Event
): Step<State, Output> => ruleOf(machine, event)(self, event)

/** Which verdict this event would get, as `AppendEntries: gap`. */
export const verdictOf = <State, Event extends Tagged, Output extends Tagged>(
  machine: { readonly rules: Rules<State, Event, Output> },
  self: State,
  event: Event
): string => `${event._tag}: ${ruleOf(machine, event).verdict(self, event)}`

/** The table is exact by type; TypeScript cannot see that the entry under an event's own tag takes that event. */
const ruleOf = <State, Event extends Tagged, Output extends Tagged>(
  machine: { readonly rules: Rules<State, Event, Output> },
  event: Event
): Rule<State, Event, Output> =>
  (machine.rules as unknown as Record<string, Rule<State, Event, Output>>)[event._tag] as Rule<State, Event, Output>

/** Runs parts one after the other on the state, and puts their outputs in one list. */
export const chain = <State, Output>(
  self: State,
  ...parts: readonly ((self: State) => Step<State, Output>)[]
): Step<State, Output> => {
  let state = self
  let outputs: readonly Output[] = []
  for (const part of parts) {
    const [next, more] = part(state)
    state = next
    if (more.length > 0) outputs = outputs.length > 0 ? [...outputs, ...more] : more
  }
  return [state, outputs]
}
