/**
 * Verdicts that no model comes to, each with why not, and the unit test that comes to it. `check` fails if it misses a verdict
 * that is not listed, and if it comes to one that is; `exceptions.test.ts` runs the tests and watches what they come to.
 *
 * @module
 */

export interface Exceptions {
  /** Why no model comes there: a sentence. */
  readonly because: string
  readonly of: readonly Listed[]
  /** The models that `check --deep` explores besides do come there. */
  readonly deep?: true
}

export interface Listed {
  /** As in `SharedRule`: `brokers PullMessage`. */
  readonly rule: string
  /** The file with the tests; absent where nothing comes there. */
  readonly test?: string
  /** The title of the test that comes to each verdict, behind those of its `describe`s; `null`: nothing can. */
  readonly verdicts: { readonly [verdict: string]: string | null }
}
