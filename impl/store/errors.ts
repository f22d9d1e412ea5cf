/**
 * What the store refuses to go on with.
 *
 * @module
 */

/** A file does not hold what was written to it. The message names the file and says what an operator can do. */
export class DamagedFileError extends Error {
  override readonly name = "DamagedFileError"
  readonly path: string

  constructor(path: string, problem: string, advice: string) {
    super(`${path}: ${problem}. ${advice}`)
    this.path = path
  }
}

/** A write or fsync has failed before: nothing more is written, nothing more is reported durable. `cause` is the first error. */
export class StoreFailedError extends Error {
  override readonly name = "StoreFailedError"

  constructor(path: string, cause: Error) {
    super(`${path} takes no more writes since one failed: ${cause.message}`, { cause })
  }
}

export const toError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
