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
  /** States beyond are not explored. */
  readonly within?: (self: S) => boolean
}

export interface AloneOptions<S, E extends Tagged, O extends Tagged> extends Alphabet<S, E> {
  readonly name: string
  readonly machine: Runs<S, E, O>
  readonly properties: readonly AloneProperty<S, E, O>[]
}

export const MACHINE_SLOT = 0
const OUTSIDE_SLOT = 1

export const aloneModel = <S, E extends Tagged, O extends Tagged>({ name, machine, initial, events, within, properties }: AloneOptions<S, E, O>): AloneModel<S, E, O> => ({
  name,
  slots: [machine.name, "outside"],
  initial: { locals: [initial, { outside: true }] },
  actions: (slot, local) => (slot === MACHINE_SLOT ? events(local as S) : []),
  act: (_slot, local, event) => {
    const [after, outputs] = step(machine, local as S, event)
    return { local: after, signals: outputs.map((signal) => ({ to: OUTSIDE_SLOT, signal })), verdicts: [`${machine.name} ${verdictOf(machine, local as S, event)}`] }
  },
  receive: () => undefined,
  observe: (_slot, local) => local,
  network: { kind: "multiset" },
  ...(within && { within: (slot, local) => slot !== MACHINE_SLOT || within(local as S) }),
  properties,
  describe: (move) => (move.kind === "act" ? describeEvent(move.action) : move.kind)
})

/** One line for a person: `Send message=m1`. */
export const describeEvent = ({ _tag, ...fields }: Tagged): string => [_tag, ...Object.entries(fields).map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)].join(" ")
