/**
 * What the page asked for and does not get.
 *
 * @module
 */

/** The page asked for something that there is not. The message says what. */
export class BadRequest extends Error {
  readonly status: number
  constructor(message: string, status = 400) {
    super(message)
    this.status = status
  }
}
