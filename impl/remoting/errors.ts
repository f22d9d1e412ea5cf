/**
 * What the wire codec refuses.
 *
 * @module
 */

/** Bytes that are no frame. Nothing after them on the same connection can be read: close it, and it alone. */
export class FrameError extends Error {
  override readonly name = "FrameError"
}

/** A command that has no bytes in the form asked for. */
export class EncodeError extends Error {
  override readonly name = "EncodeError"
}

/** A header field or a body is missing or unreadable. The connection is sound: answer `code`, or SYSTEM_ERROR, with this message as the remark. */
export class RequestError extends Error {
  override readonly name = "RequestError"
  /** The field, as it is called on the wire; `body` when it is the whole body. */
  readonly field: string
  readonly code: number | undefined

  constructor(field: string, message: string, code?: number) {
    super(message)
    this.field = field
    this.code = code
  }
}

/** Text that even fastjson's lenient grammar does not admit. */
export class FastJsonError extends Error {
  override readonly name = "FastJsonError"
}
