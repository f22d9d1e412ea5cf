/**
 * Frames on a connection, big-endian:
 *
 * | at | field | |
 * | --- | --- | --- |
 * | 0 | length int32 | bytes that follow |
 * | 4 | mark int32 | `SerializeType` << 24 \| bytes of the header |
 * | 8 | header | JSON (0) or ROCKETMQ (1) |
 * | | body | the rest |
 *
 * RocketMQ: `RemotingCommand.encode`/`decode`, `NettyDecoder`.
 *
 * @module
 */
import { binaryHeaderSize, decodeBinaryHeader, writeBinaryHeader } from "./binary-header.ts"
import type { RemotingCommand } from "./command.ts"
import { EncodeError, FrameError } from "./errors.ts"
import { decodeJsonHeader, jsonHeader } from "./json-header.ts"

/** Bytes of the longest frame, its length field included: `com.rocketmq.remoting.frameMaxLength`. */
export const MAX_FRAME = 16 * 1024 * 1024

const PREFIX = 8
const HEADER_LENGTH_MASK = 0xffffff
const JSON_TYPE = 0
const ROCKETMQ_TYPE = 1
const EMPTY: Buffer = Buffer.alloc(0)

/** A whole frame as bytes. */
export const encodeFrame = (command: RemotingCommand): Buffer => {
  const { body } = command
  if (body === undefined) return encodeFrameHeader(command, 0, 0)
  const frame = encodeFrameHeader(command, body.length, body.length)
  frame.set(body, frame.length - body.length)
  return frame
}

/**
 * The frame up to its body, for a body of `bodyLength` bytes that is sent right after it, not copied
 * (`RemotingCommand.encodeHeader`). `room` bytes are left free at the end.
 */
export const encodeFrameHeader = (command: RemotingCommand, bodyLength: number, room = 0): Buffer => {
  const binary = command.serializeType === "ROCKETMQ"
  const text = binary ? "" : jsonHeader(command)
  const headerLength = binary ? binaryHeaderSize(command) : Buffer.byteLength(text)
  const total = PREFIX + headerLength + bodyLength
  if (total > MAX_FRAME) throw new EncodeError(`a frame of ${total} bytes is longer than the ${MAX_FRAME} a client reads: answer with fewer messages`)
  const frame = Buffer.allocUnsafe(PREFIX + headerLength + room)
  frame.writeInt32BE(total - 4, 0)
  frame.writeInt32BE(((binary ? ROCKETMQ_TYPE : JSON_TYPE) << 24) | headerLength, 4)
  if (binary) writeBinaryHeader(command, frame, PREFIX)
  else frame.write(text, PREFIX)
  return frame
}

/** The command in a whole frame. Its body is a view of `frame`. */
export const decodeFrame = (frame: Buffer): RemotingCommand => {
  const mark = frame.readInt32BE(4)
  const end = PREFIX + (mark & HEADER_LENGTH_MASK)
  if (end > frame.length) throw new FrameError(`frame of ${frame.length} bytes claims a header of ${end - PREFIX}`)
  const body = end === frame.length ? undefined : frame.subarray(end)
  switch (mark >>> 24) {
    case JSON_TYPE:
      return decodeJsonHeader(frame, PREFIX, end, body)
    case ROCKETMQ_TYPE:
      return decodeBinaryHeader(frame, PREFIX, end, body)
    default:
      throw new FrameError(`frame with serialize type ${mark >>> 24}: 0 (JSON) and 1 (ROCKETMQ) exist`)
  }
}

/**
 * Turns the chunks of one connection into commands. A frame inside one chunk is not copied: its body is a view of that chunk.
 * One that spans chunks is gathered in a buffer that doubles up to the frame's size, so time stays linear and memory stays
 * within twice the bytes received, whatever length the frame claims.
 */
export class FrameDecoder {
  readonly #maxFrame: number
  /** Holds the frame that has begun, in its first `#kept` bytes. */
  #gathered: Buffer = EMPTY
  #kept = 0
  /** Bytes of that frame; 0 until its length has come. */
  #wanted = 0
  #failed: { readonly error: unknown } | undefined

  constructor(maxFrame = MAX_FRAME) {
    this.#maxFrame = maxFrame
  }

  /** Bytes that wait for the rest of their frame. */
  get buffered(): number {
    return this.#kept
  }

  /**
   * Hands every command that `chunk` completes to `take`, in order, with the bytes of its frame. At bytes that are no frame: throws a `FrameError` once the
   * commands before them have been handed over, and again at every later call; so it does with what `take` throws. `chunk`
   * must not be changed afterwards.
   */
  feed(chunk: Buffer, take: (command: RemotingCommand, frame: Buffer) => void): void {
    if (this.#failed !== undefined) throw this.#failed.error
    try {
      let at = this.#kept > 0 ? this.#complete(chunk, take) : 0
      while (chunk.length - at >= 4) {
        const size = this.#sizeAt(chunk, at)
        if (chunk.length - at < size) {
          this.#wanted = size
          break
        }
        at += size
        const frame = chunk.subarray(at - size, at)
        take(decodeFrame(frame), frame)
      }
      if (at < chunk.length) this.#gather(chunk, at, chunk.length)
    } catch (error) {
      this.#failed = { error }
      this.#clear()
      throw error
    }
  }

  /** Goes on with the frame that has begun; how many bytes of `chunk` it took. */
  #complete(chunk: Buffer, take: (command: RemotingCommand, frame: Buffer) => void): number {
    let at = 0
    if (this.#wanted === 0) {
      at = Math.min(chunk.length, 4 - this.#kept)
      this.#gather(chunk, 0, at)
      if (this.#kept < 4) return at
      this.#wanted = this.#sizeAt(this.#gathered, 0)
    }
    const end = Math.min(chunk.length, at + this.#wanted - this.#kept)
    this.#gather(chunk, at, end)
    if (this.#kept < this.#wanted) return end
    const frame = this.#gathered.subarray(0, this.#kept)
    this.#clear()
    take(decodeFrame(frame), frame)
    return end
  }

  #gather(chunk: Buffer, from: number, to: number): void {
    const needed = this.#kept + to - from
    if (needed > this.#gathered.length) {
      const limit = this.#wanted === 0 ? 4 : this.#wanted
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(limit, 2 * needed)))
      larger.set(this.#gathered.subarray(0, this.#kept))
      this.#gathered = larger
    }
    chunk.copy(this.#gathered, this.#kept, from, to)
    this.#kept = needed
  }

  #clear(): void {
    this.#gathered = EMPTY
    this.#kept = 0
    this.#wanted = 0
  }

  #sizeAt(bytes: Buffer, at: number): number {
    const length = bytes.readInt32BE(at)
    if (length < 4) throw new FrameError(`frame length ${length}: at least 4 bytes follow a length`)
    if (length + 4 > this.#maxFrame) throw new FrameError(`frame of ${length + 4} bytes: the limit is ${this.#maxFrame}`)
    return length + 4
  }
}
