/**
 * What the end of a run says of a property, asked of this run alone.
 *
 * @module
 */
import type { AnyModel, AnyMove, AnyOutcome } from "../../models/engine/model.ts"
import { Judge } from "../../models/engine/world.ts"

export interface LastStep {
  readonly before: readonly unknown[]
  readonly move: AnyMove
  readonly outcome: AnyOutcome
}

/**
 * Is the promise broken there, or the witness one? Of what is asked of whole runs, one run tells only that it has not come
 * about at its end. `last` is absent of a run without steps.
 */
export const endShows = (model: AnyModel, id: string, locals: readonly unknown[], last: LastStep | undefined): boolean => {
  const property = model.properties.find((each) => each.id === id)
  switch (property?.kind) {
    case "sometimes":
      return new Judge(model, [id]).witnesses(locals, new Set([id])).includes(id)
    case "always":
    case "step": {
      const judge = new Judge(model, [id])
      return (last === undefined ? undefined : judge.step(last.before, last.move, last.outcome, locals))?.id === id || judge.state(locals)?.id === id
    }
    case "recoverable":
    case "eventually":
    case "ends":
      return !property.holds(locals)
    default:
      return false
  }
}
