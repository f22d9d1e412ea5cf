/**
 * From the bytes of a master's CommitLog to whole messages. Pieces end wherever they end, and a file ends with a blank.
 *
 * RocketMQ `CommitLog.checkMessageAndReturnSize`, which there comes after the bytes are in the log.
 *
 * @module
 */
import { messageFormat } from "../store/message-format.ts"
import { HaWireError } from "./wire.ts"

const { headerSize, blankSize } = messageFormat

export class RecordReader {
  /** Where the next byte belongs that comes: physical offset. */
  next: number
  private readonly fileSize: number
  /** Where what is in `chunks` begins: a message, or the rest of a blank. */
  private begin: number
  private chunks: Buffer[] = []
  private have = 0
  private need = blankSize
  /** Bytes of a blank that are yet to come. */
  private blank = 0

  /** Begins at a message or a blank. `fileSize`: of the files of the log, in bytes. */
  constructor(position: number, fileSize: number) {
    this.next = position
    this.begin = position
    this.fileSize = fileSize
  }

  /** The messages that have become whole. Throws `HaWireError` on what is neither a message at its place nor a blank. */
  take(bytes: Buffer): Buffer[] {
    this.chunks.push(bytes)
    this.have += bytes.length
    this.next += bytes.length
    if (this.have < this.need) return []
    const all = this.chunks.length === 1 ? bytes : Buffer.concat(this.chunks, this.have)
    const whole: Buffer[] = []
    let at = 0
    for (;;) {
      at += this.skip(all.length - at)
      const left = all.subarray(at)
      const need = this.bytesNeeded(left, this.begin + at)
      if (left.length < need) {
        this.need = need
        break
      }
      if (this.blank > 0) continue
      whole.push(left.subarray(0, need))
      at += need
    }
    this.begin += at
    const rest = all.subarray(at)
    this.chunks = rest.length === 0 ? [] : [rest]
    this.have = rest.length
    return whole
  }

  /** Of the blank at the end of a file, as much as is there. */
  private skip(there: number): number {
    const skipped = Math.min(this.blank, there)
    this.blank -= skipped
    return skipped
  }

  /** Bytes of the message that begins here, or that are needed to say so; none where a blank begins, which is noted. */
  private bytesNeeded(bytes: Buffer, position: number): number {
    if (bytes.length < blankSize) return blankSize
    const left = this.fileSize - (position % this.fileSize)
    if (messageFormat.isBlank(bytes, left)) {
      const said = bytes.readInt32BE(0)
      if (said !== left) throw new HaWireError(`a blank of ${said} bytes at ${position}, where the file has ${left} left: mappedFileSizeCommitLog must be the same at master and slave`)
      this.blank = left
      return 0
    }
    if (bytes.length < headerSize) return headerSize
    const problem = messageFormat.headerProblem(bytes, position, left)
    if (problem !== undefined) throw new HaWireError(`no message at ${position}: ${problem}`)
    return messageFormat.sizeOf(bytes)
  }
}
