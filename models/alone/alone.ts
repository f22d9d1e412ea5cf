/**
 * The world of one machine alone: any event of an alphabet may come in any state, and everything that the machine asks for is
 * seen. Nothing performs its outputs, so nothing is too kind to them. Slots: the machine, and the outside, which takes outputs.
 *
 * @module
 */
import { step, type Tagged, verdictOf, type Rules } from "../../spec/machine.ts"
import type { Model, Step } from "../engine/model.ts"

/** The outside keeps nothing. */
export interface Outside {
  readonly outside: true
}

export type AloneProperty<S, E, O> = Step<S | Outside, never, E, O>
export type AloneModel<S, E, O> = Model<S | Outside, never, E, O>

/** As much of a machine as is needed to run it. */
export interface Runs<S, E extends Tagged, O extends Tagged> {
  readonly name: string
  readonly rules: Rules<S, E, O>
}

/** What may happen to a machine: its bounds. */
export interface Alphabet<S, E> {
  readonly initial: S
  /** What may come in this state. */
  readonly events: (self: S) => readonly E[]
  /** Nothing happens in states beyond; the step there is taken, and looked at. */
  readonly within?: (self: S) => boolean
  /** So many events come, one after the other; absent: any number. */
  readonly steps?: number
}

/** How many events may come yet, in a state of a model in which they are counted: beside the machine's own fields, which its rules hand on. */
interface Counted {
  readonly left?: number
}

export interface AloneOptions<S, E extends Tagged, O extends Tagged> extends Alphabet<S, E> {
  readonly name: string
  readonly machine: Runs<S, E, O>
  readonly properties: readonly AloneProperty<S, E, O>[]
}

export const MACHINE_SLOT = 0
const OUTSIDE_SLOT = 1

export const aloneModel = <S, E extends Tagged, O extends Tagged>({ name, machine, initial, events, within = () => true, steps, properties }: AloneOptions<S, E, O>): AloneModel<S, E, O> => ({
  name,
  slots: [machine.name, "outside"],
  initial: { locals: [steps === undefined ? initial : { ...initial, left: steps }, { outside: true }] },
  actions: (slot, local) => (slot === MACHINE_SLOT && (local as Counted).left !== 0 && within(local as S) ? events(local as S) : []),
  act: (_slot, local, event) => {
    const [after, outputs] = step(machine, local as S, event)
    const { left } = local as Counted
    return { local: left === undefined ? after : { ...after, left: left - 1 }, signals: outputs.map((signal) => ({ to: OUTSIDE_SLOT, signal })), verdicts: [`${machine.name} ${verdictOf(machine, local as S, event)}`] }
  },
  receive: () => undefined,
  observe: (_slot, local) => local,
  network: { kind: "multiset" },
  properties,
  describe: (move) => (move.kind === "act" ? describeEvent(move.action) : move.kind)
})

/** One line for a person: `Send message=m1`. */
export const describeEvent = ({ _tag, ...fields }: Tagged): string => [_tag, ...Object.entries(fields).map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)].join(" ")
