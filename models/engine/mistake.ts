/**
 * A mistake in a model, as opposed to something that the model shows: nothing that the search says of it would mean much, so it
 * is thrown to whoever asked, with what was wrong, where, and what to do.
 *
 * @module
 */
import type { Trace } from "./result.ts"

export class ModelMistake extends Error {
  /** The run that led to it, where there is one. */
  trace?: Trace

  constructor(text: string, options?: { readonly cause: unknown }) {
    super(text, options)
    this.name = "ModelMistake"
  }
}
