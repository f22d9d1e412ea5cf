/**
 * One rule of a machine, changed.
 *
 * @module
 */
import type { Case, Machine, Step, Tagged } from "../../spec/machine.ts"

/** What a mutant's rule does, given what the original one would. */
export type Change<State, Event extends Tagged, Output, Tag extends Event["_tag"]> = (
  self: State,
  event: Case<Event, Tag>,
  original: (self: State, event: Case<Event, Tag>) => Step<State, Output>
) => Step<State, Output>

/** The machine with another rule for one event; the verdict stays that of the original rule. */
export const changeRule = <State, Event extends Tagged, Output extends Tagged, Config, Tag extends Event["_tag"]>(
  machine: Machine<State, Event, Output, Config>,
  tag: Tag,
  change: Change<State, Event, Output, Tag>
): Machine<State, Event, Output, Config> => {
  const original = machine.rules[tag] as unknown as ((self: State, event: Case<Event, Tag>) => Step<State, Output>) & { readonly verdict: unknown; readonly verdicts: unknown }
  const changed = Object.assign((self: State, event: Case<Event, Tag>) => change(self, event, original), { event: tag, verdict: original.verdict, verdicts: original.verdicts })
  return { ...machine, rules: { ...machine.rules, [tag]: changed } as typeof machine.rules }
}
